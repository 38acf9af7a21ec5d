import type { TabsState } from "@graphiql/react";

type Tab = Pick<TabsState["tabs"][number], "query" | "variables">;

/** What the tabs have in them when the page is opened for the first time. */
export const tabs: Tab[] = [
  {
    query: `# A dashboard: how much there is, where, and how far it has come.
query Dashboard($language: Language! = DE) {
  revision
  statistics {
    initiatives
    organisations
    participations
    byState: by(dimension: STATE) { key label(language: $language) count }
    unions: crossTab(rows: STATE, columns: UNION_INVOLVEMENT) { rows { label(language: $language) } columns { key } cells }
  }
  initiatives(filter: { statuses: [ACTIVE] }, orderBy: { field: PARTICIPATION_COUNT, direction: DESC }, first: 5) {
    totalCount
    nodes { name(language: $language) startedOn states { code } participations { totalCount } }
  }
}
`,
    variables: `{ "language": "EN" }`,
  },
  {
    query: `# An editing session. It needs a token: enter it at the top right.
# First see what would happen: with "dryRun": true nothing is written.
mutation Link($dryRun: Boolean! = true) {
  applyChanges(
    dryRun: $dryRun
    note: "Press release of 12 May"
    changes: [
      { createOrganisation: { slug: "ihk-erfurt", name: { de: "Industrie- und Handelskammer Erfurt" }, shortName: "IHK Erfurt", kind: CHAMBER, state: TH } }
      { addParticipation: { initiative: { slug: "buendnis-fuer-industrie-thueringen" }, organisation: { slug: "ihk-erfurt" }, role: MEMBER, since: "2017-05" } }
    ]
  ) {
    revision
    dryRun
    changes { action subjectType fields { field before after } }
  }
}

# Then correct it, unless somebody else was faster.
mutation Correct {
  updateOrganisation(organisation: { slug: "ihk-erfurt" }, expectedVersion: 1, input: { aliases: ["IHK Erfurt"] }) {
    organisation { version name aliases }
    revision
  }
}

# And look at it.
query Look {
  organisation(slug: "ihk-erfurt") { name version participations { nodes { role since initiative { name } } } }
}
`,
    variables: `{ "dryRun": true }`,
  },
  {
    query: `# An analysis: which organisations are the busiest, and where do the unions stand?
query Analysis {
  organisations(orderBy: { field: INITIATIVE_COUNT, direction: DESC }, first: 10, filter: { collective: false }) {
    nodes { name kind initiatives { totalCount } }
  }
  initiatives(filter: { involvement: { of: TRADE_UNION, is: [SUPPORTING, ABSENT] } }) {
    nodes { name involvement(of: TRADE_UNION) }
  }
}
`,
  },
];
