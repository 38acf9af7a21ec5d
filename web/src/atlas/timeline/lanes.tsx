import { scaleUtc, type ScaleTime } from "d3-scale";
import { days, span } from "../date.ts";
import { useSpeech } from "../language/language.ts";
import { vocabulary } from "../language/vocabulary.ts";
import { useWidth } from "../picture/width.ts";
import { first, last, type Happening, type Lane } from "./lane.ts";

/** How a row is laid out, in dots from its top: its height, and the middles of its name and of its bar. */
interface Spacing {
  height: number;
  name: number;
  bar: number;
  /** How wide the column of names is. */
  names: number;
}

/** Names stand beside the bars, in a third of the drawing up to what the longest needs; on a narrow one above them. */
function spacing(width: number): Spacing {
  if (width < 560) return { height: 44, name: 14, bar: 32, names: 0 };
  return { height: 24, name: 12, bar: 12, names: Math.min(340, width * 0.36) };
}

/** About as wide as a letter is. */
const LETTER = 7.1;
const TOP = 26;
const THICK = 11;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

type X = ScaleTime<number, number>;

export function Lanes({ lanes }: { lanes: Lane[] }) {
  const { t, word } = useSpeech();
  const [room, width] = useWidth();
  const row = spacing(width);
  const height = TOP + lanes.length * row.height + 8;
  const from = Math.min(...lanes.map(first));
  const to = Math.max(...lanes.map(last));
  const margin = Math.max((to - from) * 0.03, YEAR_MS / 24);
  const x = scaleUtc([from - margin, to + margin], [row.names, width]);
  const many = Math.ceil((width - row.names) / 80);
  const ticks = x.ticks(many);
  const format = x.tickFormat(many, to - from < 2 * YEAR_MS ? "%m/%Y" : "%Y");
  return (
    <>
      <ul className="key" aria-hidden="true">
        {Object.keys(vocabulary.InitiativeStatus).map(status => (
          <li key={status}>
            <i className={`swatch status-${status}`} />
            {word("InitiativeStatus", status)}
          </li>
        ))}
        <li>
          <i className="swatch diamond" />
          {t.events}
        </li>
      </ul>
      <div ref={room}>
        <svg data-picture viewBox={`0 0 ${width} ${height}`} className="lanes" role="group" aria-label={t.course}>
          <defs>
            <linearGradient id="open" gradientUnits="userSpaceOnUse" x1={row.names} x2={width}>
              <stop className="status-ACTIVE" offset="0.6" />
              <stop className="status-ACTIVE away" offset="1" />
            </linearGradient>
          </defs>
          {ticks.map(tick => (
            <g key={+tick}>
              <line className="grid" x1={x(tick)} x2={x(tick)} y1={TOP - 6} y2={height} />
              <text className="tick" x={x(tick)} y={TOP - 12} textAnchor="middle" aria-hidden="true">
                {format(tick)}
              </text>
            </g>
          ))}
          {lanes.map((lane, n) => (
            <Row key={lane.initiative.slug} lane={lane} row={row} x={x} y={TOP + n * row.height} />
          ))}
        </svg>
      </div>
    </>
  );
}

/** As much of a name as there is room for. */
function cut(name: string, room: number): string {
  const letters = Math.floor(room / LETTER) - 1;
  return name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
}

function Row({ lane, row, x, y }: { lane: Lane; row: Spacing; x: X; y: number }) {
  const speech = useSpeech();
  const { initiative, start, end, events } = lane;
  const { name, slug, status, startedOn, endedOn, kind } = initiative;
  const middle = y + row.bar;
  const when = `${name}: ${span(startedOn, endedOn, speech, status === "ACTIVE")}`;
  return (
    <g>
      <a
        href={`/initiatives/${slug}`}
        aria-label={`${when}, ${speech.word("InitiativeKind", kind)}, ${speech.word("InitiativeStatus", status)}`}
      >
        <rect className="row" x="0" y={y} width={x.range()[1]} height={row.height} />
        <text className="name" x="0" y={y + row.name} dominantBaseline="central">
          {cut(name, row.names || x.range()[1]!)}
        </text>
        {start && (
          <Bar
            start={start[0]}
            sure={start[1]}
            end={end?.[1] ?? null}
            open={!end && status === "ACTIVE"}
            status={status}
            x={x}
            middle={middle}
          />
        )}
        <title>{when}</title>
      </a>
      {events.map(event => (
        <Diamond key={event.slug} event={event} x={x} y={middle} />
      ))}
    </g>
  );
}

interface BarProps {
  start: number;
  /** From here on it has begun for sure. */
  sure: number;
  end: number | null;
  open: boolean;
  status: string;
  x: X;
  middle: number;
}

/** Pale where it may have begun, full from where it has; an open end runs to the edge and fades. */
function Bar({ start, sure, end, open, status, x, middle }: BarProps) {
  const edge = x.range()[1]!;
  const stop = end ? x(end) : open ? edge : x(sure) + 4;
  const box = { y: middle - THICK / 2, height: THICK };
  const full = Math.min(x(sure), stop);
  return (
    <g className={`status-${status}`}>
      <rect className="unsure" x={x(start)} width={Math.max(3, full - x(start))} {...box} />
      {stop - full > 1 && <rect className={open ? "open" : "sure"} x={full} width={stop - full} {...box} />}
      <circle className="begin" cx={x(start)} cy={middle} r="4.5" />
    </g>
  );
}

function Diamond({ event, x, y }: { event: Happening; x: X; y: number }) {
  const speech = useSpeech();
  const [from] = days(event.startsOn) ?? [];
  if (from === undefined) return null;
  const about = [event.name, span(event.startsOn, event.endsOn, speech), event.place].filter(Boolean).join(", ");
  return (
    <path
      className="event"
      d="M0-6 6 0 0 6-6 0z"
      transform={`translate(${x(from)}, ${y})`}
      role="img"
      aria-label={about}
    >
      <title>{about}</title>
    </path>
  );
}
