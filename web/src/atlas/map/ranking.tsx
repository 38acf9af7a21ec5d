import { useSpeech } from "../language/language.ts";
import { withParameters } from "../route.ts";
import type { Shown } from "./page.tsx";

/** The states by count, for those who would rather read than look. */
export function Ranking({ states }: { states: Shown[] }) {
  const { t, number } = useSpeech();
  const highest = Math.max(1, ...states.map(({ count }) => count));
  const sorted = [...states].sort((a, b) => b.count - a.count);
  return (
    <section className="card">
      <h2>{t.states}</h2>
      <ul className="ranking">
        {sorted.map(({ code, name, count, noFindings }) => (
          <li key={code}>
            <a href={withParameters({ state: code })}>{name}</a>
            {noFindings ? (
              <span className="no-findings">{t.noFindings}</span>
            ) : (
              <>
                <span className="rail" aria-hidden="true">
                  <span style={{ width: `${(100 * count) / highest}%` }} />
                </span>
                <span className="number">{number(count)}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
