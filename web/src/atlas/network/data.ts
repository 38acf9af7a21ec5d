/** The measures a node can be sized by, with the field each is in. Only the one that is shown is asked for. */
export const measures = {
  DEGREE: "degree",
  WEIGHTED_DEGREE: "weightedDegree",
  CLOSENESS: "closeness",
  BETWEENNESS: "betweenness",
  EIGENVECTOR: "eigenvector",
  PAGE_RANK: "pageRank",
  CORE_NUMBER: "coreNumber",
  CLUSTERING: "clustering",
} as const;

export type Measure = keyof typeof measures;

interface Entity {
  id: string;
  slug: string;
  name: string;
  shortName: string | null;
  kind: string;
}

export interface Node {
  entity: Entity;
  value: number | null;
  degree: number;
}

export interface Tie {
  weight: number;
  source: { entity: { id: string } };
  target: { entity: { id: string } };
  via: { slug: string; name: string }[];
}

/** What is shown of a node that is sized by this measure. */
const shown = (measure: Measure) => `fragment Shown on NetworkNode {
  entity { ... on Organisation { id slug name(language: $language) shortName kind } }
  value: ${measures[measure]}
  degree
}`;

/** The nodes with the highest values, never all: a register may have tens of thousands. */
export const nodesQuery = (measure: Measure) => `query Network(
  $filter: InitiativeFilter
  $options: NetworkOptions
  $top: Int!
  $language: Language!
) {
  network(filter: $filter, options: $options) {
    nodeCount
    edgeCount
    density
    componentCount
    provenance { estimated }
    nodes(orderBy: { metric: ${measure} }, first: $top) {
      nodes { ...Shown }
    }
  }
}
${shown(measure)}`;

export interface NetworkData {
  network: {
    nodeCount: number;
    edgeCount: number;
    density: number;
    componentCount: number;
    provenance: { estimated: boolean };
    nodes: { nodes: Node[] };
  };
}

/** Single nodes that are asked for by name, wherever they stand. */
export const moreQuery = (measure: Measure, ids: string[]) => `query More(
  $filter: InitiativeFilter
  $options: NetworkOptions
  $language: Language!
  ${ids.map((_, n) => `$id${n}: ID!`).join(" ")}
) {
  network(filter: $filter, options: $options) {
    ${ids.map((_, n) => `n${n}: node(id: $id${n}) { ...Shown }`).join("\n    ")}
  }
}
${shown(measure)}`;

export interface MoreData {
  network: Record<string, Node | null>;
}

/** The ties among the nodes that are shown, strongest first, with what makes each. */
export const TIES = `query Ties(
  $filter: InitiativeFilter
  $options: NetworkOptions
  $among: [ID!]!
  $first: Int!
  $language: Language!
) {
  network(filter: $filter, options: $options) {
    ties(among: $among, first: $first) {
      weight
      source { entity { ... on Organisation { id } } }
      target { entity { ... on Organisation { id } } }
      via(first: 5) { ... on Initiative { slug name(language: $language) } }
    }
  }
}`;

export interface TiesData {
  network: { ties: Tie[] };
}

/**
 * In which communities the nodes on top are. Asked for apart, as it takes every tie of the network: of the largest networks
 * it is refused, and they are drawn without it.
 */
export const communitiesQuery = (measure: Measure) => `query Communities(
  $filter: InitiativeFilter
  $options: NetworkOptions
  $top: Int!
) {
  network(filter: $filter, options: $options) {
    nodes(orderBy: { metric: ${measure} }, first: $top) {
      nodes { entity { ... on Organisation { id } } community }
    }
  }
}`;

export interface CommunitiesData {
  network: { nodes: { nodes: { entity: { id: string }; community: number }[] } };
}
