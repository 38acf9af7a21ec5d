//! What keeps people, and other people's pages, out.

use axum::{
    body::Body,
    http::{Method, Request},
};
use buendnis::server::Settings;
use serde_json::json;

use super::{
    HELLO,
    api::{Answer, Api},
    limits::with,
};

fn send(api: &Api, method: Method, path: &str, headers: &[(&str, &str)], body: &'static str) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    api.send(request.body(Body::from(body)).unwrap())
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let api = Api::of([]);
    for path in ["/graphql", "/graphiql", "/schema.graphql", "/healthz", "/readyz", "/metrics", "/nothing"] {
        let answer = send(&api, Method::GET, path, &[], "");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}

#[test]
fn pages_of_others_may_ask_only_if_an_operator_says_so() {
    let preflight = |api: &Api, origin| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,authorization"),
        ];
        send(api, Method::OPTIONS, "/graphql", &headers, "").header("access-control-allow-origin").to_owned()
    };
    let ask = |api: &Api, origin| {
        let headers = [("origin", origin), ("content-type", "application/json")];
        send(api, Method::POST, "/graphql", &headers, HELLO).header("access-control-allow-origin").to_owned()
    };
    let origins = |origins: &[&str]| {
        let cors_origins = origins.iter().map(ToString::to_string).collect();
        with(Settings { cors_origins, ..Settings::default() })
    };
    for (api, origin, allowed) in [
        (origins(&[]), "https://example.org", ""),
        (origins(&["https://example.org"]), "https://example.org", "https://example.org"),
        (origins(&["https://example.org"]), "https://example.net", ""),
        (origins(&["https://example.org", "https://example.net"]), "https://example.net", "https://example.net"),
        (origins(&["*"]), "https://example.org", "*"),
    ] {
        assert_eq!(preflight(&api, origin), allowed, "{origin}");
        assert_eq!(ask(&api, origin), allowed, "{origin}");
    }
}

#[test]
fn a_server_need_not_tell_its_schema() {
    let api = with(Settings { introspection: false, ..Settings::default() });
    for query in
        ["{ __schema { types { name } } }", "{ ...f } fragment f on Query { t: __type(name: \"Query\") { name } }"]
    {
        let answer = api.post(&json!({ "query": query }));
        assert_eq!(answer.status, 403, "{query}");
        assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "FORBIDDEN", "{query}");
    }
    assert_eq!(send(&api, Method::GET, "/schema.graphql", &[], "").status, 404);
    assert_eq!(api.ask("{ __typename }"), json!({ "data": { "__typename": "Query" } }));
}

#[test]
fn a_request_has_an_id_that_its_sender_may_choose() {
    let api = Api::of([]);
    let id =
        |headers: &[(&str, &str)]| send(&api, Method::GET, "/healthz", headers, "").header("x-request-id").to_owned();
    assert_eq!(id(&[("x-request-id", "abc-123")]), "abc-123");
    let long = "x".repeat(65);
    for bad in ["", "a b", "a\"b", long.as_str()] {
        let made = id(&[("x-request-id", bad)]);
        assert_eq!(made.len(), 36, "{bad}: {made}");
    }
    assert_ne!(id(&[]), id(&[]));
}
