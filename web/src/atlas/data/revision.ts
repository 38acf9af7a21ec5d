import { useSyncExternalStore } from "react";
import { signal } from "../../shared/signal.ts";

/** The revision that the register is known to have reached; what is shown is asked again when it grows. */
let known = 0;
/** The last change that came while the page was open. */
let news: Change | null = null;
let connected = false;
const learned = signal();

export interface Change {
  revision: number;
  action: string;
  subjectType: string;
  subject: string;
  actor: string;
}

const CHANGES = `subscription Changes($after: Revision) {
  changes(after: $after) { revision action subjectType subject actor }
}`;

/** A change set comes as many changes, an import as thousands: they are looked at together. */
const PAUSE_MS = 250;
let pause: ReturnType<typeof setTimeout> | undefined;

function tell() {
  pause = undefined;
  learned.tell();
}

export function useRevision(): number {
  return useSyncExternalStore(learned.on, () => known);
}

export function useNews(): Change | null {
  return useSyncExternalStore(learned.on, () => news);
}

export function useConnected(): boolean {
  return useSyncExternalStore(learned.on, () => connected);
}

function connection(state: boolean) {
  connected = state;
  tell();
}

let following = false;

/** Listens to the changes of the register from `revision` on, for as long as the page is open. */
export async function follow(revision: number) {
  if (following) return;
  following = true;
  const { live } = await import("../../shared/live.ts");
  const client = live();
  let seen = revision;
  client.on("connected", () => connection(true));
  client.on("closed", () => connection(false));
  const listen = () =>
    client.subscribe<{ changes: Change }>(
      { query: CHANGES, variables: { after: seen } },
      {
        next({ data }) {
          if (!data || data.changes.revision < seen) return;
          seen = known = data.changes.revision;
          news = data.changes;
          pause ??= setTimeout(tell, PAUSE_MS);
        },
        // Ended by the server, as for a reader too slow: what was missed is asked for anew.
        error: () => setTimeout(listen, 5_000),
        complete: () => setTimeout(listen, 1_000),
      },
    );
  listen();
}
