import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from "d3-force";
import { scaleSqrt } from "d3-scale";
import type { Node, Tie } from "./data.ts";

/** For the names of the outermost nodes. */
const MARGIN = { part: 0.085, y: 30 };
/** Of the smallest and the largest node, on a paper of the usual width; smaller on a smaller one, and closer together. */
const RADII = [4, 17] as const;
const USUAL_WIDTH = 900;
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

interface Layout {
  width: number;
  height: number;
  nodes: Placed[];
  ties: PlacedTie[];
}

/**
 * Where the nodes stand on a paper of this width: tied ones close together. The same on every run, as d3-force draws its
 * random numbers from a fixed seed.
 */
export function layout(nodes: Node[], ties: Tie[], width: number): Layout {
  const height = Math.round(Math.min(680, Math.max(460, width * 0.7)));
  const scale = Math.min(1, Math.max(0.5, width / USUAL_WIDTH));
  const largest = Math.max(...nodes.map(({ value }) => value ?? 0), Number.MIN_VALUE);
  const size = scaleSqrt(
    [0, largest],
    RADII.map(radius => radius * scale),
  );
  const placed: Placed[] = nodes.map(node => ({ node, x: NaN, y: NaN, radius: size(node.value ?? 0) }));
  const byId = new Map(placed.map(place => [place.node.entity.id, place]));
  const links = ties.flatMap(tie => {
    const [source, target] = [byId.get(tie.source.entity.id), byId.get(tie.target.entity.id)];
    return source && target ? [{ tie, source, target }] : [];
  });
  forceSimulation(placed)
    .force(
      "tie",
      forceLink<Placed, PlacedTie>(links).distance(({ source, target }) => 40 * scale + source.radius + target.radius),
    )
    .force("apart", forceManyBody().strength(-300 * scale))
    .force(
      "collide",
      forceCollide<Placed>(({ radius }) => radius + 9 * scale),
    )
    .force("x", forceX().strength(0.07))
    .force("y", forceY().strength(0.11))
    .stop()
    .tick(STEPS);
  fit(placed, width, height);
  return { width, height, nodes: placed, ties: links };
}

/** Stretches the drawing over the whole of its paper. */
function fit(placed: Placed[], width: number, height: number) {
  for (const [axis, length, margin] of [
    ["x", width, width * MARGIN.part],
    ["y", height, MARGIN.y],
  ] as const) {
    const [low, high] = [
      Math.min(...placed.map(p => p[axis] - p.radius)),
      Math.max(...placed.map(p => p[axis] + p.radius)),
    ];
    const scale = Math.min(1.6, (length - 2 * margin) / Math.max(1, high - low));
    for (const place of placed) place[axis] = length / 2 + (place[axis] - (low + high) / 2) * scale;
  }
}
