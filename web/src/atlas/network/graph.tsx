import { select } from "d3-selection";
import { zoom } from "d3-zoom";
import { useEffect, useMemo, useRef } from "react";
import { useSpeech } from "../language/language.ts";
import { useWidth } from "../picture/width.ts";
import { withParameters } from "../route.ts";
import type { Node, Tie } from "./data.ts";
import { layout, type Placed, type PlacedTie } from "./layout.ts";
import { label, middle, named } from "./names.ts";

const COLOURS = 8;

export type Touched = { node: Node } | { tie: Tie };

interface Props {
  nodes: Node[];
  ties: Tie[];
  /** The number of each node's community, as far as it is known. */
  communities: Map<string, number>;
  focus: string;
  /** The node that is touched. */
  touched: string | undefined;
  /** Organisations on the path that is shown. */
  path: string[];
  onTouch: (touched: Touched | null) => void;
}

export function Graph({ nodes, ties, communities, focus, touched, path, onTouch }: Props) {
  const { t } = useSpeech();
  const [room, measured] = useWidth();
  // Not anew for every few pixels.
  const width = Math.floor(measured / 60) * 60;
  const drawing = useMemo(() => layout(nodes, ties, width), [nodes, ties, width]);
  const colours = useMemo(() => colouring(communities), [communities]);
  const paper = useRef<SVGSVGElement>(null);
  const ground = useRef<SVGGElement>(null);
  useEffect(() => {
    const moving = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.5, 6])
      // The wheel alone is for the page.
      .filter(event => (event.type === "wheel" ? event.ctrlKey || event.metaKey : !event.button))
      .on("zoom", ({ transform }) => ground.current?.setAttribute("transform", String(transform)));
    select(paper.current!).call(moving).on("dblclick.zoom", null);
  }, []);
  const close = useMemo(() => neighbours(drawing.ties, focus), [drawing, focus]);
  const roomy = useMemo(() => named(drawing.nodes, drawing.width), [drawing]);
  return (
    <div ref={room}>
      <svg
        data-picture
        ref={paper}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        className="network"
        role="group"
        aria-label={t.networkOf}
      >
        <g ref={ground}>
          {drawing.ties.map(placed => (
            <Line
              key={placed.source.node.entity.id + placed.target.node.entity.id}
              placed={placed}
              focus={focus}
              path={path}
              onTouch={onTouch}
            />
          ))}
          {drawing.nodes.map(placed => (
            <Dot
              key={placed.node.entity.id}
              placed={placed}
              colour={colours(placed.node.entity.id)}
              state={state(placed.node.entity.id, focus, close, path)}
              onTouch={onTouch}
            />
          ))}
          {drawing.nodes
            .filter(
              ({ node: { entity } }) =>
                roomy.has(entity.id) || path.includes(entity.id) || entity.id === focus || entity.id === touched,
            )
            .map(placed => (
              <text
                key={placed.node.entity.id}
                x={middle(placed, drawing.width)}
                y={placed.y - placed.radius - 4}
                textAnchor="middle"
                className="name"
                aria-hidden="true"
              >
                {label(placed)}
              </text>
            ))}
        </g>
      </svg>
    </div>
  );
}

function state(id: string, focus: string, close: Set<string>, path: string[]): string {
  if (id === focus) return "focus";
  if (path.includes(id)) return "path";
  return !focus || close.has(id) ? "" : "far";
}

/** The focus and those tied to it. */
function neighbours(ties: PlacedTie[], focus: string): Set<string> {
  const ends = ties.map(({ source, target }) => [source.node.entity.id, target.node.entity.id]);
  return new Set(ends.filter(pair => pair.includes(focus)).flat());
}

/** A colour for each of the largest communities; grey for the small ones. */
function colouring(communities: Map<string, number>): (id: string) => string {
  const sizes = new Map<number, number>();
  for (const community of communities.values()) sizes.set(community, (sizes.get(community) ?? 0) + 1);
  const largest = [...sizes]
    .filter(([, size]) => size > 1)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, COLOURS);
  const colours = new Map(largest.map(([community], n) => [community, `c${n}`]));
  return id => colours.get(communities.get(id) ?? NaN) ?? "c-small";
}

interface LineProps {
  placed: PlacedTie;
  focus: string;
  path: string[];
  onTouch: Props["onTouch"];
}

function Line({ placed: { tie, source, target }, focus, path, onTouch }: LineProps) {
  const [a, b] = [source.node.entity.id, target.node.entity.id];
  const onPath = path.some((id, n) => (id === a && path[n + 1] === b) || (id === b && path[n + 1] === a));
  const ends = { x1: source.x, y1: source.y, x2: target.x, y2: target.y };
  const style = onPath ? "tie path" : focus && a !== focus && b !== focus ? "tie far" : "tie";
  return (
    <g className={style} onPointerEnter={() => onTouch({ tie })} onPointerLeave={() => onTouch(null)}>
      <line className="seen" {...ends} strokeWidth={Math.min(6, 0.8 + Math.sqrt(tie.weight) * 0.7)} />
      <line className="felt" {...ends} />
    </g>
  );
}

interface DotProps {
  placed: Placed;
  colour: string;
  state: string;
  onTouch: Props["onTouch"];
}

function Dot({ placed: { node, x, y, radius }, colour, state, onTouch }: DotProps) {
  const { t, number } = useSpeech();
  const { id, name } = node.entity;
  return (
    <a
      className={`dot ${state}`}
      href={withParameters({ focus: state === "focus" ? null : id })}
      aria-label={`${name}: ${t.value} ${number(node.value ?? 0, 4)}, ${t.measures.DEGREE} ${number(node.degree)}`}
      aria-current={state === "focus" ? "true" : undefined}
      onPointerEnter={() => onTouch({ node })}
      onPointerLeave={() => onTouch(null)}
      onFocus={() => onTouch({ node })}
      onBlur={() => onTouch(null)}
    >
      <circle cx={x} cy={y} r={radius} className={colour} />
    </a>
  );
}
