import germany from "@svg-maps/germany";
import { scaleQuantize } from "d3-scale";
import { useState } from "react";
import { useSpeech } from "../language/language.ts";
import { withParameters } from "../route.ts";
import type { Shown } from "./page.tsx";

/** How many shades a reader can tell apart on a map. */
const SHADES = 5;

const [, , RIGHT, HEIGHT] = germany.viewBox.split(" ").map(Number) as [number, number, number, number];

/** The legend stands in France, for which there is a little more room than on the map. */
const LEFT = -44;
const LEGEND = { x: LEFT + 4, y: 650, box: 16, line: 23 };

const outlines = new Map(germany.locations.map(({ id, path }) => [id.toUpperCase(), path]));

export function Germany({ states, chosen }: { states: Shown[]; chosen: string }) {
  const { t, number } = useSpeech();
  const [touched, setTouched] = useState<Shown>();
  const highest = Math.max(1, ...states.map(({ count }) => count));
  const shades = Math.min(SHADES, highest);
  const shade = scaleQuantize<number>()
    .domain([0.5, highest + 0.5])
    .range([...Array(shades).keys()].map(n => n + 1 + SHADES - shades));
  const label = ({ name, count, noFindings }: Shown) => `${name}: ${noFindings ? t.noFindings : number(count)}`;
  // The chosen one last, so that its border lies over those of its neighbours.
  const drawn = [...states].sort((a, b) => Number(a.code === chosen) - Number(b.code === chosen));
  return (
    <svg
      data-picture
      viewBox={`${LEFT} 0 ${RIGHT - LEFT} ${HEIGHT}`}
      className="germany"
      role="group"
      aria-label={t.mapOf}
    >
      <defs>
        <pattern id="no-findings" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="q0" width="7" height="7" />
          <line className="hatching" x1="0" y1="0" x2="0" y2="7" />
        </pattern>
      </defs>
      {drawn.map(state => (
        <a
          key={state.code}
          href={withParameters({ state: state.code === chosen ? null : state.code })}
          aria-label={label(state)}
          aria-current={state.code === chosen ? "true" : undefined}
          onPointerEnter={() => setTouched(state)}
          onPointerLeave={() => setTouched(undefined)}
          onFocus={() => setTouched(state)}
          onBlur={() => setTouched(undefined)}
        >
          <path
            d={outlines.get(state.code)}
            className={state.noFindings ? "none" : `q${state.count ? shade(state.count) : 0}`}
          >
            <title>{label(state)}</title>
          </path>
        </a>
      ))}
      <Legend
        bins={shade.range().map(shade_ => [shade_, shade.invertExtent(shade_)] as const)}
        hatched={states.some(state => state.noFindings)}
      />
      {touched && (
        <text x={RIGHT - 4} y={HEIGHT - 8} className="touched" aria-hidden="true">
          {label(touched)}
        </text>
      )}
    </svg>
  );
}

/** Whole numbers from one end of a shade to the other. */
function range([from, to]: [number, number]): string {
  const [first, last] = [Math.ceil(from), Math.ceil(to) - 1];
  return first >= last ? `${first}` : `${first}–${last}`;
}

function Legend({ bins, hatched }: { bins: (readonly [number, [number, number]])[]; hatched: boolean }) {
  const { t } = useSpeech();
  const lines = [
    [hatched ? "none" : "q0", hatched ? t.noFindings : "0"],
    ...bins.map(([shade, ends]) => [`q${shade}`, range(ends)]),
  ];
  return (
    <g className="legend" aria-hidden="true">
      {lines.map(([style, text], n) => (
        <g key={n} transform={`translate(${LEGEND.x}, ${LEGEND.y + n * LEGEND.line})`}>
          <rect className={style} width={LEGEND.box} height={LEGEND.box} rx="2" />
          <text x={LEGEND.box + 7} y={LEGEND.box - 3}>
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}
