import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The program under test; `cargo build` puts it there. */
const PROGRAM = process.env.BUENDNIS ?? join(import.meta.dirname, "../../target/debug/buendnis");

export const TOKEN = "a-token-of-an-editor-for-these-tests";

export interface Server {
  address: string;
  stop(): Promise<void>;
}

/** A server over a register of its own, on a free port: the bundled one, or one made by `buendnis generate`. */
export async function serve(generate?: string[]): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), "buendnis-pages-"));
  const data = join(directory, "data");
  if (generate) {
    const made = spawnSync(PROGRAM, ["generate", "--data", data, ...generate], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(made.stderr);
  }
  const program = spawn(PROGRAM, ["serve", "--data", data, "--listen", "127.0.0.1:0"], {
    env: { ...process.env, BUENDNIS_EDITOR_TOKEN: TOKEN },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>(resolve => program.on("exit", () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    ended.then(() => reject(new Error("the server ended")));
    createInterface(program.stderr).on("line", line => {
      const said = JSON.parse(line);
      if (said.address) resolve(`http://${said.address}`);
    });
  });
  return {
    address,
    async stop() {
      program.kill();
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

/** Sends a GraphQL request past the browser, as an editor elsewhere would. */
export async function change(server: Server, query: string) {
  const headers = { "content-type": "application/json", authorization: `Bearer ${TOKEN}` };
  const answer = await (
    await fetch(`${server.address}/graphql`, { method: "POST", headers, body: JSON.stringify({ query }) })
  ).json();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}
