// Apollo Client, as an application uses it: queries, mutations, errors, persisted queries, subscriptions.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { TOKEN, change, start } from "./server.js";

let server;
before(async () => (server = await start()));
after(() => server.stop());

function client(link = new HttpLink({ uri: server.http, headers: { authorization: `Bearer ${TOKEN}` } })) {
  return new ApolloClient({ link, cache: new InMemoryCache() });
}

test("a query with variables", async () => {
  const query = gql("query($code: StateCode!) { state(code: $code) { code name } }");
  const { data } = await client().query({ query, variables: { code: "TH" } });
  assert.equal(data.state.name, "Thüringen");
});

test("a mutation", async () => {
  const mutation = gql('mutation { createOrganisation(input: { slug: "by-apollo", name: { de: "X" }, kind: OTHER }) { organisation { slug } } }');
  const { data } = await client().mutate({ mutation });
  assert.equal(data.createOrganisation.organisation.slug, "by-apollo");
});

test("an error has its code", async () => {
  const failed = client().query({ query: gql("{ initiatives(first: -1) { totalCount } }") });
  await assert.rejects(failed, (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), error);
    assert.equal(error.errors[0].extensions.code, "INVALID_INPUT");
    return true;
  });
});

test("persisted queries, by POST and by GET", async () => {
  for (const useGETForHashedQueries of [false, true]) {
    const asked = [];
    const counted = (uri, options) => {
      asked.push(options.method === "GET" ? new URL(uri).searchParams.has("query") : "query" in JSON.parse(options.body));
      return fetch(uri, options);
    };
    const sha256 = (text) => createHash("sha256").update(text).digest("hex");
    const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries });
    const link = ApolloLink.from([persisted, new HttpLink({ uri: server.http, fetch: counted })]);
    const query = gql(`{ states { code ${useGETForHashedQueries ? "name" : ""} } }`);
    const apollo = client(link);
    for (let n = 0; n < 2; n += 1) {
      const { data } = await apollo.query({ query, fetchPolicy: "no-cache" });
      assert.equal(data.states.length, 16);
    }
    // The hash, which is not known; the hash with the text; from then on the hash.
    assert.deepEqual(asked, [false, true, false]);
  }
});

test("a subscription", async () => {
  const ws = createClient({ url: server.ws, webSocketImpl: WebSocket });
  const query = gql("subscription($after: Revision) { changes(after: $after) { revision } }");
  const revision = await change(server, "for-apollo");
  const seen = await new Promise((resolve, reject) => {
    const changes = client(new GraphQLWsLink(ws)).subscribe({ query, variables: { after: revision - 1 } });
    changes.subscribe({ next: ({ data }) => resolve(data.changes.revision), error: reject });
  });
  assert.equal(seen, revision);
  await ws.dispose();
});
