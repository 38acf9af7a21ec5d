import type { Node } from "./data.ts";

/** As many colours as can be told apart. */
const COLOURS = 8;

/** A community with a colour of its own: its class in the style sheet, and who is in it, in the order of the nodes. */
export interface Group {
  colour: string;
  members: Node[];
}

/** The largest communities among the nodes that are shown; one of a single node is none. */
export function groups(nodes: Node[], communities: Map<string, number>): Group[] {
  const byNumber = new Map<number, Node[]>();
  for (const node of nodes) {
    const number = communities.get(node.entity.id);
    if (number === undefined) continue;
    const members = byNumber.get(number);
    if (members) members.push(node);
    else byNumber.set(number, [node]);
  }
  return [...byNumber.values()]
    .filter(members => members.length > 1)
    .sort((a, b) => b.length - a.length)
    .slice(0, COLOURS)
    .map((members, n) => ({ colour: `c${n}`, members }));
}

/** The class of the colour of each node that has one; the others are grey. */
export function coloursOf(groups: Group[]): Map<string, string> {
  return new Map(groups.flatMap(({ colour, members }) => members.map(({ entity }) => [entity.id, colour])));
}
