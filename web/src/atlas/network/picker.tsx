import { useState } from "react";
import { useQuery } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { useParameter } from "../route.ts";
import { Combobox } from "../search/combobox.tsx";
import type { Hit } from "../search/hit.tsx";
import { useSuggestions } from "../search/suggestions.ts";

const NAME = `query Name($id: ID!, $language: Language!) {
  node(id: $id) { ... on Organisation { name(language: $language) } }
}`;

/** One organisation, by its name; the parameter of the address has its id. */
export function Picker({ label, name }: { label: string; name: string }) {
  const { language } = useSpeech();
  const [id, setId] = useParameter(name);
  const [typed, setTyped] = useState<string>();
  const hits = useSuggestions(typed?.trim() ?? "", "ORGANISATION");
  const known = useQuery<{ node: { name: string } | null }>(id ? NAME : null, { id, language });

  function type(text: string) {
    setTyped(text);
    if (!text) setId("");
  }

  function choose(hit: Hit) {
    setTyped(undefined);
    if (hit.__typename === "Organisation") setId(hit.id);
  }

  return (
    <div className="picker">
      <span aria-hidden="true">{label}</span>
      <Combobox
        label={label}
        text={typed ?? known.data?.node?.name ?? ""}
        hits={hits}
        onType={type}
        onChoose={choose}
      />
    </div>
  );
}
