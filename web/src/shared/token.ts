import { signal } from "./signal.ts";

/**
 * The token of an editor: out of the link that the first start prints, or typed in; kept as long as the tab. A fragment is
 * never sent to a server, and it is taken out of the address bar and the history before anything else is loaded.
 */
const KEY = "buendnis-token";

const changed = signal();

/** Tells of each change of the token. */
export const onToken = changed.on;

export function token(): string | null {
  return sessionStorage.getItem(KEY);
}

export function setToken(token: string | null) {
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
  changed.tell();
}

export function takeTokenFromLink() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const given = fragment.get("token");
  if (!given) return;
  setToken(given);
  fragment.delete("token");
  const rest = fragment.toString();
  history.replaceState(history.state, "", location.pathname + location.search + (rest && `#${rest}`));
}
