import { useEffect, useState } from "react";
import { ask } from "./data/query.ts";
import { follow, useConnected, useNews, useRevision } from "./data/revision.ts";
import { useSpeech } from "./language/language.ts";

/** Where the register is, whether changes come by themselves, and the last one that did. */
export function News() {
  const { t, word, number } = useSpeech();
  const [first, setFirst] = useState<number>();
  const known = useRevision();
  const news = useNews();
  const connected = useConnected();
  useEffect(() => {
    ask<{ revision: number }>("{ revision }", {}).then(
      ({ revision }) => {
        setFirst(revision);
        follow(revision);
      },
      () => {},
    );
  }, []);
  const revision = Math.max(first ?? 0, known);
  return (
    <div className="news" data-connected={connected} title={connected ? t.liveOn : t.liveOff}>
      <span className="lamp" aria-hidden="true" />
      {t.revision} {number(revision)}
      <span role="status" className="latest">
        {news && (
          // Anew for each change, so that each is shown for its time.
          <span key={news.revision}>
            {t.changed}: {word("SubjectType", news.subjectType)} {t.actions[news.action] ?? news.action} ({news.actor})
          </span>
        )}
      </span>
    </div>
  );
}
