import { useSpeech } from "../language/language.ts";
import { links } from "../record/parts.tsx";
import type { Node, Tie } from "./data.ts";
import type { Touched } from "./marks.tsx";

interface Props {
  touched: Touched | null;
  nodes: Node[];
  ties: Tie[];
}

/** What is known of the node or the tie that is touched, or of the node in focus. */
export function TouchedCard({ touched, nodes, ties }: Props) {
  const { t } = useSpeech();
  return (
    <section className="card touched-card" aria-live="polite">
      {!touched && <p className="quiet">{t.nothingTouched}</p>}
      {touched && "node" in touched && <NodeFacts node={touched.node} nodes={nodes} ties={ties} />}
      {touched && "tie" in touched && <TieFacts tie={touched.tie} nodes={nodes} />}
    </section>
  );
}

/** As many ties as a card has room for. */
const LISTED = 6;

function NodeFacts({ node, nodes, ties }: { node: Node; nodes: Node[]; ties: Tie[] }) {
  const { t, word, number } = useSpeech();
  const { id, kind } = node.entity;
  const own = ties.filter(({ source, target }) => source.entity.id === id || target.entity.id === id);
  const strongest = own.sort((a, b) => b.weight - a.weight).slice(0, LISTED);
  const other = (tie: Tie) =>
    nodes.find(
      ({ entity }) => entity.id !== id && (entity.id === tie.source.entity.id || entity.id === tie.target.entity.id),
    );
  return (
    <>
      <h2>{links([node.entity], "organisations")}</h2>
      <p className="quiet">
        {word("OrganisationKind", kind)} · {t.value} {number(node.value ?? 0, 4)} · {t.measures.DEGREE}{" "}
        {number(node.degree)}
      </p>
      <ul className="list">
        {strongest.map(tie => (
          <li key={other(tie)?.entity.id}>
            {links([other(tie)?.entity ?? node.entity], "organisations")}
            <Reasons tie={tie} />
          </li>
        ))}
      </ul>
    </>
  );
}

function TieFacts({ tie, nodes }: { tie: Tie; nodes: Node[] }) {
  const ends = [tie.source, tie.target].map(end => nodes.find(({ entity }) => entity.id === end.entity.id)?.entity);
  return (
    <>
      <h2>{ends.map(end => end?.name).join(" – ")}</h2>
      <Reasons tie={tie} />
    </>
  );
}

function Reasons({ tie }: { tie: Tie }) {
  const { t, number } = useSpeech();
  return (
    <span className="quiet">
      {t.weight} {number(tie.weight, 3)}, {t.tiedBy}: {links(tie.via, "initiatives")}
    </span>
  );
}
