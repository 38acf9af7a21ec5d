import { defineConfig } from "vite";
import { precompress } from "./build/precompress.ts";

export default defineConfig({
  plugins: [precompress()],
  worker: { format: "es" },
  build: {
    // Two pages: those who only look never load the editor.
    rolldownOptions: { input: ["index.html", "graphiql.html"], onwarn: worthSaying },
    // What is fetched from a data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
  },
  // `npm run dev` works on the pages against a running server.
  server: { proxy: { "/graphql": { target: "http://127.0.0.1:8080", ws: true } } },
});

/** Libraries mark their modules for React's servers; there is none here. */
function worthSaying(warning: { code?: string }, warn: (warning: never) => void) {
  if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning as never);
}
