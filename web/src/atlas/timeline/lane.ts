import { days, type Days } from "../date.ts";
import type { Listed } from "../record/list.tsx";

export interface Happening {
  slug: string;
  name: string;
  startsOn: string;
  endsOn: string | null;
  place: string | null;
  attendance: number | null;
  initiative: Listed;
}

/** A row of the time line: an initiative with a date, or with an event that has one. */
export interface Lane {
  initiative: Listed;
  start: Days | null;
  end: Days | null;
  events: Happening[];
}

/** The rows, by their first day. */
export function lanes(initiatives: Listed[], events: Happening[]): Lane[] {
  const found = new Map<string, Lane>();
  const lane = (initiative: Listed) => {
    const known = found.get(initiative.slug);
    if (known) return known;
    const { startedOn, endedOn } = initiative;
    const made = {
      initiative,
      start: startedOn ? days(startedOn) : null,
      end: endedOn ? days(endedOn) : null,
      events: [],
    };
    found.set(initiative.slug, made);
    return made;
  };
  for (const initiative of initiatives) if (initiative.startedOn) lane(initiative);
  for (const event of events) lane(event.initiative).events.push(event);
  return [...found.values()].sort((a, b) => first(a) - first(b));
}

/** The first day of a row that anything is known of. */
export function first({ start, events }: Lane): number {
  return Math.min(...[start, ...events.map(event => days(event.startsOn))].map(known => known?.[0] ?? Infinity));
}

/** The day after the last one of a row that anything is known of. */
export function last({ start, end, events }: Lane): number {
  const known = [
    start,
    end,
    ...events.flatMap(event => [days(event.startsOn), event.endsOn ? days(event.endsOn) : null]),
  ];
  return Math.max(...known.map(known => known?.[1] ?? -Infinity));
}
