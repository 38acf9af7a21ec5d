import { setToken, token } from "./token.ts";

/** Where GraphQL is: on the host of the page, always. */
const ENDPOINT = "/graphql";

/** The same, for WebSocket. */
export function liveEndpoint(): string {
  return location.origin.replace(/^http/, "ws") + ENDPOINT;
}

/** A document with what belongs to it. */
interface Request {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string | null;
}

/**
 * Sends a request with the token of this tab, unless `headers` have another one. A token that is good for nothing any more
 * is forgotten, or nothing could be asked until the tab is closed.
 */
export async function post(request: Request, headers: HeadersInit = {}, signal?: AbortSignal): Promise<Response> {
  const all = new Headers(headers);
  all.set("content-type", "application/json");
  all.set("accept", "application/graphql-response+json, application/json;q=0.9");
  const kept = token();
  const sent = kept && !all.has("authorization");
  if (sent) all.set("authorization", `Bearer ${kept}`);
  const answer = await fetch(ENDPOINT, { method: "POST", headers: all, body: JSON.stringify(request), signal });
  if (sent && answer.status === 401 && token() === kept) setToken(null);
  return answer;
}
