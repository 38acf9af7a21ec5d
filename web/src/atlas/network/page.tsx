import { useMemo, useState } from "react";
import { useFilterOfState } from "../data/filter.ts";
import { useSpeech } from "../language/language.ts";
import { Choice, Switch, WordChoice } from "../picture/controls.tsx";
import { Filters } from "../picture/filters.tsx";
import { Picture } from "../picture/picture.tsx";
import { Pending } from "../picture/pending.tsx";
import { Facts } from "../record/parts.tsx";
import { useParameter } from "../route.ts";
import { useTitle } from "../title.ts";
import { measures, type Measure, type NetworkData } from "./data.ts";
import { Graph } from "./graph.tsx";
import { groups } from "./groups.ts";
import { Key } from "./key.tsx";
import type { Touched } from "./marks.tsx";
import { useDrawing } from "./nodes.ts";
import { organisationsOf, PathCard, usePathBetween } from "./path.tsx";
import { TouchedCard } from "./touched.tsx";

/** What the address asks to be drawn. */
function useChoices() {
  const { language } = useSpeech();
  const filter = useFilterOfState();
  const [rollUp] = useParameter("rollUp");
  const [collectives] = useParameter("collectives");
  const [weighting] = useParameter("weighting", "SHARED");
  const [minimum] = useParameter("min", "0");
  const [named] = useParameter("measure", "DEGREE");
  const [top] = useParameter("top", "60");
  const measure: Measure = named in measures ? (named as Measure) : "DEGREE";
  const options = {
    rollUp: rollUp === "yes",
    includeCollectives: collectives === "yes",
    weighting,
    minWeight: Number(minimum),
  };
  return { measure, filter, shared: { filter, options, language }, top: Math.min(Number(top) || 60, 90) };
}

export default function NetworkPage() {
  const { t } = useSpeech();
  useTitle(t.networkOf);
  const { measure, filter, shared, top } = useChoices();
  const [focus] = useParameter("focus");
  const [touched, setTouched] = useState<Touched | null>(null);
  const path = usePathBetween(filter);
  const onPath = organisationsOf(path.answer);
  const wanted = focus ? [focus, ...onPath.filter(id => id !== focus)] : onPath;
  const { query, variables, answer, nodes, strongest, ties, found, communities, network } = useDrawing(
    measure,
    shared,
    top,
    wanted,
  );
  const coloured = useMemo(() => groups(nodes, communities), [nodes, communities]);
  const inFocus = nodes.find(({ entity }) => entity.id === focus);
  return (
    <div className="columns broad">
      <Picture
        title={t.networkOf}
        hint={t.networkHint}
        query={query}
        variables={variables}
        rows={[
          ["slug", t.name, t.value, t.measures.DEGREE, t.community],
          ...nodes.map(({ entity, value, degree }) => [
            entity.slug,
            entity.name,
            value,
            degree,
            communities.get(entity.id),
          ]),
        ]}
        name="buendnis-network"
        controls={<Controls />}
      >
        <Pending answer={answer} />
        <Pending answer={strongest} />
        {nodes.length > 0 && strongest.data && (
          <>
            <Graph
              nodes={nodes}
              ties={ties}
              groups={coloured}
              focus={inFocus ? focus : ""}
              touched={touched && "node" in touched ? touched.node.entity.id : undefined}
              path={onPath}
              onTouch={setTouched}
            />
            {found.data ? (
              <Key groups={coloured} />
            ) : (
              <p className="quiet">{found.problem ? t.noCommunities : t.communitiesPending}</p>
            )}
          </>
        )}
        {network && nodes.length === 0 && <p className="quiet">{t.none}</p>}
      </Picture>
      <div className="side">
        <TouchedCard touched={touched ?? (inFocus ? { node: inFocus } : null)} nodes={nodes} ties={ties} />
        <PathCard {...path} />
        {network && <Numbers network={network} nodes={nodes.length} ties={ties.length} measure={measure} />}
      </div>
    </div>
  );
}

function Controls() {
  const { t } = useSpeech();
  const minimums = ["0", "0.1", "0.25", "0.5", "1", "2", "3", "5"].map(n => [n, n] as const);
  const tops = ["30", "60", "90"].map(n => [n, `${n} ${t.nodes}`] as const);
  return (
    <>
      <Choice label={t.measure} name="measure" options={Object.entries(t.measures)} otherwise="DEGREE" />
      <Choice label={t.weighting} name="weighting" options={Object.entries(t.weightings)} otherwise="SHARED" />
      <Choice label={t.minimum} name="min" options={minimums} otherwise="0" />
      <Choice label={t.top} name="top" options={tops} otherwise="60" />
      <WordChoice label={t.state} name="state" of="StateCode" />
      <Filters />
      <Switch label={t.rollUp} name="rollUp" />
      <Switch label={t.collectives} name="collectives" />
    </>
  );
}

interface NumbersProps {
  network: NetworkData["network"];
  nodes: number;
  ties: number;
  measure: Measure;
}

/** How large the whole is of which a part is drawn. */
function Numbers({ network, nodes, ties, measure }: NumbersProps) {
  const { t, number } = useSpeech();
  return (
    <section className="card">
      <Facts
        facts={[
          [t.nodes, `${number(network.nodeCount)} (${number(nodes)} ${t.shownNodes})`],
          [t.ties, `${number(network.edgeCount)} (${number(ties)} ${t.shownNodes})`],
          [t.density, number(network.density, 4)],
          [t.components, number(network.componentCount)],
          [t.measure, t.measures[measure] + (network.provenance.estimated ? ` (${t.estimated})` : "")],
        ]}
      />
    </section>
  );
}
