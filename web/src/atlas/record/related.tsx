import { useQuery } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { Pending } from "../picture/pending.tsx";
import { links, type Named } from "./parts.tsx";

const RELATED = `query Related($slug: String!, $language: Language!) {
  initiative(slug: $slug) {
    related(first: 10) {
      shared
      initiative { slug name(language: $language) }
      organisations { slug name(language: $language) }
    }
  }
}`;

interface RelatedData {
  initiative: { related: { shared: number; initiative: Named; organisations: Named[] }[] } | null;
}

/** Initiatives with the same organisations, and which these are. */
export function Related({ slug }: { slug: string }) {
  const { t, language, number } = useSpeech();
  const answer = useQuery<RelatedData>(RELATED, { slug, language });
  const related = answer.data?.initiative?.related;
  return (
    <section className="card">
      <h2>{t.related}</h2>
      <Pending answer={answer} />
      {related?.length === 0 && <p className="quiet">{t.none}</p>}
      <ul className="list">
        {related?.map(({ shared, initiative, organisations }) => (
          <li key={initiative.slug}>
            {links([initiative], "initiatives")}
            <span className="quiet">
              {number(shared)} {t.shared}: {links(organisations, "organisations")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
