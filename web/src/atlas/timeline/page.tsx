import { useFilterOfState } from "../data/filter.ts";
import { useQuery } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { LISTED, type Listed } from "../record/list.tsx";
import { WordChoice } from "../picture/controls.tsx";
import { Filters } from "../picture/filters.tsx";
import { Picture } from "../picture/picture.tsx";
import { Pending } from "../picture/pending.tsx";
import { ShownOf } from "../picture/shown-of.tsx";
import { useParameter } from "../route.ts";
import { useTitle } from "../title.ts";
import { Lanes } from "./lanes.tsx";
import { lanes, type Happening } from "./lane.ts";
import { Starts } from "./starts.tsx";

const STARTS = `query Starts($filter: InitiativeFilter) {
  statistics(filter: $filter) { by(dimension: START_YEAR) { key count } }
}`;

interface StartsData {
  statistics: { by: { key: string; count: number }[] };
}

/** As many rows as a reader can look through; of a large register one chooses a year. */
const ROWS = 100;

const COURSE = `query Course($filter: InitiativeFilter, $states: [StateCode!], $from: PartialDate, $to: PartialDate, $rows: Int!, $language: Language!) {
  initiatives(filter: $filter, orderBy: { field: STARTED_ON }, first: $rows) { totalCount nodes { ...Listed } }
  events(states: $states, from: $from, to: $to, first: $rows) {
    totalCount
    nodes { slug name(language: $language) startsOn endsOn place attendance initiative { ...Listed } }
  }
}
${LISTED}`;

interface CourseData {
  initiatives: { totalCount: number; nodes: Listed[] };
  events: { totalCount: number; nodes: Happening[] };
}

export default function TimelinePage() {
  const { t, word, language, number } = useSpeech();
  useTitle(t.timeline);
  const filter = useFilterOfState();
  const [year] = useParameter("year");
  const dated = year ? { ...filter, startedFrom: year, startedTo: year } : filter;
  const starts = useQuery<StartsData>(STARTS, { filter });
  const variables = {
    filter: dated,
    states: filter?.states,
    from: year || undefined,
    to: year || undefined,
    rows: ROWS,
    language,
  };
  const course = useQuery<CourseData>(COURSE, variables);
  const years = (starts.data?.statistics.by ?? []).filter(({ key }) => /^\d+$/.test(key));
  const undated = starts.data?.statistics.by.find(({ key }) => key === "UNKNOWN")?.count ?? 0;
  const rows = course.data ? lanes(course.data.initiatives.nodes, course.data.events.nodes) : [];
  return (
    <>
      <Picture
        title={t.starts}
        hint={t.startsHint}
        query={STARTS}
        variables={{ filter }}
        rows={[[t.year, t.initiatives], ...(starts.data?.statistics.by ?? []).map(({ key, count }) => [key, count])]}
        name="buendnis-starts"
        controls={
          <>
            <WordChoice label={t.state} name="state" of="StateCode" />
            <Filters />
          </>
        }
      >
        <Pending answer={starts} />
        <Starts years={years} chosen={year} />
        {undated > 0 && (
          <p className="quiet">
            {t.undated}: {number(undated)}
          </p>
        )}
      </Picture>
      <Picture
        title={year ? `${t.course}: ${year}` : t.course}
        query={COURSE}
        variables={variables}
        rows={[
          ["slug", t.name, t.kind, t.status, "startedOn", "endedOn"],
          ...rows.flatMap(({ initiative: i, events }) => [
            [
              i.slug,
              i.name,
              word("InitiativeKind", i.kind),
              word("InitiativeStatus", i.status),
              i.startedOn,
              i.endedOn,
            ],
            ...events.map(event => [event.slug, event.name, t.events, "", event.startsOn, event.endsOn]),
          ]),
        ]}
        name="buendnis-timeline"
        below
      >
        <Pending answer={course} />
        {course.data && rows.length === 0 && <p className="quiet">{t.none}</p>}
        {rows.length > 0 && <Lanes lanes={rows} />}
        <ShownOf shown={ROWS} total={course.data?.initiatives.totalCount ?? 0} />
      </Picture>
    </>
  );
}
