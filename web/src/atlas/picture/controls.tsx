import { useId } from "react";
import { useSpeech } from "../language/language.ts";
import { vocabulary, type Vocabulary } from "../language/vocabulary.ts";
import { useParameter } from "../route.ts";

interface ChoiceProps {
  label: string;
  /** The parameter of the address that it sets. */
  name: string;
  options: readonly (readonly [value: string, name: string])[];
  otherwise?: string;
}

export function Choice({ label, name, options, otherwise = "" }: ChoiceProps) {
  const [value, setValue] = useParameter(name, otherwise);
  const id = useId();
  return (
    <span className="control">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={event => setValue(event.target.value)}>
        {options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}

/** One word of a vocabulary, or all. */
export function WordChoice({ label, name, of }: { label: string; name: string; of: Vocabulary }) {
  const { t, word } = useSpeech();
  const words = Object.keys(vocabulary[of]).map(code => [code, word(of, code)] as const);
  return <Choice label={label} name={name} options={[["", t.all], ...words]} />;
}

export function Switch({ label, name }: { label: string; name: string }) {
  const [value, setValue] = useParameter(name);
  return (
    <label className="control">
      <input
        type="checkbox"
        checked={value === "yes"}
        onChange={event => setValue(event.target.checked ? "yes" : "")}
      />
      {label}
    </label>
  );
}
