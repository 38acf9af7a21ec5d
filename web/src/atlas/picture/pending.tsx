import type { Answer } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";
import { TokenForm } from "../../shared/token-form.tsx";

/** What there is to say about an answer that is not there. */
export function Pending({ answer: { problem, loading, data } }: { answer: Answer<unknown> }) {
  const { t } = useSpeech();
  if (problem?.code === "UNAUTHENTICATED") return <TokenForm label={t.token} button={t.useToken} />;
  if (problem) {
    return (
      <p className="problem" role="alert">
        {t.failed}: {problem.message}
      </p>
    );
  }
  return loading && !data ? <p className="quiet">{t.loading}</p> : null;
}
