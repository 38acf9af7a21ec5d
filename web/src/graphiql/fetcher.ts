import type { Fetcher, FetcherReturnType } from "@graphiql/toolkit";
import { getOperationAST } from "graphql";
import { post } from "../shared/endpoint.ts";
import { live } from "../shared/live.ts";

/** Sends what GraphiQL asks: subscriptions over a WebSocket, all else by POST. */
export const fetcher: Fetcher = (request, { documentAST, headers } = {}) => {
  const { query, variables, operationName } = request;
  const operation = documentAST && getOperationAST(documentAST, operationName);
  if (operation?.operation === "subscription") {
    // The types of the two libraries differ in how finished an error is.
    return live(headers).iterate({ query, variables, operationName }) as FetcherReturnType;
  }
  return post({ query, variables, operationName }, headers).then(answer => answer.json());
};
