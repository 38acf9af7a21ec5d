import { useEffect, useState, useSyncExternalStore, type FormEvent } from "react";
import { post } from "../shared/endpoint.ts";
import { onToken, setToken, token } from "../shared/token.ts";

interface Viewer {
  name: string;
  role: string;
}

/** The one place to enter a token, and who it makes you. */
export function Token() {
  const kept = useSyncExternalStore(onToken, token);
  const viewer = useViewer(kept);
  const [typed, setTyped] = useState("");

  function enter(event: FormEvent) {
    event.preventDefault();
    setToken(typed.trim());
    setTyped("");
  }

  if (kept) {
    return (
      <div className="token" role="status">
        <span>{viewer ? `${viewer.name} · ${viewer.role.toLowerCase()}` : "…"}</span>
        <button type="button" onClick={() => setToken(null)}>
          Forget token
        </button>
      </div>
    );
  }
  return (
    <form className="token" onSubmit={enter}>
      <label htmlFor="token">Token, to edit</label>
      <input id="token" type="password" autoComplete="off" required value={typed} onChange={event => setTyped(event.target.value)} />
      <button type="submit">Use</button>
    </form>
  );
}

/** Who the token belongs to. One that is refused is forgotten by `post`, which shows the form again. */
function useViewer(kept: string | null): Viewer | undefined {
  const [viewer, setViewer] = useState<Viewer>();
  useEffect(() => {
    setViewer(undefined);
    if (!kept) return;
    const asking = new AbortController();
    post({ query: "{ viewer { name role } }" }, {}, asking.signal)
      .then(answer => answer.json())
      .then(answer => setViewer(answer.data?.viewer ?? undefined))
      // Asked again with the next token.
      .catch(() => {});
    return () => asking.abort();
  }, [kept]);
  return viewer;
}
