import { Fragment } from "react";
import { useSpeech } from "../language/language.ts";
import type { Vocabulary } from "../language/vocabulary.ts";

/** What is shown of a hit of any type. */
export const HIT = `fragment Hit on SearchResult {
  __typename
  ... on State { code name(language: $language) }
  ... on Initiative { slug name(language: $language) initiativeKind: kind }
  ... on Organisation { id slug name(language: $language) organisationKind: kind }
  ... on Event { slug name(language: $language) initiative { slug } }
}`;

export type Hit =
  | { __typename: "State"; code: string; name: string }
  | { __typename: "Initiative"; slug: string; name: string; initiativeKind: string }
  | { __typename: "Organisation"; id: string; slug: string; name: string; organisationKind: string }
  | { __typename: "Event"; slug: string; name: string; initiative: { slug: string } };

export function addressOf(hit: Hit): string {
  switch (hit.__typename) {
    case "State":
      return `/?state=${hit.code}`;
    case "Initiative":
      return `/initiatives/${hit.slug}`;
    case "Organisation":
      return `/organisations/${hit.slug}`;
    case "Event":
      return `/initiatives/${hit.initiative.slug}#${hit.slug}`;
  }
}

/** What it is: its type, and its kind where it has one. */
export function useWhat(): (hit: Hit) => string {
  const { word } = useSpeech();
  const kind = (of: Vocabulary, code: string) => ` · ${word(of, code)}`;
  return hit =>
    word("SubjectType", hit.__typename.toUpperCase()) +
    (hit.__typename === "Initiative" ? kind("InitiativeKind", hit.initiativeKind) : "") +
    (hit.__typename === "Organisation" ? kind("OrganisationKind", hit.organisationKind) : "");
}

/** A text in which the server has marked what was found; all else in it is escaped. */
export function Highlight({ text }: { text: string }) {
  return text
    .split(/<mark>(.*?)<\/mark>/)
    .map((part, n) => <Fragment key={n}>{n % 2 ? <mark>{plain(part)}</mark> : plain(part)}</Fragment>);
}

/** The same text without marks and escapes. */
export function unmarked(text: string): string {
  return plain(text.replace(/<\/?mark>/g, ""));
}

const ESCAPES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

function plain(html: string): string {
  return html.replace(/&(?:amp|lt|gt|quot|#39);/g, escape => ESCAPES[escape]!);
}
