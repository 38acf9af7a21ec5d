import { remember, useSpeech } from "./language/language.ts";
import { go, withParameters } from "./route.ts";
import { SearchBox } from "./search/box.tsx";

export function Header({ path }: { path: string }) {
  const { t, language } = useSpeech();
  const pages = [
    ["/", t.map],
    ["/timeline", t.timeline],
    ["/network", t.network],
  ] as const;
  const other = language === "DE" ? "EN" : "DE";

  function change() {
    remember(other);
    go(withParameters({ lang: other.toLowerCase() }), "replace");
  }

  return (
    <header className="bar">
      <a className="home" href="/">
        <strong>{t.title}</strong>
        <span>{t.subtitle}</span>
      </a>
      <nav aria-label={t.pages}>
        {pages.map(([address, name]) => (
          <a key={address} href={address} aria-current={path === address ? "page" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <SearchBox />
      <div className="tools">
        <a href="/graphiql">{t.editor}</a>
        <button type="button" lang={other.toLowerCase()} onClick={change}>
          {t.otherLanguage}
        </button>
      </div>
    </header>
  );
}
