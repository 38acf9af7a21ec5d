import { useSpeech } from "../language/language.ts";
import { WordChoice } from "./controls.tsx";

/** Which initiatives are looked at: see `useFilter`. */
export function Filters() {
  const { t } = useSpeech();
  return (
    <>
      <WordChoice label={t.kind} name="kind" of="InitiativeKind" />
      <WordChoice label={t.status} name="status" of="InitiativeStatus" />
      <WordChoice label={t.unions} name="unions" of="Involvement" />
    </>
  );
}
