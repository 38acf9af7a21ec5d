import { span } from "../date.ts";
import { useSpeech } from "../language/language.ts";

/** What a list of initiatives says about each. */
export const LISTED = `fragment Listed on Initiative {
  slug
  name(language: $language)
  kind
  status
  startedOn
  endedOn
}`;

export interface Listed {
  slug: string;
  name: string;
  kind: string;
  status: string;
  startedOn: string | null;
  endedOn: string | null;
}

export function InitiativeList({ initiatives }: { initiatives: Listed[] }) {
  const speech = useSpeech();
  const { t, word } = speech;
  if (initiatives.length === 0) return <p className="quiet">{t.none}</p>;
  return (
    <ul className="list">
      {initiatives.map(({ slug, name, kind, status, startedOn, endedOn }) => (
        <li key={slug}>
          <a href={`/initiatives/${slug}`}>{name}</a>
          <span className="quiet">
            {word("InitiativeKind", kind)} · {word("InitiativeStatus", status)}
            {startedOn && ` · ${span(startedOn, endedOn, speech, status === "ACTIVE")}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
