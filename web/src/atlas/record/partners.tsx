import { useQuery } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { Pending } from "../picture/pending.tsx";
import { ShownOf } from "../picture/shown-of.tsx";
import { links, type Named } from "./parts.tsx";

const PARTNERS = `query Partners($slug: String!, $language: Language!) {
  organisation(slug: $slug) {
    partners(first: 15) {
      totalCount
      edges { shared node { slug name(language: $language) } initiatives { slug name(language: $language) } }
    }
  }
}`;

interface PartnersData {
  organisation: {
    partners: { totalCount: number; edges: { shared: number; node: Named; initiatives: Named[] }[] };
  } | null;
}

/** With whom it works, and on what. */
export function Partners({ slug }: { slug: string }) {
  const { t, language, number } = useSpeech();
  const answer = useQuery<PartnersData>(PARTNERS, { slug, language });
  const organisation = answer.data?.organisation;
  return (
    <section className="card">
      <h2>
        {t.partners}
        {organisation && ` (${number(organisation.partners.totalCount)})`}
      </h2>
      <Pending answer={answer} />
      {organisation?.partners.totalCount === 0 && <p className="quiet">{t.none}</p>}
      <ul className="list">
        {organisation?.partners.edges.map(({ shared, node, initiatives }) => (
          <li key={node.slug}>
            {links([node], "organisations")}
            <span className="quiet">
              {number(shared)} {t.shared}: {links(initiatives, "initiatives")}
            </span>
          </li>
        ))}
      </ul>
      {organisation && <ShownOf shown={organisation.partners.edges.length} total={organisation.partners.totalCount} />}
    </section>
  );
}
