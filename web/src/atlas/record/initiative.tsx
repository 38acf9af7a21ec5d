import { useQuery } from "../data/query.ts";
import { span, spoken } from "../date.ts";
import { useSpeech } from "../language/language.ts";
import { ShownOf } from "../picture/shown-of.tsx";
import { History } from "./history.tsx";
import { NoRecord, RecordPage } from "./page.tsx";
import { Facts, links, Sources, SOURCES, website, type Source, type Named } from "./parts.tsx";
import { Related } from "./related.tsx";

const INITIATIVE = `query Initiative($slug: String!, $language: Language!) {
  initiative(slug: $slug) {
    name(language: $language)
    aliases
    kind
    status
    summary(language: $language)
    topics
    region
    startedOn
    endedOn
    website
    unions: involvement(of: TRADE_UNION)
    states { code name(language: $language) }
    parent { slug name(language: $language) }
    children { slug name(language: $language) }
    predecessor { slug name(language: $language) }
    successors { slug name(language: $language) }
    figures { label(language: $language) value qualifier }
    people { name function(language: $language) }
    participations(first: 100) {
      totalCount
      nodes { id role formal since until headcount note organisation { slug name(language: $language) kind } }
    }
    events(first: 100) { nodes { slug name(language: $language) startsOn endsOn place attendance } }
    sources { ...Sources }
  }
}
${SOURCES}`;

interface Initiative {
  name: string;
  aliases: string[];
  kind: string;
  status: string;
  summary: string | null;
  topics: string[];
  region: string | null;
  startedOn: string | null;
  endedOn: string | null;
  website: string | null;
  unions: string;
  states: { code: string; name: string }[];
  parent: Named | null;
  children: Named[];
  predecessor: Named | null;
  successors: Named[];
  figures: { label: string; value: number; qualifier: string | null }[];
  people: { name: string; function: string | null }[];
  participations: { totalCount: number; nodes: Participation[] };
  events: { nodes: Event[] };
  sources: Source[];
}

interface Participation {
  id: string;
  role: string;
  formal: boolean;
  since: string | null;
  until: string | null;
  headcount: number | null;
  note: string | null;
  organisation: Named & { kind: string };
}

interface Event extends Named {
  startsOn: string;
  endsOn: string | null;
  place: string | null;
  attendance: number | null;
}

export default function InitiativePage({ slug }: { slug: string }) {
  const speech = useSpeech();
  const { t, word, language, number } = speech;
  const variables = { slug, language };
  const answer = useQuery<{ initiative: Initiative | null }>(INITIATIVE, variables);
  const i = answer.data?.initiative;
  if (!i) return <NoRecord answer={answer} />;
  return (
    <RecordPage
      what={`${word("SubjectType", "INITIATIVE")} · ${word("InitiativeKind", i.kind)}`}
      name={i.name}
      query={INITIATIVE}
      variables={variables}
    >
      <div className="columns">
        <div>
          <section className="card">
            {i.summary && <p>{i.summary}</p>}
            <Facts
              facts={[
                [t.status, word("InitiativeStatus", i.status)],
                [
                  t.period,
                  i.startedOn || i.endedOn ? span(i.startedOn, i.endedOn, speech, i.status === "ACTIVE") : null,
                ],
                [t.states, i.states.length > 0 && <StateLinks states={i.states} />],
                [t.region, i.region],
                [t.unions, word("Involvement", i.unions)],
                [t.topics, i.topics.join(", ")],
                [t.aliases, i.aliases.join(", ")],
                [t.website, website(i.website)],
                [t.parent, i.parent && links([i.parent], "initiatives")],
                [t.children, links(i.children, "initiatives")],
                [t.predecessor, i.predecessor && links([i.predecessor], "initiatives")],
                [t.successors, links(i.successors, "initiatives")],
                [t.people, i.people.map(({ name, function: f }) => (f ? `${name} (${f})` : name)).join(", ")],
                ...i.figures.map(
                  ({ label, value, qualifier }) =>
                    [
                      label,
                      [qualifier && (t.qualifiers[qualifier] ?? qualifier), number(value)].filter(Boolean).join(" "),
                    ] as const,
                ),
              ]}
            />
          </section>
          <Participants participations={i.participations} />
          <Events events={i.events.nodes} />
        </div>
        <div className="side">
          <Sources sources={i.sources} />
          <Related slug={slug} />
          <History of="initiative" slug={slug} />
        </div>
      </div>
    </RecordPage>
  );
}

function StateLinks({ states }: { states: { code: string; name: string }[] }) {
  return states.map(({ code, name }, n) => (
    <span key={code}>
      {n > 0 && ", "}
      <a href={`/?state=${code}`}>{name}</a>
    </span>
  ));
}

function Participants({ participations: { totalCount, nodes } }: { participations: Initiative["participations"] }) {
  const speech = useSpeech();
  const { t, word, number } = speech;
  return (
    <section className="card">
      <h2>
        {t.participants} ({number(totalCount)})
      </h2>
      {totalCount === 0 && <p className="quiet">{t.nothingHere}</p>}
      <ul className="list">
        {nodes.map(({ id, role, formal, since, until, headcount, note, organisation }) => (
          <li key={id}>
            <a href={`/organisations/${organisation.slug}`}>{organisation.name}</a>
            <span className="quiet">
              {[
                word("ParticipationRole", role),
                word("OrganisationKind", organisation.kind),
                (since || until) && span(since, until, speech, true),
                headcount && number(headcount),
                !formal && t.informal,
                note,
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
      <ShownOf shown={nodes.length} total={totalCount} />
    </section>
  );
}

function Events({ events }: { events: Event[] }) {
  const speech = useSpeech();
  const { t, number } = speech;
  if (events.length === 0) return null;
  return (
    <section className="card">
      <h2>{t.events}</h2>
      <ul className="list">
        {events.map(({ slug, name, startsOn, endsOn, place, attendance }) => (
          <li key={slug} id={slug}>
            {name}
            <span className="quiet">
              {[
                endsOn ? span(startsOn, endsOn, speech) : spoken(startsOn, speech),
                place,
                attendance && `${t.attendance}: ${number(attendance)}`,
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
