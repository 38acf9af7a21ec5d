/** A query in the fragment of a link, which no server sees and no length of address limits. */
export interface Linked {
  query: string;
  variables?: string;
}

export function fromLink(fragment: string): Linked | undefined {
  const given = new URLSearchParams(fragment.slice(1));
  const query = given.get("query");
  return query ? { query, variables: given.get("variables") ?? undefined } : undefined;
}

export function toLink(query: string, variables: object): string {
  const given = new URLSearchParams({ query });
  if (Object.keys(variables).length > 0) given.set("variables", JSON.stringify(variables, null, 2));
  return `/graphiql#${given}`;
}
