import type { InitiativeFilter } from "../data/filter.ts";
import { useQuery } from "../data/query.ts";
import { InitiativeList, LISTED, type Listed } from "../record/list.tsx";
import { useSpeech } from "../language/language.ts";
import { Pending } from "../picture/pending.tsx";
import { ShownOf } from "../picture/shown-of.tsx";
import { withParameters } from "../route.ts";

const STATE = `query State($code: StateCode!, $filter: InitiativeFilter, $language: Language!) {
  state(code: $code) {
    name(language: $language)
    summary(language: $language)
    coverage
    initiatives(filter: $filter, first: 100) { totalCount nodes { ...Listed } }
  }
}
${LISTED}`;

interface StateData {
  state: {
    name: string;
    summary: string | null;
    coverage: string;
    initiatives: { totalCount: number; nodes: Listed[] };
  };
}

/** What happens in the state that was chosen on the map. */
export function StatePanel({ code, filter }: { code: string; filter: InitiativeFilter | undefined }) {
  const { t, language, number } = useSpeech();
  const answer = useQuery<StateData>(STATE, { code, filter, language });
  const state = answer.data?.state;
  return (
    <section className="card" aria-live="polite">
      <a href={withParameters({ state: null })}>← {t.allStates}</a>
      <Pending answer={answer} />
      {state && (
        <>
          <h2>{state.name}</h2>
          {state.coverage === "NO_FINDINGS" && <p className="quiet">{t.noFindings}</p>}
          {state.summary && <p>{state.summary}</p>}
          <h3>
            {t.initiatives} ({number(state.initiatives.totalCount)})
          </h3>
          <InitiativeList initiatives={state.initiatives.nodes} />
          <ShownOf shown={state.initiatives.nodes.length} total={state.initiatives.totalCount} />
        </>
      )}
    </section>
  );
}
