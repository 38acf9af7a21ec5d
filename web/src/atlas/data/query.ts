import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { post } from "../../shared/endpoint.ts";
import { onToken, token } from "../../shared/token.ts";
import { useRevision } from "./revision.ts";

/** What is known of the answer to a query. While it is asked again, the last answer stays. */
export interface Answer<T> {
  data?: T;
  problem?: QueryProblem;
  loading: boolean;
}

/** Why there is no answer: in words, and by the code that the server gives it. */
export class QueryProblem extends Error {
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

interface Wrong {
  message: string;
  extensions?: { code?: string };
}

/** Asks once. */
export async function ask<T>(query: string, variables: object, signal?: AbortSignal): Promise<T> {
  const response = await post({ query, variables: { ...variables } }, {}, signal);
  const answer: { data: T; errors?: Wrong[] } = await response.json();
  const [first] = answer.errors ?? [];
  if (first) throw new QueryProblem(answer.errors!.map(({ message }) => message).join("; "), first.extensions?.code);
  return answer.data;
}

/** Asks, and asks again when the register has changed. Without a query nothing is asked. */
export function useQuery<T>(query: string | null, variables: object): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ loading: query !== null });
  const revision = useRevision();
  const asker = useSyncExternalStore(onToken, token);
  const key = JSON.stringify(variables);
  const last = useRef<string>(null);
  useEffect(() => {
    const same = last.current === query;
    last.current = query;
    if (query === null) return setAnswer({ loading: false });
    const asking = new AbortController();
    // The answer to another query has another shape.
    setAnswer(old => ({ data: same ? old.data : undefined, loading: true }));
    ask<T>(query, JSON.parse(key), asking.signal).then(
      data => setAnswer({ data, loading: false }),
      problem => asking.signal.aborted || setAnswer({ problem, loading: false }),
    );
    return () => asking.abort();
  }, [query, key, revision, asker]);
  return answer;
}
