import { lazy, Suspense, useEffect, type ReactNode } from "react";
import { Header } from "./header.tsx";
import { LanguageContext, speech, useChosenLanguage, useSpeech } from "./language/language.ts";
import { MapPage } from "./map/page.tsx";
import { News } from "./news.tsx";
import { usePath } from "./route.ts";

// What only some look at is loaded when they do.
const TimelinePage = lazy(() => import("./timeline/page.tsx"));
const NetworkPage = lazy(() => import("./network/page.tsx"));
const SearchPage = lazy(() => import("./search/page.tsx"));
const InitiativePage = lazy(() => import("./record/initiative.tsx"));
const OrganisationPage = lazy(() => import("./record/organisation.tsx"));

export function Atlas() {
  const language = useChosenLanguage();
  const path = usePath();
  const { t, locale } = speech(language);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  return (
    <LanguageContext value={language}>
      <a className="skip" href="#content">
        {t.skip}
      </a>
      <Header path={path} />
      <main id="content" tabIndex={-1}>
        <Suspense fallback={<p className="quiet">{t.loading}</p>}>{page(path)}</Suspense>
      </main>
      <Footer />
    </LanguageContext>
  );
}

function page(path: string): ReactNode {
  const [, first, slug] = path.split("/");
  if (first === "timeline") return <TimelinePage />;
  if (first === "network") return <NetworkPage />;
  if (first === "search") return <SearchPage />;
  if (first === "initiatives" && slug) return <InitiativePage slug={decodeURIComponent(slug)} />;
  if (first === "organisations" && slug) return <OrganisationPage slug={decodeURIComponent(slug)} />;
  return <MapPage />;
}

function Footer() {
  const { t } = useSpeech();
  return (
    <footer>
      <News />
      {t.mapSource}: <a href="https://mapsvg.com/maps/germany">MapSVG</a>,{" "}
      <a href="https://www.npmjs.com/package/@svg-maps/germany">@svg-maps/germany</a>,{" "}
      <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>. API: <a href="/schema.graphql">GraphQL</a>.
    </footer>
  );
}
