import { scaleBand, scaleLinear } from "d3-scale";
import { useSpeech } from "../language/language.ts";
import { withParameters } from "../route.ts";

const WIDTH = 960;
const HEIGHT = 170;
const MARGIN = { top: 20, bottom: 26 };

interface Props {
  years: { key: string; count: number }[];
  chosen: string;
}

/** A bar for each year from the first to the last, also for those without. */
export function Starts({ years, chosen }: Props) {
  const { t, number } = useSpeech();
  if (years.length === 0) return null;
  const counts = new Map(years.map(({ key, count }) => [Number(key), count]));
  const first = Math.min(...counts.keys());
  const all = Array.from({ length: Math.max(...counts.keys()) - first + 1 }, (_, n) => first + n);
  const x = scaleBand<number>().domain(all).range([0, WIDTH]).padding(0.2);
  const y = scaleLinear([0, Math.max(...counts.values())], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  // Every year that has room for its four digits.
  const step = Math.ceil(44 / x.step());
  return (
    <div className="wide">
      <svg data-picture viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={t.starts}>
        {all.map((year, n) => {
          const count = counts.get(year) ?? 0;
          const middle = x(year)! + x.bandwidth() / 2;
          return (
            <g key={year}>
              {count > 0 && (
                <a
                  href={withParameters({ year: String(year) === chosen ? null : String(year) })}
                  aria-label={`${year}: ${number(count)}`}
                  aria-current={String(year) === chosen ? "true" : undefined}
                >
                  <rect className="start" x={x(year)} width={x.bandwidth()} y={y(count)} height={y(0) - y(count)} rx="2" />
                  <text className="number" x={middle} y={y(count) - 5} textAnchor="middle" aria-hidden="true">
                    {number(count)}
                  </text>
                </a>
              )}
              {n % step === 0 && (
                <text className="tick" x={middle} y={HEIGHT - 8} textAnchor="middle" aria-hidden="true">
                  {year}
                </text>
              )}
            </g>
          );
        })}
        <line className="axis" x1="0" x2={WIDTH} y1={y(0)} y2={y(0)} />
      </svg>
    </div>
  );
}
