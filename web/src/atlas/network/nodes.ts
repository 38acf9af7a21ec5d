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
  type TiesData,
} from "./data.ts";

/** As many ties as can be told apart; the strongest come first. */
const TIES_SHOWN = 600;

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
  const ties = useQuery<TiesData>(among.length > 0 ? TIES : null, { ...shared, among, first: TIES_SHOWN });
  const found = useQuery<CommunitiesData>(communitiesQuery(measure), { filter, options, top });
  const communities = useMemo(
    () => new Map(found.data?.network.nodes.nodes.map(({ entity, community }) => [entity.id, community])),
    [found.data],
  );
  return { query, variables, answer, nodes, ties, communities, network: answer.data?.network };
}
