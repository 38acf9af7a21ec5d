import { useSpeech } from "../language/language.ts";
import type { Shade } from "./germany.tsx";

/** The room that it takes below the map. */
export const LEGEND_HEIGHT = 62;

const BOX = { width: 58, height: 14 };
const TOP = 16;
const TEXT = TOP + BOX.height + 20;
/** As long as a range may be to stand below its box. */
const LETTERS = 5;

interface Props {
  shade: Shade;
  /** Whether a state is hatched. */
  hatched: boolean;
  /** Where it begins. */
  y: number;
}

/** What the shades stand for: their ranges, or where each begins if there is no room for that. */
export function Legend({ shade, hatched, y }: Props) {
  const { t, number } = useSpeech();
  const bins = shade.range().map(level => {
    const [from, to] = shade.invertExtent(level);
    return { level, first: Math.ceil(from), last: Math.ceil(to) - 1 };
  });
  const whole = bins.map(({ first, last }) => (first >= last ? number(first) : `${number(first)}–${number(last)}`));
  const room = whole.every(text => text.length <= LETTERS);
  const boxes = [
    { level: 0, text: "0" },
    ...bins.map(({ level, first }, n) => ({ level, text: room ? whole[n]! : number(first) })),
  ];
  return (
    <g className="legend" transform={`translate(0, ${y})`} aria-hidden="true">
      {boxes.map(({ level, text }, n) => (
        <g key={level} transform={`translate(${n * BOX.width}, 0)`}>
          <rect className={`q${level}`} y={TOP} {...BOX} />
          <text x={room ? BOX.width / 2 : 0} y={TEXT} textAnchor={room ? "middle" : "start"}>
            {text}
          </text>
        </g>
      ))}
      {hatched && (
        <g transform={`translate(${boxes.length * BOX.width + 16}, 0)`}>
          <rect className="none" y={TOP} width={BOX.width / 2} height={BOX.height} />
          <text y={TEXT}>{t.noFindings}</text>
        </g>
      )}
    </g>
  );
}
