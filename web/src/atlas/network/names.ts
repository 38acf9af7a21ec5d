import type { Placed } from "./layout.ts";

const LETTERS = 24;
/** About as wide as a letter is at the size of the names. */
const LETTER = 7;
const LINE = 15;

/** What a node is called in the drawing. */
export function label({ node: { entity } }: Placed): string {
  const name = entity.shortName ?? entity.name;
  return name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;
}

const half = (place: Placed) => (label(place).length * LETTER) / 2;

/** The middle of a node's name: above it, but not beyond the edges of the paper. */
export function middle(place: Placed, width: number): number {
  return Math.max(half(place), Math.min(place.x, width - half(place)));
}

/** The nodes that have room for their names, larger ones first. */
export function named(placed: Placed[], width: number): Set<string> {
  const taken: { x: number; y: number; half: number }[] = [];
  const ids = placed.filter(place => {
    const box = { x: middle(place, width), y: place.y - place.radius - 4, half: half(place) };
    const free = taken.every(
      other => Math.abs(other.y - box.y) > LINE || Math.abs(other.x - box.x) > other.half + box.half,
    );
    if (free) taken.push(box);
    return free;
  });
  return new Set(ids.map(({ node }) => node.entity.id));
}
