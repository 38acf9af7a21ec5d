// Subscriptions as server-sent events, with the client of graphql-sse, in its mode of one connection an operation.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createClient } from "graphql-sse";
import { change, start } from "./server.js";

let server;
before(async () => (server = await start()));
after(() => server.stop());

const client = () => createClient({ url: server.http, retryAttempts: 0 });

test("a subscription replays what was missed, and goes on", async () => {
  const sse = client();
  const first = await change(server, "missed");
  const query = `subscription { changes(after: ${first - 1}) { revision subjectType } }`;
  const changes = sse.iterate({ query });
  const seen = [];
  for (let n = 0; n < 5; n += 1) {
    if (n >= 1) await change(server, `seen-${n}`);
    const { value } = await changes.next();
    seen.push(value.data.changes.revision);
  }
  assert.deepEqual(seen, [first, first + 1, first + 2, first + 3, first + 4]);
  await changes.return();
  sse.dispose();
});

test("a query is one answer", async () => {
  const answers = [];
  for await (const answer of client().iterate({ query: "{ __typename }" })) answers.push(answer);
  assert.deepEqual(answers, [{ data: { __typename: "Query" } }]);
});

test("what is wrong with an operation comes as its answer", async () => {
  for (const [query, code] of [
    ["{ nope }", "GRAPHQL_VALIDATION_FAILED"],
    ["subscription { changes(after: 1000000) { revision } }", "INVALID_INPUT"],
  ]) {
    const { value } = await client().iterate({ query }).next();
    assert.equal(value.errors[0].extensions.code, code, query);
  }
});

test("a link can follow, but not change", async () => {
  const events = (query) => fetch(`${server.http}?query=${encodeURIComponent(query)}`, { headers: { accept: "text/event-stream" } });
  assert.equal((await events("mutation { __typename }")).status, 405);
  const answer = await events("subscription { changes(after: 0) { revision } }");
  assert.match(answer.headers.get("content-type"), /^text\/event-stream/);
  const { value } = await answer.body.getReader().read();
  assert.match(new TextDecoder().decode(value), /^event: ?next\ndata: ?\{"data":\{"changes":\{"revision":1\}\}\}\n\n/);
});
