/** Something that those who listen are told of when it happens. */
interface Signal {
  tell(): void;
  /** Calls `listener` each time; the answer stops that. */
  on(listener: () => void): () => void;
}

export function signal(): Signal {
  const listeners = new Set<() => void>();
  return {
    tell: () => listeners.forEach(listener => listener()),
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
