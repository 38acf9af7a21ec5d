import { useSpeech } from "../language/language.ts";

/** Says that there are more than are shown, if so. */
export function ShownOf({ shown, total }: { shown: number; total: number }) {
  const { t, number } = useSpeech();
  if (total <= shown) return null;
  return (
    <p className="quiet">
      {number(shown)} {t.shownOf} {number(total)}
    </p>
  );
}
