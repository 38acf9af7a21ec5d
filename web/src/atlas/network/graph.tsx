import { select } from "d3-selection";
import { zoom } from "d3-zoom";
import { useEffect, useMemo, useRef } from "react";
import { useSpeech } from "../language/language.ts";
import { useWidth } from "../picture/width.ts";
import type { Node, Tie } from "./data.ts";
import { coloursOf, type Group } from "./groups.ts";
import { layout, type PlacedTie } from "./layout.ts";
import { Dot, Line, Name, type OnTouch } from "./marks.tsx";
import { above, named } from "./names.ts";

interface Props {
  nodes: Node[];
  ties: Tie[];
  /** The communities that have colours. */
  groups: Group[];
  focus: string;
  /** The node that is touched. */
  touched: string | undefined;
  /** Organisations on the path that is shown. */
  path: string[];
  onTouch: OnTouch;
}

export function Graph({ nodes, ties, groups, focus, touched, path, onTouch }: Props) {
  const { t } = useSpeech();
  const [room, measured] = useWidth();
  // Not anew for every few pixels.
  const width = Math.floor(measured / 60) * 60;
  const drawing = useMemo(() => layout(nodes, ties, width), [nodes, ties, width]);
  const colours = useMemo(() => coloursOf(groups), [groups]);
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
  const strongest = Math.max(...ties.map(({ weight }) => weight));
  // These have their names whether there is room or not.
  const looked = new Set([focus, touched, ...path]);
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
              strongest={strongest}
              focus={focus}
              path={path}
              onTouch={onTouch}
            />
          ))}
          {drawing.nodes.map(placed => (
            <Dot
              key={placed.node.entity.id}
              placed={placed}
              colour={colours.get(placed.node.entity.id) ?? "c-small"}
              state={state(placed.node.entity.id, focus, close, path)}
              onTouch={onTouch}
            />
          ))}
          {drawing.nodes.map(placed => (
            <Name
              key={placed.node.entity.id}
              placed={placed}
              place={
                roomy.get(placed.node.entity.id) ??
                (looked.has(placed.node.entity.id) ? above(placed, drawing.width) : null)
              }
            />
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
