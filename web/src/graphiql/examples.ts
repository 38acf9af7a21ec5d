import type { Linked } from "./link.ts";

/** What the tabs have in them when the page is opened for the first time. A test runs them all. */
export const examples: Linked[] = [
  {
    query: `# A dashboard: how much there is, and where.
query Dashboard($language: Language! = DE) {
  revision
  statistics {
    initiatives
    organisations
    participations
    byState: by(dimension: STATE) {
      label(language: $language)
      count
    }
    unions: crossTab(
      rows: STATE
      columns: UNION_INVOLVEMENT
    ) {
      rows { label(language: $language) }
      columns { label(language: $language) }
      cells
    }
  }
  initiatives(
    filter: { statuses: ACTIVE }
    orderBy: { field: PARTICIPATION_COUNT, direction: DESC }
    first: 5
  ) {
    totalCount
    nodes {
      name(language: $language)
      startedOn
      states { code }
      participations { totalCount }
    }
  }
}
`,
    variables: `{ "language": "EN" }`,
  },
  {
    query: `# An editing session. It needs a token: enter it above.
# First look what would happen; then set "dryRun" to false.
mutation Editing($dryRun: Boolean! = true) {
  applyChanges(
    dryRun: $dryRun
    note: "Press release of 12 May"
    changes: [
      {
        createOrganisation: {
          slug: "ihk-erfurt"
          name: { de: "Industrie- und Handelskammer Erfurt" }
          kind: CHAMBER
          state: TH
        }
      }
      {
        addParticipation: {
          initiative: { slug: "buendnis-fuer-industrie-thueringen" }
          organisation: { slug: "ihk-erfurt" }
          role: MEMBER
          since: "2017-05"
        }
      }
    ]
  ) {
    revision
    dryRun
    changes {
      action
      subjectType
      fields { field after }
    }
  }
}

# Then correct it, unless somebody else was faster.
mutation Correct {
  updateOrganisation(
    organisation: { slug: "ihk-erfurt" }
    expectedVersion: 1
    input: { shortName: "IHK Erfurt" }
  ) {
    organisation { version name shortName }
    revision
  }
}

# And look at it.
query Look {
  organisation(slug: "ihk-erfurt") {
    name
    version
    participations { nodes { role since initiative { name } } }
  }
}
`,
    variables: `{ "dryRun": true }`,
  },
  {
    query: `# An analysis: who holds the network together?
query Analysis {
  network(options: { rollUp: true }) {
    nodeCount
    edgeCount
    density
    componentCount
    provenance { revision parameters definitions }
    nodes(orderBy: { metric: BETWEENNESS }, first: 10) {
      nodes {
        entity { ... on Organisation { name } }
        degree
        betweenness
        constraint
      }
    }
    communities { modularity count }
  }
}
`,
  },
];
