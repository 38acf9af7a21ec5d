import { useQuery } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { Pending } from "../picture/pending.tsx";
import { ShownOf } from "../picture/shown-of.tsx";

const CHANGES = `history(first: 50) {
  totalCount
  nodes { revision at actor action subjectType note fields { field before after } }
}`;

const HISTORY = {
  initiative: `query History($slug: String!) { record: initiative(slug: $slug) { ${CHANGES} } }`,
  organisation: `query History($slug: String!) { record: organisation(slug: $slug) { ${CHANGES} } }`,
};

interface HistoryData {
  record: { history: { totalCount: number; nodes: Change[] } } | null;
}

interface Change {
  revision: number;
  at: string;
  actor: string;
  action: string;
  subjectType: string;
  note: string | null;
  fields: Field[];
}

interface Field {
  field: string;
  before: string | null;
  after: string | null;
}

/** Who changed what and when, latest first: the record itself and what is linked to it. */
export function History({ of, slug }: { of: keyof typeof HISTORY; slug: string }) {
  const { t } = useSpeech();
  const answer = useQuery<HistoryData>(HISTORY[of], { slug });
  const history = answer.data?.record?.history;
  return (
    <section className="card">
      <h2>{t.historyOf}</h2>
      <Pending answer={answer} />
      <ul className="history">
        {together(history?.nodes ?? []).map(changes => (
          <li key={changes[0].revision}>
            <Revision changes={changes} />
          </li>
        ))}
      </ul>
      {history && <ShownOf shown={history.nodes.length} total={history.totalCount} />}
    </section>
  );
}

type Changes = [Change, ...Change[]];

/** What was changed together, in one revision. */
function together(changes: Change[]): Changes[] {
  const revisions = new Map<number, Changes>();
  for (const change of changes) {
    const same = revisions.get(change.revision);
    if (same) same.push(change);
    else revisions.set(change.revision, [change]);
  }
  return [...revisions.values()];
}

function Revision({ changes }: { changes: Changes }) {
  const { t, date, number, word } = useSpeech();
  const [{ revision, at, actor, note }] = changes;
  return (
    <details>
      <summary>
        <time dateTime={at}>{date(new Date(at), { dateStyle: "long", timeStyle: "short" })}</time>, {actor}
        <span className="quiet"> · Revision {number(revision)}</span>
        {note && <em> {note}</em>}
      </summary>
      {changes.map(({ subjectType, action, fields }, n) => (
        <div className="wide" key={n}>
          <table>
            <caption>
              {word("SubjectType", subjectType)} {t.actions[action] ?? action}
            </caption>
            <Fields fields={fields} />
          </table>
        </div>
      ))}
    </details>
  );
}

function Fields({ fields }: { fields: Field[] }) {
  const { t } = useSpeech();
  return (
    <>
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
    </>
  );
}
