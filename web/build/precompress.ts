import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

/** Nine of eleven: the last two take ten times as long for a few percent. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 } };

/** Replaces each file of the build by its brotli and its gzip form, which is how the server keeps and sends them. */
export function precompress(): Plugin {
  let folder: string;
  return {
    name: "precompress",
    apply: "build",
    configResolved: config => void (folder = join(config.root, config.build.outDir)),
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      await Promise.all(
        entries.filter(entry => entry.isFile()).map(entry => compress(join(entry.parentPath, entry.name))),
      );
    },
  };
}

async function compress(file: string) {
  const bytes = await readFile(file);
  await Promise.all([
    promisify(brotliCompress)(bytes, BROTLI).then(packed => writeFile(`${file}.br`, packed)),
    promisify(gzip)(bytes, { level: 9 }).then(packed => writeFile(`${file}.gz`, packed)),
  ]);
  await rm(file);
}
