import { useSpeech } from "../language/language.ts";
import type { Group } from "./groups.ts";

/** As many members as make a community known. */
const NAMED = 2;

/** Which colour stands for which community: who is first in it, and how many there are. */
export function Key({ groups }: { groups: Group[] }) {
  const { t, number } = useSpeech();
  return (
    <ul className="key" aria-label={t.communities}>
      {groups.map(({ colour, members }) => (
        <li key={colour}>
          <svg className="swatch" viewBox="0 0 10 10" aria-hidden="true">
            <circle className={colour} cx="5" cy="5" r="5" />
          </svg>
          {members
            .slice(0, NAMED)
            .map(({ entity }) => entity.shortName ?? entity.name)
            .join(", ")}
          {members.length > NAMED && ` + ${number(members.length - NAMED)}`}
        </li>
      ))}
    </ul>
  );
}
