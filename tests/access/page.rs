//! The scripts of the GraphiQL page, run by Node with as much of a browser as they need.

use std::process::Command;

use serde_json::{Value, json};

const BROWSER: &str = r##"
const store = {}, sent = [], seen = {};
globalThis.sessionStorage = {
  getItem: key => store[key] ?? null,
  setItem: (key, value) => { store[key] = value; },
  removeItem: key => { delete store[key]; },
};
globalThis.location = { hash: "#token=bnd_x", pathname: "/graphiql", search: "?a=b" };
globalThis.history = { replaceState: (state, title, address) => { seen.address = address; } };
let status = 200;
let customFetch = async (url, options = {}) => {
  sent.push({ url, method: options.method, headers: Object.fromEntries(new Headers(options.headers)) });
  return { status };
};
"##;

const STORY: &str = r#"
(async () => {
  await customFetch("/graphql", { method: "POST", headers: { accept: "x" } });
  await customFetch("/graphql", { headers: { authorization: "Bearer typed" } });
  status = 401;
  await customFetch("/graphql");
  await customFetch("/graphql");
  console.log(JSON.stringify({ sent, seen, store }));
})();
"#;

#[test]
fn the_token_goes_from_the_link_into_every_request() {
    let keep = include_str!("../../src/server/pages/keep_token.js");
    let send = include_str!("../../src/server/pages/send_token.js");
    let Ok(output) = Command::new("node").args(["-e", &[BROWSER, keep, send, STORY].join("\n")]).output() else {
        return eprintln!("skipped: there is no `node` here");
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let request = |headers: Value| json!({ "url": "/graphql", "headers": headers });
    let mut posted = request(json!({ "accept": "x", "authorization": "Bearer bnd_x" }));
    posted["method"] = json!("POST");
    let expected = [
        posted,
        request(json!({ "authorization": "Bearer typed" })),
        request(json!({ "authorization": "Bearer bnd_x" })),
        // Refused once, forgotten then.
        request(json!({})),
    ];
    assert_eq!(told["sent"], json!(expected));
    assert_eq!((&told["seen"], &told["store"]), (&json!({ "address": "/graphiql?a=b" }), &json!({})));
}
