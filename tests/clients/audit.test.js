// GraphQL over HTTP: the audits of graphql-http, every one of them, what it only recommends included.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serverAudits } from "graphql-http";
import { start } from "./server.js";

let server;
before(async () => (server = await start()));
after(() => server.stop());

const audits = serverAudits({ url: () => server.http, fetchFn: fetch });

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    assert.equal(result.status, "ok", `${result.status}: ${result.reason}`);
  });
}

test("there are as many as there should be", () => assert.ok(audits.length > 60, `${audits.length}`));
