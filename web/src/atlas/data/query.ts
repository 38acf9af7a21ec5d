import { useEffect, useRef, useState } from "react";
import { post } from "../../shared/endpoint.ts";
import { useRevision } from "./revision.ts";

/** What is known of the answer to a query. While it is asked again, the last answer stays. */
export interface Answer<T> {
  data?: T;
  error?: string;
  loading: boolean;
}

export class QueryError extends Error {}

/** Asks once. */
export async function ask<T>(query: string, variables: object, signal?: AbortSignal): Promise<T> {
  const response = await post({ query, variables: { ...variables } }, {}, signal);
  const answer = await response.json();
  if (answer.errors?.length) throw new QueryError(answer.errors.map((error: { message: string }) => error.message).join("; "));
  return answer.data;
}

/** Asks, and asks again when the register has changed. Without a query nothing is asked. */
export function useQuery<T>(query: string | null, variables: object): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ loading: query !== null });
  const revision = useRevision();
  const key = JSON.stringify(variables);
  const last = useRef("");
  useEffect(() => {
    if (query === null) return setAnswer({ loading: false });
    const asked = query + key;
    const asking = new AbortController();
    // Another question: the old answer is none. The same, at another revision: it was, until just now.
    const kept = last.current === asked ? {} : { error: undefined };
    last.current = asked;
    setAnswer(old => ({ ...old, ...kept, loading: true }));
    ask<T>(query, JSON.parse(key), asking.signal)
      .then(data => setAnswer({ data, loading: false }))
      .catch(error => {
        if (!asking.signal.aborted) setAnswer({ error: String(error.message ?? error), loading: false });
      });
    return () => asking.abort();
  }, [query, key, revision]);
  return answer;
}
