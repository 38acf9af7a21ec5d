import { useEffect, useState } from "react";
import { ask } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { HIT, type Hit } from "./hit.tsx";

const SUGGEST = `query Suggest($text: String!, $types: [SearchType!], $language: Language!) {
  suggest(text: $text, types: $types, first: 8) { node { ...Hit } }
}
${HIT}`;

/** As long as a fast typist pauses between two letters. */
const PAUSE_MS = 120;

/** Records whose names begin with what has been typed, of one type or of any; none if they cannot be had. */
export function useSuggestions(text: string, type?: "ORGANISATION"): Hit[] {
  const { language } = useSpeech();
  const [hits, setHits] = useState<Hit[]>([]);
  useEffect(() => {
    if (!text) return setHits([]);
    const asking = new AbortController();
    const pause = setTimeout(() => {
      const variables = { text, types: type && [type], language };
      ask<{ suggest: { node: Hit }[] }>(SUGGEST, variables, asking.signal).then(
        ({ suggest }) => setHits(suggest.map(({ node }) => node)),
        () => asking.signal.aborted || setHits([]),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      asking.abort();
    };
  }, [text, type, language]);
  return hits;
}
