import { scaleBand, scaleLinear } from "d3-scale";
import { useSpeech } from "../language/language.ts";
import { useWidth } from "../picture/width.ts";
import { withParameters } from "../route.ts";

const HEIGHT = 170;
const MARGIN = { top: 20, bottom: 26 };

interface Props {
  years: { key: string; count: number }[];
  chosen: string;
}

/** A bar for each year from the first to the last, also for those without. */
export function Starts({ years, chosen }: Props) {
  const { t, number } = useSpeech();
  const [room, width] = useWidth();
  const counts = new Map(years.map(({ key, count }) => [Number(key), count]));
  if (counts.size === 0) counts.set(new Date().getFullYear(), 0);
  const first = Math.min(...counts.keys());
  const all = Array.from({ length: Math.max(...counts.keys()) - first + 1 }, (_, n) => first + n);
  const x = scaleBand<number>().domain(all).range([0, width]).padding(0.2);
  const y = scaleLinear([0, Math.max(1, ...counts.values())], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  // Every year that has room for its four digits.
  const step = Math.ceil(44 / x.step());
  return (
    <div ref={room}>
      <svg data-picture viewBox={`0 0 ${width} ${HEIGHT}`} role="group" aria-label={t.starts}>
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
                  <rect
                    className="start"
                    x={x(year)}
                    width={x.bandwidth()}
                    y={y(count)}
                    height={y(0) - y(count)}
                    rx="2"
                  />
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
        <line className="axis" x1="0" x2={width} y1={y(0)} y2={y(0)} />
      </svg>
    </div>
  );
}
