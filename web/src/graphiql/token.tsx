import { useEffect, useState, useSyncExternalStore } from "react";
import { post } from "../shared/endpoint.ts";
import { TokenForm } from "../shared/token-form.tsx";
import { onToken, setToken, token } from "../shared/token.ts";

interface Viewer {
  name: string;
  role: string;
}

/** The one place to enter a token, and who it makes you. */
export function Token() {
  const kept = useSyncExternalStore(onToken, token);
  const viewer = useViewer(kept);
  if (!kept) return <TokenForm label="Token, to edit" button="Use" />;
  return (
    <div className="token" role="status">
      <span>{viewer ? `${viewer.name} · ${viewer.role.toLowerCase()}` : "…"}</span>
      <button type="button" onClick={() => setToken(null)}>
        Forget token
      </button>
    </div>
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
