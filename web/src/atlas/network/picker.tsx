import { useId, useState } from "react";
import { useQuery } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { useParameter } from "../route.ts";

const ORGANISATIONS = `query Organisations($text: String!, $language: Language!) {
  organisations(filter: { text: $text }, first: 10) { nodes { id name(language: $language) } }
}`;

const NAME = `query Name($id: ID!, $language: Language!) {
  node(id: $id) { ... on Organisation { name(language: $language) } }
}`;

/** One organisation, by its name; the parameter of the address has its id. */
export function Picker({ label, name }: { label: string; name: string }) {
  const { language } = useSpeech();
  const [id, setId] = useParameter(name);
  const [typed, setTyped] = useState<string>();
  const field = useId();
  const text = typed?.trim() ?? "";
  const found = useQuery<{ organisations: { nodes: { id: string; name: string }[] } }>(text ? ORGANISATIONS : null, {
    text,
    language,
  });
  const known = useQuery<{ node: { name: string } | null }>(id ? NAME : null, { id, language });
  const options = found.data?.organisations.nodes ?? [];

  function type(text: string) {
    setTyped(text);
    const chosen = options.find(option => option.name === text);
    if (chosen || !text) setId(chosen?.id ?? "");
  }

  return (
    <span className="picker">
      <label htmlFor={field}>{label}</label>
      <input
        id={field}
        list={`${field}list`}
        autoComplete="off"
        value={typed ?? (id ? (known.data?.node?.name ?? "") : "")}
        onChange={event => type(event.target.value)}
      />
      <datalist id={`${field}list`}>
        {options.map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
    </span>
  );
}
