import "./workers.ts";
// The parts of graphiql/style.css, without the fonts that it carries as data: addresses.
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "@graphiql/plugin-explorer/style.css";
import "./page.css";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL } from "graphiql";
import { examples } from "./examples.ts";
import { fetcher } from "./fetcher.ts";
import { fromLink } from "./link.ts";
import { Token } from "./token.tsx";

const plugins = [explorerPlugin()];
const linked = fromLink(location.hash);
const tabs = linked ? [linked, ...examples] : examples;

export function Page() {
  return (
    <>
      <header className="bar">
        <a className="home" href="/">
          Bündnis
        </a>
        <h1>GraphiQL</h1>
        <nav>
          <a href="/">Atlas</a>
          <a href="/schema.graphql">Schema</a>
        </nav>
        <Token />
      </header>
      <main>
        <GraphiQL
          fetcher={fetcher}
          plugins={plugins}
          initialQuery={linked?.query}
          initialVariables={linked?.variables ?? tabs[0]?.variables}
          defaultTabs={tabs}
          defaultEditorToolsVisibility="variables"
          inputValueDeprecation
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}
