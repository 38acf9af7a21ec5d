import type { Answer } from "../data/query.ts";
import { useQuery } from "../data/query.ts";
import { toLink } from "../../graphiql/link.ts";
import { useSpeech } from "../language/language.ts";
import { Pending } from "../picture/pending.tsx";
import { useParameter } from "../route.ts";
import { Picker } from "./picker.tsx";

const PATH = `query Path($from: ID!, $to: ID!, $filter: InitiativeFilter, $language: Language!) {
  path(from: $from, to: $to, filter: $filter) {
    length
    steps {
      __typename
      ... on Organisation { id slug name(language: $language) }
      ... on Initiative { id slug name(language: $language) }
    }
  }
}`;

interface Step {
  __typename: "Organisation" | "Initiative";
  id: string;
  slug: string;
  name: string;
}

interface PathData {
  path: { length: number; steps: Step[] } | null;
}

/** The shortest path between the two organisations of the address. */
export function usePathBetween(filter: object | undefined): {
  answer: Answer<PathData>;
  variables: object;
  asked: boolean;
} {
  const { language } = useSpeech();
  const [from] = useParameter("from");
  const [to] = useParameter("to");
  const asked = Boolean(from && to);
  const variables = { from, to, filter, language };
  return { answer: useQuery<PathData>(asked ? PATH : null, variables), variables, asked };
}

/** The organisations of a path in their order. */
export function organisationsOf({ data }: Answer<PathData>): string[] {
  return data?.path?.steps.filter(step => step.__typename === "Organisation").map(step => step.id) ?? [];
}

export function PathCard({ answer, variables, asked }: ReturnType<typeof usePathBetween>) {
  const { t, number } = useSpeech();
  const path = answer.data?.path;
  return (
    <section className="card path-card">
      <h2>{t.path}</h2>
      <Picker label={t.from} name="from" />
      <Picker label={t.to} name="to" />
      <Pending answer={answer} />
      {asked && answer.data && !path && <p className="quiet">{t.noPath}</p>}
      {asked && path && (
        <>
          <p className="quiet">
            {number(path.length)} {t.pathLength} · <a href={toLink(PATH, variables)}>{t.query}</a>
          </p>
          <ol className="steps">
            {path.steps.map(({ __typename, id, slug, name }) => (
              <li key={id} className={__typename}>
                <a href={`/${__typename === "Organisation" ? "organisations" : "initiatives"}/${slug}`}>{name}</a>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
