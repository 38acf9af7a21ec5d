import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import { scaleSqrt } from "d3-scale";
import type { Node, Tie } from "./data.ts";

export const WIDTH = 960;
export const HEIGHT = 660;
const MARGIN = 30;
const RADII = [4, 22] as const;
/** By then the nodes hardly move any more. */
const STEPS = 280;

export interface Placed extends SimulationNodeDatum {
  node: Node;
  x: number;
  y: number;
  radius: number;
}

export interface PlacedTie {
  tie: Tie;
  source: Placed;
  target: Placed;
}

export interface Layout {
  nodes: Placed[];
  ties: PlacedTie[];
}

/** Where the nodes stand: tied ones close together. The same on every run, as d3-force draws no random numbers of its own. */
export function layout(nodes: Node[], ties: Tie[]): Layout {
  const size = scaleSqrt([0, Math.max(...nodes.map(({ value }) => value ?? 0), Number.MIN_VALUE)], RADII);
  const placed: Placed[] = nodes.map(node => ({ node, x: NaN, y: NaN, radius: size(node.value ?? 0) }));
  const byId = new Map(placed.map(place => [place.node.entity.id, place]));
  const links = ties.flatMap(tie => {
    const [source, target] = [byId.get(tie.source.entity.id), byId.get(tie.target.entity.id)];
    return source && target ? [{ tie, source, target }] : [];
  });
  forceSimulation(placed)
    .force("tie", forceLink<Placed, PlacedTie>(links).distance(46))
    .force("apart", forceManyBody().strength(-150))
    .force("collide", forceCollide<Placed>(({ radius }) => radius + 4))
    .force("x", forceX().strength(0.07))
    .force("y", forceY().strength(0.11))
    .stop()
    .tick(STEPS);
  fit(placed);
  return { nodes: placed, ties: links };
}

/** Stretches the drawing over the whole of its paper. */
function fit(placed: Placed[]) {
  for (const [axis, length] of [["x", WIDTH], ["y", HEIGHT]] as const) {
    const [low, high] = [Math.min(...placed.map(p => p[axis] - p.radius)), Math.max(...placed.map(p => p[axis] + p.radius))];
    const scale = Math.min(1.6, (length - 2 * MARGIN) / Math.max(1, high - low));
    for (const place of placed) place[axis] = length / 2 + (place[axis] - (low + high) / 2) * scale;
  }
}
