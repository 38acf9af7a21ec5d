import { createClient, type Client } from "graphql-ws";
import { liveEndpoint } from "./endpoint.ts";
import { token } from "./token.ts";

/**
 * A client for subscriptions. A WebSocket, not server-sent events: of those a browser keeps six a host, over all its tabs.
 * The token goes into the first message, as a browser sends no headers with a WebSocket.
 */
export function live(headers: Record<string, unknown> = {}): Client {
  return createClient({
    url: liveEndpoint(),
    retryAttempts: Infinity,
    shouldRetry: () => true,
    connectionParams: () => ({ ...authorization(), ...headers }),
  });
}

function authorization() {
  const kept = token();
  return kept ? { Authorization: `Bearer ${kept}` } : {};
}
