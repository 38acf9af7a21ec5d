import { useMemo } from "react";
import { useQuery } from "../data/query.ts";
import type { Language } from "../language/language.ts";
import {
  communitiesQuery,
  moreQuery,
  nodesQuery,
  TIES,
  type CommunitiesData,
  type Measure,
  type MoreData,
  type NetworkData,
  type Node,
  type Tie,
  type TiesData,
} from "./data.ts";

/** As many ties for each node as can be told apart; the strongest come first. */
const TIES_A_NODE = 4;
/** More than a path has. */
const TIES_WANTED = 100;

const NONE: never[] = [];

/** What all questions about the network have in common. */
interface Shared {
  filter: object | undefined;
  options: object;
  language: Language;
}

/** The nodes on top, and those that are wanted besides, with the ties among them all. */
export function useDrawing(measure: Measure, shared: Shared, top: number, wanted: string[]) {
  const { filter, options } = shared;
  const query = nodesQuery(measure);
  const variables = { ...shared, top };
  const answer = useQuery<NetworkData>(query, variables);
  const highest: Node[] = answer.data?.network.nodes.nodes ?? NONE;
  const missing = answer.data ? wanted.filter(id => !highest.some(({ entity }) => entity.id === id)) : NONE;
  const named = Object.fromEntries(missing.map((id, n) => [`id${n}`, id]));
  const more = useQuery<MoreData>(missing.length > 0 ? moreQuery(measure, missing) : null, { ...shared, ...named });
  const nodes = useMemo(() => {
    const others = Object.values(more.data?.network ?? {}).filter(node => node !== null);
    return [...highest, ...others];
  }, [highest, more.data]);
  const among = useMemo(() => nodes.map(({ entity }) => entity.id), [nodes]);
  const strongest = useQuery<TiesData>(among.length > 0 ? TIES : null, {
    ...shared,
    among,
    first: TIES_A_NODE * among.length,
  });
  // Those of the path are drawn however weak they are.
  const wished = useQuery<TiesData>(wanted.length > 1 ? TIES : null, { ...shared, among: wanted, first: TIES_WANTED });
  const ties = useMemo(() => together(strongest.data, wished.data), [strongest.data, wished.data]);
  const found = useQuery<CommunitiesData>(communitiesQuery(measure), { filter, options, top });
  const communities = useMemo(
    () => new Map(found.data?.network.nodes.nodes.map(({ entity, community }) => [entity.id, community])),
    [found.data],
  );
  return { query, variables, answer, nodes, strongest, ties, found, communities, network: answer.data?.network };
}

/** The ties of all answers, each once. */
function together(...answers: (TiesData | undefined)[]): Tie[] {
  const ties = answers.flatMap(answer => answer?.network.ties ?? []);
  return [...new Map(ties.map(tie => [tie.source.entity.id + tie.target.entity.id, tie])).values()];
}
