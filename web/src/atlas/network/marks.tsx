import type { PointerEvent } from "react";
import { useSpeech } from "../language/language.ts";
import { withParameters } from "../route.ts";
import type { Node, Tie } from "./data.ts";
import type { Placed, PlacedTie } from "./layout.ts";
import { label, type Place } from "./names.ts";

/** How wide the weakest and the strongest tie are drawn. */
const THIN = 0.8;
const THICK = 3.5;

/** What a pointer is over, or what has the focus of the keyboard. */
export type Touched = { node: Node } | { tie: Tie };

export type OnTouch = (touched: Touched | null) => void;

/** A finger leaves what it touches before one can read about it. */
const leaving = (onTouch: OnTouch) => (event: PointerEvent) => {
  if (event.pointerType !== "touch") onTouch(null);
};

interface LineProps {
  placed: PlacedTie;
  /** The weight of the strongest tie. */
  strongest: number;
  focus: string;
  path: string[];
  onTouch: OnTouch;
}

export function Line({ placed: { tie, source, target }, strongest, focus, path, onTouch }: LineProps) {
  const [a, b] = [source.node.entity.id, target.node.entity.id];
  const onPath = path.some((id, n) => (id === a && path[n + 1] === b) || (id === b && path[n + 1] === a));
  const ends = { x1: source.x, y1: source.y, x2: target.x, y2: target.y };
  const style = onPath ? "tie path" : focus && a !== focus && b !== focus ? "tie far" : "tie";
  return (
    <g className={style} onPointerEnter={() => onTouch({ tie })} onPointerLeave={leaving(onTouch)}>
      <line className="seen" {...ends} strokeWidth={THIN + (THICK - THIN) * (tie.weight / strongest)} />
      <line className="felt" {...ends} />
    </g>
  );
}

export function Name({ placed, place }: { placed: Placed; place: Place | null }) {
  return (
    place && (
      <text {...place} textAnchor="middle" dominantBaseline="central" className="name" aria-hidden="true">
        {label(placed)}
      </text>
    )
  );
}

interface DotProps {
  placed: Placed;
  colour: string;
  state: string;
  onTouch: OnTouch;
}

export function Dot({ placed: { node, x, y, radius }, colour, state, onTouch }: DotProps) {
  const { t, number } = useSpeech();
  const { id, name } = node.entity;
  return (
    <a
      className={`dot ${state}`}
      href={withParameters({ focus: state === "focus" ? null : id })}
      aria-label={`${name}: ${t.value} ${number(node.value ?? 0, 4)}, ${t.measures.DEGREE} ${number(node.degree)}`}
      aria-current={state === "focus" ? "true" : undefined}
      onPointerEnter={() => onTouch({ node })}
      onPointerLeave={leaving(onTouch)}
      onFocus={() => onTouch({ node })}
      onBlur={() => onTouch(null)}
    >
      <circle cx={x} cy={y} r={radius} className={colour} />
    </a>
  );
}
