// Takes the token out of the link that the first start prints, before anything else is loaded: out of the address bar and
// the history of the browser, into what this tab remembers. A fragment is never sent to a server.
(() => {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return;
  sessionStorage.setItem("buendnis-token", token);
  history.replaceState(null, "", location.pathname + location.search);
})();
