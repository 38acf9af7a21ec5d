import germany from "@svg-maps/germany";
import { scaleQuantize, type ScaleQuantize } from "d3-scale";
import { useState } from "react";
import { useSpeech } from "../language/language.ts";
import { withParameters } from "../route.ts";
import { Legend, LEGEND_HEIGHT } from "./legend.tsx";
import { roomFor } from "./middles.ts";
import type { Shown } from "./page.tsx";

/** How many shades a reader can tell apart on a map. */
const SHADES = 5;
/** From this one on, what is written on a shade has the colour of the paper. */
const STRONG = 4;

const [, , WIDTH, HEIGHT] = germany.viewBox.split(" ").map(Number) as [number, number, number, number];

/** Above the map: a line for the state that is touched. */
const TOP = 34;

const outlines = new Map(germany.locations.map(({ id, path }) => [id.toUpperCase(), path]));

/** The shade of a count; no count has none. With few different counts only the darker shades are taken. */
export type Shade = ScaleQuantize<number>;

function shadeOf(states: Shown[]): Shade {
  const highest = Math.max(1, ...states.map(({ count }) => count));
  const shades = Math.min(SHADES, highest);
  return scaleQuantize<number>()
    .domain([0.5, highest + 0.5])
    .range([...Array(shades).keys()].map(n => n + 1 + SHADES - shades));
}

export function Germany({ states, chosen }: { states: Shown[]; chosen: string }) {
  const { t, number } = useSpeech();
  const [touched, setTouched] = useState<Shown>();
  const shade = shadeOf(states);
  const label = ({ name, count, noFindings }: Shown) => `${name}: ${noFindings ? t.noFindings : number(count)}`;
  // The chosen one last, so that its border lies over those of its neighbours.
  const drawn = [...states].sort((a, b) => Number(a.code === chosen) - Number(b.code === chosen));
  return (
    <svg
      data-picture
      viewBox={`0 ${-TOP} ${WIDTH} ${TOP + HEIGHT + LEGEND_HEIGHT}`}
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
      {states
        .filter(({ noFindings }) => !noFindings)
        .map(state => (
          <Count key={state.code} state={state} strong={state.count > 0 && shade(state.count) >= STRONG} />
        ))}
      <Legend shade={shade} hatched={states.some(state => state.noFindings)} y={HEIGHT} />
      {touched && (
        <text x="0" y={-TOP / 3} className="touched" aria-hidden="true">
          {label(touched)}
        </text>
      )}
    </svg>
  );
}

/** The count in the middle of its state, where there is room for it. */
function Count({ state: { code, count }, strong }: { state: Shown; strong: boolean }) {
  const { number } = useSpeech();
  const text = number(count);
  const place = roomFor(code, text);
  if (!place) return null;
  return (
    <text
      {...place}
      className={strong ? "count strong" : "count"}
      textAnchor="middle"
      dominantBaseline="central"
      aria-hidden="true"
    >
      {text}
    </text>
  );
}
