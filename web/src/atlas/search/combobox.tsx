import { useId, useState, type KeyboardEvent } from "react";
import { useSpeech } from "../language/language.ts";
import { addressOf, useWhat, type Hit } from "./hit.tsx";

interface Props {
  label: string;
  placeholder?: string;
  text: string;
  hits: Hit[];
  onType: (text: string) => void;
  onChoose: (hit: Hit) => void;
  /** Enter, without a hit that is chosen. */
  onEnter?: () => void;
}

/** An entry field with hits below it, for the arrows and Enter or for the pointer (WAI-ARIA, combobox with list). */
export function Combobox({ label, placeholder, text, hits, onType, onChoose, onEnter }: Props) {
  const { t } = useSpeech();
  const what = useWhat();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const id = useId();
  const shown = open && hits.length > 0;

  function choose(hit: Hit) {
    setOpen(false);
    onChoose(hit);
  }

  function press(event: KeyboardEvent) {
    if (event.key === "Escape") setOpen(false);
    else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = shown ? hits[active] : undefined;
      if (chosen) return choose(chosen);
      setOpen(false);
      onEnter?.();
    } else if (shown && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are hits: that of the text itself.
      setActive(((active + 1 + step + hits.length + 1) % (hits.length + 1)) - 1);
    }
  }

  return (
    <div className="combobox" onBlur={() => setOpen(false)}>
      <input
        type="search"
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && active >= 0 ? `${id}${active}` : undefined}
        placeholder={placeholder}
        autoComplete="off"
        value={text}
        onChange={event => {
          onType(event.target.value);
          setActive(-1);
          setOpen(true);
        }}
        onKeyDown={press}
      />
      <ul id={`${id}list`} role="listbox" aria-label={t.hits} hidden={!shown}>
        {hits.map((hit, n) => (
          <li
            key={addressOf(hit)}
            id={`${id}${n}`}
            role="option"
            aria-selected={n === active}
            // The field keeps the focus, which it would lose before the click.
            onPointerDown={event => event.preventDefault()}
            onClick={() => choose(hit)}
          >
            {hit.name} <span className="quiet">{what(hit)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
