import { useId, useRef, type ReactNode } from "react";
import { toLink } from "../../graphiql/link.ts";
import { useSpeech } from "../language/language.ts";
import { saveCsv, savePng, saveSvg, type Row } from "./save.ts";

interface Props {
  title: string;
  hint?: string;
  /** What was asked to draw it. */
  query: string;
  variables: object;
  /** What is in it, for a table; the first row names the columns. */
  rows: Row[];
  /** The name of the files it is saved as. */
  name: string;
  controls?: ReactNode;
  /** Whether there is a drawing in it that can be saved. */
  drawn?: boolean;
  /** Whether another picture is above it on the page, which then has the heading of the page. */
  below?: boolean;
  children: ReactNode;
}

/** A picture with what everybody may want of it: the query behind it, itself as a file, and its numbers. */
export function Picture({
  title,
  hint,
  query,
  variables,
  rows,
  name,
  controls,
  drawn = true,
  below = false,
  children,
}: Props) {
  const { t } = useSpeech();
  const body = useRef<HTMLDivElement>(null);
  const heading = useId();
  const Heading = below ? "h2" : "h1";
  const svg = () => body.current?.querySelector<SVGSVGElement>("svg[data-picture]") ?? null;
  return (
    <section className="picture" aria-labelledby={heading}>
      <header>
        <div>
          <Heading id={heading}>{title}</Heading>
          {hint && <p className="quiet">{hint}</p>}
        </div>
        <div className="tools">
          <a className="button" href={toLink(query, variables)} title={t.queryHint}>
            {t.query}
          </a>
          {drawn && (
            <>
              <button type="button" onClick={() => saveSvg(svg(), name)}>
                SVG
              </button>
              <button type="button" onClick={() => savePng(svg(), name)}>
                PNG
              </button>
            </>
          )}
          <button type="button" onClick={() => saveCsv(rows, name)}>
            CSV
          </button>
        </div>
      </header>
      {controls && <div className="controls">{controls}</div>}
      <div className="body" ref={body}>
        {children}
      </div>
    </section>
  );
}
