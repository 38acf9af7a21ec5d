import type { Fetcher, FetcherReturnType } from "@graphiql/toolkit";
import { Kind, parse, type OperationDefinitionNode } from "graphql";
import { post } from "../shared/endpoint.ts";
import { live } from "../shared/live.ts";

/**
 * Sends what GraphiQL asks: subscriptions over a WebSocket, all else by POST. What GraphiQL knows of the text of the editor
 * is a moment behind what stands there: which operation it is, is read from the text itself.
 */
export const fetcher: Fetcher = ({ query, variables, operationName }, { headers } = {}) => {
  const all = operations(query);
  const named = all.find(operation => operation.name?.value === operationName);
  const operation = named ?? (all.length === 1 ? all[0] : undefined);
  const request = { query, variables, operationName: operation ? operation.name?.value : operationName };
  // The types of the two libraries differ in how finished an error is.
  if (operation?.operation === "subscription") return live(headers).iterate(request) as FetcherReturnType;
  return post(request, headers).then(answer => answer.json());
};

function operations(query: string): OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter(definition => definition.kind === Kind.OPERATION_DEFINITION);
  } catch {
    // The server says what is wrong with it, and where.
    return [];
  }
}
