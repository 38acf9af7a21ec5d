import type { ReactNode } from "react";
import { toLink } from "../../graphiql/link.ts";
import type { Answer } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { Pending } from "../picture/pending.tsx";
import { useTitle } from "../title.ts";

interface Props {
  /** What it is, in a word or two. */
  what: string;
  name: string;
  query: string;
  variables: object;
  children: ReactNode;
}

/** The page of one record. */
export function RecordPage({ what, name, query, variables, children }: Props) {
  const { t } = useSpeech();
  useTitle(name);
  return (
    <article className="record">
      <header>
        <p className="quiet">{what}</p>
        <h1>{name}</h1>
        <a className="button" href={toLink(query, variables)} title={t.queryHint}>
          {t.query}
        </a>
      </header>
      {children}
    </article>
  );
}

/** Instead of a record that is not there, or not yet. */
export function NoRecord({ answer }: { answer: Answer<unknown> }) {
  const { t } = useSpeech();
  return (
    <>
      <Pending answer={answer} />
      {answer.data !== undefined && <p className="problem">{t.notFound}</p>}
    </>
  );
}
