import { useSpeech } from "../language/language.ts";

export function Totals({
  totals,
}: {
  totals: { initiatives: number; organisations: number; participations: number } | undefined;
}) {
  const { t, number } = useSpeech();
  const shown = [
    [t.initiatives, totals?.initiatives],
    [t.organisations, totals?.organisations],
    [t.participations, totals?.participations],
  ] as const;
  return (
    <dl className="totals">
      {shown.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count === undefined ? "…" : number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
