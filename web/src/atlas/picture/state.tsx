import type { Answer } from "../data/query.ts";
import { useSpeech } from "../language/language.ts";

/** What there is to say about an answer that is not there. */
export function Pending({ answer }: { answer: Answer<unknown> }) {
  const { t } = useSpeech();
  if (answer.error) {
    return (
      <p className="problem" role="alert">
        {t.failed}: {answer.error}
      </p>
    );
  }
  return answer.loading && !answer.data ? <p className="quiet">{t.loading}</p> : null;
}
