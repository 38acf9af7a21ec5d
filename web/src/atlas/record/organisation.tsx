import { useQuery } from "../data/query.ts";
import { span } from "../date.ts";
import { useSpeech } from "../language/language.ts";
import { ShownOf } from "../picture/shown-of.tsx";
import { History } from "./history.tsx";
import { NoRecord, RecordPage } from "./page.tsx";
import { Partners } from "./partners.tsx";
import { Suggested } from "./suggested.tsx";
import { Facts, links, Sources, SOURCES, website, type Source, type Named } from "./parts.tsx";

const ORGANISATION = `query Organisation($slug: String!, $language: Language!) {
  organisation(slug: $slug) {
    id
    name(language: $language)
    shortName
    aliases
    kind
    collective
    website
    state { code name(language: $language) }
    parent { slug name(language: $language) }
    children { slug name(language: $language) }
    participations(first: 100) {
      totalCount
      nodes { id role formal since until note initiative { slug name(language: $language) states { code } } }
    }
    sources { ...Sources }
  }
}
${SOURCES}`;

interface Organisation {
  id: string;
  name: string;
  shortName: string | null;
  aliases: string[];
  kind: string;
  collective: boolean;
  website: string | null;
  state: { code: string; name: string } | null;
  parent: Named | null;
  children: Named[];
  participations: { totalCount: number; nodes: Participation[] };
  sources: Source[];
}

interface Participation {
  id: string;
  role: string;
  formal: boolean;
  since: string | null;
  until: string | null;
  note: string | null;
  initiative: Named & { states: { code: string }[] };
}

export default function OrganisationPage({ slug }: { slug: string }) {
  const { t, word, language } = useSpeech();
  const variables = { slug, language };
  const answer = useQuery<{ organisation: Organisation | null }>(ORGANISATION, variables);
  const o = answer.data?.organisation;
  if (!o) return <NoRecord answer={answer} />;
  return (
    <RecordPage
      what={`${word("SubjectType", "ORGANISATION")} · ${word("OrganisationKind", o.kind)}`}
      name={o.name}
      query={ORGANISATION}
      variables={variables}
    >
      <div className="columns">
        <div>
          <section className="card">
            {o.collective && <p>{t.collective}</p>}
            <Facts
              facts={[
                [t.aliases, [o.shortName, ...o.aliases].filter(Boolean).join(", ")],
                [t.seat, o.state && <a href={`/?state=${o.state.code}`}>{o.state.name}</a>],
                [t.website, website(o.website)],
                [t.umbrella, o.parent && links([o.parent], "organisations")],
                [t.branches, links(o.children, "organisations")],
                [t.network, <a href={`/network?focus=${o.id}`}>{t.inNetwork}</a>],
              ]}
            />
          </section>
          <Initiatives participations={o.participations} />
          <Sources sources={o.sources} />
          <History of="organisation" slug={slug} />
        </div>
        <div className="side">
          <Partners slug={slug} />
          <Suggested slug={slug} />
        </div>
      </div>
    </RecordPage>
  );
}

function Initiatives({ participations: { totalCount, nodes } }: { participations: Organisation["participations"] }) {
  const speech = useSpeech();
  const { t, word, number } = speech;
  return (
    <section className="card">
      <h2>
        {t.participations} ({number(totalCount)})
      </h2>
      {totalCount === 0 && <p className="quiet">{t.nothingHere}</p>}
      <ul className="list">
        {nodes.map(({ id, role, formal, since, until, note, initiative }) => (
          <li key={id}>
            <a href={`/initiatives/${initiative.slug}`}>{initiative.name}</a>
            <span className="quiet">
              {[
                word("ParticipationRole", role),
                initiative.states.map(({ code }) => code).join(", "),
                (since || until) && span(since, until, speech, true),
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
