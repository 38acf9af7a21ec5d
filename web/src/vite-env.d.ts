/// <reference types="vite/client" />

// Monaco's own types do not cover the modules of its workers.
declare module "*?worker" {
  const Worker: new () => Worker;
  export default Worker;
}

declare var MonacoEnvironment: { getWorker(id: string, language: string): Worker };
