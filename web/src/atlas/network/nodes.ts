import { useMemo } from "react";
import { useQuery } from "../data/query.ts";
import {
  moreQuery,
  nodesQuery,
  TIES,
  type Measure,
  type MoreData,
  type NetworkData,
  type Node,
  type TiesData,
} from "./data.ts";

/** As many ties as can be told apart; the strongest come first. */
const TIES_SHOWN = 1500;

const NONE: never[] = [];

/** The nodes on top, and those that are wanted besides, with the ties among them all. */
export function useDrawing(measure: Measure, shared: object, top: number, wanted: string[]) {
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
  return { query, variables, answer, nodes, ties, network: answer.data?.network };
}
