import { useQuery } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { Choice } from "../picture/controls.tsx";
import { Picture } from "../picture/picture.tsx";
import { Pending } from "../picture/pending.tsx";
import { useParameter } from "../route.ts";
import { useTitle } from "../title.ts";
import { addressOf, Highlight, HIT, unmarked, useWhat, type Hit } from "./hit.tsx";

const SEARCH = `query Search($text: String!, $types: [SearchType!], $first: Int!, $language: Language!) {
  search(text: $text, types: $types, first: $first) {
    totalCount
    edges { score highlight node { ...Hit } }
  }
}
${HIT}`;

interface SearchData {
  search: { totalCount: number; edges: { score: number; highlight: string | null; node: Hit }[] };
}

/** A page more each time one asks for more. */
const PAGE = 20;
const MOST = 100;

export default function SearchPage() {
  const { t, word, language, number } = useSpeech();
  useTitle(t.search);
  const what = useWhat();
  const [text] = useParameter("q");
  const [type] = useParameter("type");
  const [first, setFirst] = useParameter("first", String(PAGE));
  const variables = { text, types: type ? [type] : undefined, first: Number(first), language };
  const answer = useQuery<SearchData>(text ? SEARCH : null, variables);
  const found = answer.data?.search;
  const types = ["STATE", "INITIATIVE", "ORGANISATION", "EVENT"].map(
    type => [type, word("SubjectType", type)] as const,
  );
  return (
    <Picture
      title={text ? `${t.search}: ${text}` : t.search}
      hint={found && `${number(found.totalCount)} ${t.hits}`}
      query={SEARCH}
      variables={variables}
      rows={[
        [t.name, t.kind, "URL", t.value],
        ...(found?.edges ?? []).map(({ node, score }) => [node.name, what(node), addressOf(node), score]),
      ]}
      name="buendnis-search"
      drawn={false}
      controls={<Choice label={t.kind} name="type" options={[["", t.all], ...types]} />}
    >
      <Pending answer={answer} />
      {found?.edges.length === 0 && <p className="quiet">{t.noHits}</p>}
      <ul className="list hits">
        {found?.edges.map(({ node, highlight }, n) => (
          <li key={n}>
            <Found node={node} highlight={highlight} />
          </li>
        ))}
      </ul>
      {found && found.edges.length < Math.min(found.totalCount, MOST) && (
        <button type="button" onClick={() => setFirst(String(Math.min(Number(first) + PAGE, MOST)))}>
          {t.more}
        </button>
      )}
    </Picture>
  );
}

/** A hit with the text in which it was found, which may be its name. */
function Found({ node, highlight }: { node: Hit; highlight: string | null }) {
  const what = useWhat();
  const byName = highlight !== null && unmarked(highlight) === node.name;
  return (
    <>
      <a href={addressOf(node)}>{byName ? <Highlight text={highlight} /> : node.name}</a>
      <span className="quiet">{what(node)}</span>
      {highlight && !byName && (
        <p>
          <Highlight text={highlight} />
        </p>
      )}
    </>
  );
}
