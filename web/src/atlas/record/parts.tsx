import { Fragment, type ReactNode } from "react";
import { spoken } from "../date.ts";
import { useSpeech } from "../language/language.ts";

/** Where a statement was read. */
export const SOURCES = `fragment Sources on Source {
  title
  section
  url
  retrievedOn
}`;

export interface Source {
  title: string;
  section: string | null;
  url: string | null;
  retrievedOn: string | null;
}

export function Sources({ sources }: { sources: Source[] }) {
  const speech = useSpeech();
  const { t } = speech;
  return (
    <section className="card">
      <h2>{t.sources}</h2>
      {sources.length === 0 && <p className="quiet">{t.none}</p>}
      <ol className="sources">
        {sources.map(({ title, section, url, retrievedOn }, n) => (
          <li key={n}>
            {url ? (
              <a href={url} rel="noreferrer">
                {title}
              </a>
            ) : (
              title
            )}
            {section && `, ${section}`}
            {retrievedOn && <span className="quiet"> ({`${t.retrieved} ${spoken(retrievedOn, speech)}`})</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The name of something and what it is, if anything. */
type Fact = readonly [name: string, value: ReactNode];

/** The facts that are known; nothing is said about the others. */
export function Facts({ facts }: { facts: Fact[] }) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false);
  return (
    <dl className="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What a link to a record needs. */
export interface Named {
  slug: string;
  name: string;
}

/** Links to records, with commas between them; nothing for none. */
export function links(records: Named[], folder: "initiatives" | "organisations"): ReactNode {
  if (records.length === 0) return null;
  return records.map(({ slug, name }, n) => (
    <Fragment key={slug}>
      {n > 0 && ", "}
      <a href={`/${folder}/${slug}`}>{name}</a>
    </Fragment>
  ));
}

export function website(address: string | null): ReactNode {
  return (
    address && (
      <a href={address} rel="noreferrer">
        {new URL(address).host}
      </a>
    )
  );
}
