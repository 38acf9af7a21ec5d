// A server of the bundled register, on a free port and in a directory of its own.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = process.env.BUENDNIS ?? new URL("../../target/debug/buendnis", import.meta.url).pathname;

export const TOKEN = "a-token-of-an-editor-for-these-tests";

/** Starts a server and says where it is; `stop` ends it and throws its register away. */
export async function start(...options) {
  const directory = await mkdtemp(join(tmpdir(), "buendnis-"));
  const child = spawn(PROGRAM, ["--data", directory, "--listen", "127.0.0.1:0", ...options], {
    env: { ...process.env, BUENDNIS_EDITOR_TOKEN: TOKEN, BUENDNIS_LOG: "info" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    ended.then((code) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const { message, fields = {}, address = fields.address } = JSON.parse(line);
      if ((message ?? fields.message) === "serving") resolve(address);
    });
  });
  return {
    http: `http://${address}/graphql`,
    ws: `ws://${address}/graphql`,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}

/** Commits a change: an organisation with this slug. */
export async function change(server, slug) {
  const query = `mutation($slug: String!) {
    createOrganisation(input: { slug: $slug, name: { de: $slug }, kind: OTHER }) { revision }
  }`;
  const answer = await fetch(server.http, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ query, variables: { slug } }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data.createOrganisation.revision;
}
