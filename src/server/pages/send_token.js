// Sends the token of this tab with every request, unless the headers that are typed into the editor have another one. A
// token that is good for nothing any more is forgotten, or nothing could be asked until the tab is closed.
const fetchWithoutToken = customFetch;
customFetch = async (url, options = {}) => {
  const token = sessionStorage.getItem("buendnis-token");
  const headers = new Headers(options.headers);
  if (!token || headers.has("Authorization")) return fetchWithoutToken(url, options);
  headers.set("Authorization", `Bearer ${token}`);
  const answer = await fetchWithoutToken(url, { ...options, headers });
  if (answer.status === 401) sessionStorage.removeItem("buendnis-token");
  return answer;
};
