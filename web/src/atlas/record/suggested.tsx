import { useQuery } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { Pending } from "../picture/pending.tsx";
import { links, type Named } from "./parts.tsx";

const SUGGESTED = `query Suggested($slug: String!, $language: Language!) {
  organisation(slug: $slug) {
    suggestedPartners(first: 5) {
      organisation { slug name(language: $language) }
      commonPartners { slug name(language: $language) }
    }
  }
}`;

interface SuggestedData {
  organisation: { suggestedPartners: { organisation: Named; commonPartners: Named[] }[] } | null;
}

/** As many common partners as are worth reading. */
const NAMED = 3;

/** With whom it might work: asked for apart, as that is refused for the largest hubs. */
export function Suggested({ slug }: { slug: string }) {
  const { t, language } = useSpeech();
  const answer = useQuery<SuggestedData>(SUGGESTED, { slug, language });
  const suggested = answer.data?.organisation?.suggestedPartners;
  if (answer.problem || suggested?.length === 0) return null;
  return (
    <section className="card">
      <h2>{t.suggested}</h2>
      <Pending answer={answer} />
      <ul className="list">
        {suggested?.map(({ organisation, commonPartners }) => (
          <li key={organisation.slug}>
            {links([organisation], "organisations")}
            <span className="quiet">
              {t.through} {links(commonPartners.slice(0, NAMED), "organisations")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
