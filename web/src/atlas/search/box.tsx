import { useDeferredValue, useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { ask } from "../data/query.ts";
import { useSpeech, type Language } from "../language/language.ts";
import { go } from "../route.ts";
import { addressOf, HIT, useWhat, type Hit } from "./hit.tsx";

const SUGGEST = `query Suggest($text: String!, $language: Language!) {
  search(text: $text, first: 8) { edges { node { ...Hit } } }
}
${HIT}`;

/** As long as a fast typist pauses between two letters. */
const PAUSE_MS = 150;

interface Found {
  search: { edges: { node: Hit }[] };
}

function useSuggestions(text: string, language: Language): Hit[] {
  const [hits, setHits] = useState<Hit[]>([]);
  useEffect(() => {
    if (!text) return setHits([]);
    const asking = new AbortController();
    const pause = setTimeout(() => {
      ask<Found>(SUGGEST, { text, language }, asking.signal).then(
        found => setHits(found.search.edges.map(({ node }) => node)),
        () => asking.signal.aborted || setHits([]),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      asking.abort();
    };
  }, [text, language]);
  return hits;
}

/** The box on top of every page: hits while one types, by arrows and Enter or by pointer (WAI-ARIA combobox). */
export function SearchBox() {
  const { t, language } = useSpeech();
  const what = useWhat();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const id = useId();
  const box = useRef<HTMLFormElement>(null);
  const hits = useSuggestions(useDeferredValue(text.trim()), language);
  const shown = open && hits.length > 0;

  function choose(hit: Hit) {
    setOpen(false);
    setText("");
    go(addressOf(hit));
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const chosen = shown ? hits[active] : undefined;
    if (chosen) return choose(chosen);
    setOpen(false);
    if (text.trim()) go(`/search?q=${encodeURIComponent(text.trim())}`);
  }

  function press(event: KeyboardEvent) {
    if (event.key === "Escape") return setOpen(false);
    if (!shown || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    // One place more than there are hits: that of the text itself.
    setActive(((active + 1 + step + hits.length + 1) % (hits.length + 1)) - 1);
  }

  return (
    <form
      className="search"
      role="search"
      ref={box}
      onSubmit={submit}
      onBlur={event => box.current?.contains(event.relatedTarget) || setOpen(false)}
    >
      <input
        type="search"
        role="combobox"
        aria-label={t.searchFor}
        aria-expanded={shown}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && active >= 0 ? `${id}${active}` : undefined}
        placeholder={t.search}
        autoComplete="off"
        value={text}
        onChange={event => {
          setText(event.target.value);
          setActive(-1);
          setOpen(true);
        }}
        onKeyDown={press}
      />
      <ul id={`${id}list`} role="listbox" aria-label={t.hits} hidden={!shown}>
        {hits.map((hit, n) => (
          <li
            key={addressOf(hit) + n}
            id={`${id}${n}`}
            role="option"
            aria-selected={n === active}
            onPointerDown={event => event.preventDefault()}
            onClick={() => choose(hit)}
          >
            {hit.name} <span className="quiet">{what(hit)}</span>
          </li>
        ))}
      </ul>
    </form>
  );
}
