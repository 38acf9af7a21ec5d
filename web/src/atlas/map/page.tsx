import { useQuery } from "../data/query.ts";
import { useFilter } from "../data/filter.ts";
import { useSpeech } from "../language/language.ts";
import { Choice } from "../picture/controls.tsx";
import { Filters } from "../picture/filters.tsx";
import { Picture } from "../picture/picture.tsx";
import { Pending } from "../picture/pending.tsx";
import { useParameter } from "../route.ts";
import { useTitle } from "../title.ts";
import { Germany } from "./germany.tsx";
import { Ranking } from "./ranking.tsx";
import { StatePanel } from "./state.tsx";
import { Totals } from "./totals.tsx";

const MAP = `query Map($count: Counted!, $filter: InitiativeFilter, $language: Language!) {
  statistics(filter: $filter) {
    initiatives
    organisations
    participations
    by(dimension: STATE, count: $count) { key count }
  }
  states { code name(language: $language) coverage }
}`;

interface MapData {
  statistics: {
    initiatives: number;
    organisations: number;
    participations: number;
    by: { key: string; count: number }[];
  };
  states: { code: string; name: string; coverage: string }[];
}

/** A state as the map shows it. */
export interface Shown {
  code: string;
  name: string;
  count: number;
  /** The sources were searched, and had nothing. */
  noFindings: boolean;
}

export function MapPage() {
  const { t, language } = useSpeech();
  useTitle(t.mapOf);
  const filter = useFilter();
  const [count] = useParameter("count", "INITIATIVES");
  const [chosen] = useParameter("state");
  const variables = { count, filter, language };
  const answer = useQuery<MapData>(MAP, variables);
  const states = answer.data ? shown(answer.data) : [];
  const counted = { INITIATIVES: t.initiatives, ORGANISATIONS: t.organisations, PARTICIPATIONS: t.participations };
  return (
    <div className="columns">
      <Picture
        title={t.mapOf}
        hint={t.mapHint}
        query={MAP}
        variables={variables}
        rows={[
          [t.state, t.name, counted[count as keyof typeof counted]],
          ...states.map(({ code, name, count }) => [code, name, count]),
        ]}
        name="buendnis-map"
        controls={
          <>
            <Choice label={t.count} name="count" options={Object.entries(counted)} otherwise="INITIATIVES" />
            <Filters />
          </>
        }
      >
        <Pending answer={answer} />
        <Germany states={states} chosen={chosen} />
      </Picture>
      <div className="side">
        {chosen ? (
          <StatePanel code={chosen} filter={filter} />
        ) : (
          <>
            <Totals totals={answer.data?.statistics} />
            <Ranking states={states} />
          </>
        )}
      </div>
    </div>
  );
}

function shown({ statistics, states }: MapData): Shown[] {
  const counts = new Map(statistics.by.map(({ key, count }) => [key, count]));
  return states.map(({ code, name, coverage }) => {
    const count = counts.get(code) ?? 0;
    return { code, name, count, noFindings: coverage === "NO_FINDINGS" && count === 0 };
  });
}
