import { useState } from "react";
import { useSpeech } from "../language/language.ts";
import { go } from "../route.ts";
import { Combobox } from "./combobox.tsx";
import { addressOf, type Hit } from "./hit.tsx";
import { useSuggestions } from "./suggestions.ts";

/** The box on top of every page: to a record while one types, to all hits by Enter. */
export function SearchBox() {
  const { t } = useSpeech();
  const [text, setText] = useState("");
  const hits = useSuggestions(text.trim());

  function choose(hit: Hit) {
    setText("");
    go(addressOf(hit));
  }

  function all() {
    if (text.trim()) go(`/search?q=${encodeURIComponent(text.trim())}`);
  }

  return (
    <search className="search">
      <Combobox
        label={t.searchFor}
        placeholder={t.search}
        text={text}
        hits={hits}
        onType={setText}
        onChoose={choose}
        onEnter={all}
      />
    </search>
  );
}
