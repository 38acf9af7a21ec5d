import type { Speech } from "./language/language.ts";

/** The days that a date of the register may mean: from the first on, up to the second, in milliseconds. */
export type Days = [number, number];

/** The months that begin the seasons 21 to 24; winter is taken to begin in December. */
const SEASONS: Record<number, number> = { 21: 3, 22: 6, 23: 9, 24: 12 };

const PARTS = /^(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?[~?%]?$/;

/** The days of an EDTF date such as `2010`, `2010-11`, `2017-06-19`, `2014-22` (summer), `2010-12~` (about). */
export function days(date: string): Days | null {
  const [, year, month, day] = PARTS.exec(date) ?? [];
  if (!year) return null;
  const y = Number(year);
  if (day) return [Date.UTC(y, Number(month) - 1, Number(day)), Date.UTC(y, Number(month) - 1, Number(day) + 1)];
  if (!month) return [Date.UTC(y, 0), Date.UTC(y + 1, 0)];
  const season = SEASONS[Number(month)];
  if (season) return [Date.UTC(y, season - 1), Date.UTC(y, season + 2)];
  return [Date.UTC(y, Number(month) - 1), Date.UTC(y, Number(month))];
}

/** How a date reads: `Sommer 2014`, `about December 2010`, `19. Juni 2017`. */
export function spoken(date: string, speech: Speech): string {
  const [, year, month, day] = PARTS.exec(date) ?? [];
  if (!year) return date;
  const about = /[~%]$/.test(date) ? `${speech.t.about} ` : "";
  const unsure = /[?%]$/.test(date) ? " (?)" : "";
  return about + plain(year, month, day, speech) + unsure;
}

function plain(year: string, month: string | undefined, day: string | undefined, speech: Speech): string {
  if (!month) return year;
  if (Number(month) in SEASONS) return `${speech.t.seasons[Number(month) - 21]} ${year}`;
  const format: Intl.DateTimeFormatOptions = { timeZone: "UTC", year: "numeric", month: "long" };
  if (day) format.day = "numeric";
  return speech.date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)), format);
}

/** From one date to another, each as far as it is known; `open` if it goes on. */
export function span(from: string | null, to: string | null, speech: Speech, open = false): string {
  if (from && !to && open) return `${speech.t.since} ${spoken(from, speech)}`;
  if (from && to && from !== to) return `${spoken(from, speech)} – ${spoken(to, speech)}`;
  const one = from ?? to;
  return one ? spoken(one, speech) : speech.t.undated;
}
