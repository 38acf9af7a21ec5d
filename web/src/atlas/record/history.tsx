import { useQuery } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { Pending } from "../picture/state.tsx";

const CHANGES = `history(first: 20) {
  totalCount
  nodes { revision at actor action note fields { field before after } }
}`;

const HISTORY = {
  initiative: `query History($slug: String!) { record: initiative(slug: $slug) { ${CHANGES} } }`,
  organisation: `query History($slug: String!) { record: organisation(slug: $slug) { ${CHANGES} } }`,
};

interface HistoryData {
  record: {
    history: {
      totalCount: number;
      nodes: {
        revision: number;
        at: string;
        actor: string;
        action: string;
        note: string | null;
        fields: { field: string; before: string | null; after: string | null }[];
      }[];
    };
  } | null;
}

/** Who changed what and when, latest first. */
export function History({ of, slug }: { of: keyof typeof HISTORY; slug: string }) {
  const { t, locale, number } = useSpeech();
  const answer = useQuery<HistoryData>(HISTORY[of], { slug });
  const history = answer.data?.record?.history;
  const time = new Intl.DateTimeFormat(locale === "de" ? "de-DE" : "en-GB", { dateStyle: "long", timeStyle: "short" });
  return (
    <section className="card">
      <h2>{t.historyOf}</h2>
      <Pending answer={answer} />
      <ol className="history">
        {history?.nodes.map(({ revision, at, actor, action, note, fields }) => (
          <li key={revision}>
            <details>
              <summary>
                <time dateTime={at}>{time.format(new Date(at))}</time>: {t.actions[action] ?? action} {t.by} {actor}
                <span className="quiet"> · Revision {number(revision)}</span>
                {note && <em> {note}</em>}
              </summary>
              <div className="wide">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{t.field}</th>
                      <th scope="col">{t.before}</th>
                      <th scope="col">{t.after}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {fields.map(({ field, before, after }) => (
                      <tr key={field}>
                        <th scope="row">{field}</th>
                        <td>{before}</td>
                        <td>{after}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </details>
          </li>
        ))}
      </ol>
      {history && history.totalCount > history.nodes.length && (
        <p className="quiet">
          {number(history.nodes.length)} {t.shownOf} {number(history.totalCount)}
        </p>
      )}
    </section>
  );
}
