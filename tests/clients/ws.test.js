// Subscriptions over WebSocket, with the client of graphql-ws, and the codes with which connections end.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { TOKEN, change, start } from "./server.js";

let server;
before(async () => (server = await start()));
after(() => server.stop());

const CHANGES = "subscription($after: Revision) { changes(after: $after) { revision action subjectType actor } }";

function client(options = {}) {
  return createClient({ url: server.ws, webSocketImpl: WebSocket, retryAttempts: 0, lazyCloseTimeout: 500, ...options });
}

test("a query and a mutation are answered over the same connection", async () => {
  const ws = client({ connectionParams: { Authorization: `Bearer ${TOKEN}` } });
  const create = 'mutation { createOrganisation(input: { slug: "by-socket", name: { de: "X" }, kind: OTHER }) { revision } }';
  const { value: created } = await ws.iterate({ query: create }).next();
  const { value: viewer } = await ws.iterate({ query: "{ viewer { role } revision }" }).next();
  assert.deepEqual(viewer.data, { viewer: { role: "EDITOR" }, revision: created.data.createOrganisation.revision });
  await ws.dispose();
});

test("a subscription replays what was missed, and goes on without a gap or one twice", async () => {
  const ws = client();
  const first = await change(server, "missed");
  await change(server, "missed-too");
  const changes = ws.iterate({ query: CHANGES, variables: { after: first - 1 } });
  const seen = [];
  for (let n = 0; n < 10; n += 1) {
    if (n >= 2) await change(server, `seen-${n}`);
    const { value } = await changes.next();
    seen.push(value.data.changes.revision);
  }
  assert.deepEqual(seen, Array.from({ length: 10 }, (_, n) => first + n));
  await changes.return();
  await ws.dispose();
});

test("what is wrong with an operation is told as its error", async () => {
  const ws = client();
  for (const [query, code] of [
    ["subscription { nope }", "GRAPHQL_VALIDATION_FAILED"],
    ["{", "GRAPHQL_PARSE_FAILED"],
    ["subscription { changes(after: 1000000) { revision } }", "INVALID_INPUT"],
    ['mutation { deleteOrganisation(organisation: { slug: "x" }) { revision } }', "UNAUTHENTICATED"],
  ]) {
    const errors = await ws.iterate({ query }).next().then(({ value }) => value.errors, (errors) => errors);
    assert.equal(errors[0].extensions.code, code, query);
  }
  await ws.dispose();
});

/** Sends messages one by one and says how the connection ended, and what came before. */
function converse(messages, { protocol = "graphql-transport-ws", headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(server.ws, protocol, { headers });
    const received = [];
    socket.on("open", () => messages.forEach((message) => socket.send(message)));
    socket.on("message", (message) => received.push(JSON.parse(message)));
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString(), received }));
    socket.on("unexpected-response", (_, answer) => resolve({ status: answer.statusCode }));
    socket.on("error", reject);
  });
}

const init = JSON.stringify({ type: "connection_init" });
const subscribe = JSON.stringify({ id: "a", type: "subscribe", payload: { query: "subscription { changes { revision } }" } });

for (const [what, code, messages] of [
  ["no JSON", 4400, ["x"]],
  ["a message of no type", 4400, ["{}"]],
  ["an unknown message", 4400, [init, '{"type":"start"}']],
  ["a binary message", 4400, [Buffer.from(init)]],
  ["an operation without an id", 4400, [init, '{"type":"subscribe","payload":{"query":"{ revision }"}}']],
  ["an operation without a query", 4400, [init, '{"id":"a","type":"subscribe","payload":{}}']],
  ["an operation before the acknowledgement", 4401, [subscribe]],
  ["a token that is none", 4403, ['{"type":"connection_init","payload":{"Authorization":"Bearer x"}}']],
  ["no token at all in its place", 4403, ['{"type":"connection_init","payload":{"Authorization":7}}']],
  ["no initialisation", 4408, []],
  ["the same id twice", 4409, [init, subscribe, subscribe]],
  ["a second initialisation", 4429, [init, init]],
]) {
  test(`${what} ends with ${code}`, async () => {
    const { code: found, reason } = await converse(messages);
    assert.equal(found, code, reason);
    assert.notEqual(reason, "");
  });
}

test("another protocol ends with 4406", async () => {
  // The client of the browser ends it itself where the server names none; this one goes on and hears why.
  const { code, status } = await converse([init], { protocol: [] });
  assert.equal(code ?? status, 4406);
});

test("a ping is answered by a pong with its payload", async () => {
  const socket = new WebSocket(server.ws, "graphql-transport-ws");
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send('{"type":"ping","payload":{"a":1}}');
  const message = await new Promise((resolve) => socket.once("message", resolve));
  assert.deepEqual(JSON.parse(message), { type: "pong", payload: { a: 1 } });
  socket.terminate();
});

test("a page of another origin may not connect", async () => {
  assert.equal((await converse([init], { headers: { origin: "https://example.org" } })).status, 403);
});

test("a server that stops closes with 1001", async () => {
  const stopping = await start();
  const socket = new WebSocket(stopping.ws, "graphql-transport-ws");
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(init);
  await new Promise((resolve) => socket.once("message", resolve));
  socket.send(subscribe);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await stopping.stop();
  assert.equal(await closed, 1001);
});
