import type { Placed } from "./layout.ts";

const LETTERS = 26;
/** About as wide as a letter is at the size of the names. */
const LETTER = 7;
const LINE = 14;
/** Between a node and its name. */
const GAP = 4;

/** What a node is called in the drawing. */
export function label({ node: { entity } }: Placed): string {
  const name = entity.shortName ?? entity.name;
  return name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;
}

/** The middle of a name. */
export interface Place {
  x: number;
  y: number;
}

interface Box extends Place {
  /** Half of its width, half of its height. */
  across: number;
  up: number;
}

const overlap = (a: Box, b: Box) => Math.abs(a.x - b.x) < a.across + b.across && Math.abs(a.y - b.y) < a.up + b.up;

/** Where a name may stand, the best place first: above its node, below, right and left of it; within the edges of the paper. */
function places(place: Placed, width: number): Box[] {
  const { x, y, radius } = place;
  const [across, up] = [(label(place).length * LETTER) / 2, LINE / 2];
  const inside = Math.max(across, Math.min(x, width - across));
  const [beside, beyond] = [radius + GAP + across, radius + GAP + up - 2];
  const boxes = [
    { x: inside, y: y - beyond },
    { x: inside, y: y + beyond },
    { x: x + beside, y },
    { x: x - beside, y },
  ];
  return boxes.map(box => ({ ...box, across, up })).filter(box => Math.abs(box.x - width / 2) <= width / 2 - across);
}

/** The best place for a name, whether or not something else is there. */
export function above(place: Placed, width: number): Place {
  return places(place, width)[0] ?? place;
}

/** The names for which there is room between the nodes and each other, those of the first nodes first. */
export function named(placed: Placed[], width: number): Map<string, Place> {
  const taken: Box[] = placed.map(({ x, y, radius }) => ({ x, y, across: radius * 0.8, up: radius * 0.8 }));
  const found = new Map<string, Place>();
  for (const place of placed) {
    const free = places(place, width).find(box => !taken.some(other => overlap(box, other)));
    if (!free) continue;
    taken.push(free);
    found.set(place.node.entity.id, free);
  }
  return found;
}
