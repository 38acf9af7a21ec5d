import { useCallback, useSyncExternalStore } from "react";
import { signal } from "../shared/signal.ts";

/** Where the reader is: all of it is in the address, so that a link shows what its sender saw. */
const moved = signal();

addEventListener("popstate", moved.tell);

/** Goes to an address of the atlas; the parameters that every page has come along. */
export function go(address: string, how: "push" | "replace" = "push") {
  const to = new URL(address, location.href);
  const language = new URLSearchParams(location.search).get("lang");
  if (language && !to.searchParams.has("lang")) to.searchParams.set("lang", language);
  const newPage = to.pathname !== location.pathname;
  history[how === "push" ? "pushState" : "replaceState"](null, "", to);
  moved.tell();
  if (!newPage) return;
  scrollTo(0, 0);
  // Where a page that was loaded anew would be read from.
  document.getElementById("content")?.focus({ preventScroll: true });
}

export function usePath(): string {
  return useSyncExternalStore(moved.on, () => location.pathname);
}

/** The current address with some parameters changed; an empty one goes. */
export function withParameters(changes: Record<string, string | null>): string {
  const parameters = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
  }
  const text = parameters.toString();
  return location.pathname + (text && `?${text}`);
}

/** A parameter of the address, `otherwise` if it is not there; setting it to that takes it out. */
export function useParameter(name: string, otherwise = ""): [string, (value: string) => void] {
  const search = useSyncExternalStore(moved.on, () => location.search);
  const value = new URLSearchParams(search).get(name) ?? otherwise;
  const set = useCallback(
    (value: string) => go(withParameters({ [name]: value === otherwise ? null : value }), "replace"),
    [name, otherwise],
  );
  return [value, set];
}

const OURS = /^\/($|timeline$|network$|search$|initiatives\/|organisations\/)/;

/** Follows links within the atlas without loading the page anew, unless the reader wants them elsewhere. */
export function followLinks(event: MouseEvent) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const address = link?.getAttribute("href");
  if (!link || !address || link.hasAttribute("download") || link.getAttribute("target")) return;
  const to = new URL(address, location.href);
  if (to.origin !== location.origin || !OURS.test(to.pathname) || address.startsWith("#")) return;
  event.preventDefault();
  go(to.href);
}
