import { useState, type FormEvent } from "react";
import { setToken } from "./token.ts";

/** Where a token is entered. */
export function TokenForm({ label, button }: { label: string; button: string }) {
  const [typed, setTyped] = useState("");

  function enter(event: FormEvent) {
    event.preventDefault();
    setToken(typed.trim());
    setTyped("");
  }

  return (
    <form className="token" onSubmit={enter}>
      <label htmlFor="token">{label}</label>
      <input
        id="token"
        type="password"
        autoComplete="off"
        required
        value={typed}
        onChange={event => setTyped(event.target.value)}
      />
      <button type="submit">{button}</button>
    </form>
  );
}
