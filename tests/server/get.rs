//! `GET /graphql`: queries in an address.

use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::{
    GRAPHQL_RESPONSE, JSON,
    api::{Answer, Api, EDITOR},
    check_refusal,
};

fn get(parameters: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
    let address = Serializer::new("/graphql?".to_owned()).extend_pairs(parameters).finish();
    let mut request = Request::get(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Api::of([]).send(request.body(Body::empty()).unwrap())
}

#[test]
fn a_query_is_answered() {
    for (parameters, data) in [
        (&[("query", "{ revision }")][..], json!({ "revision": 0 })),
        (&[("query", "{ revision }"), ("variables", ""), ("extensions", "")], json!({ "revision": 0 })),
        (&[("query", "{ revision }"), ("nobody", "knows"), ("nobody", "minds")], json!({ "revision": 0 })),
        (&[("query", "query A { a: revision } query B { b: revision }"), ("operationName", "B")], json!({ "b": 0 })),
        (
            &[
                ("query", "query($c: StateCode!) { state(code: $c) { name } }"),
                ("variables", r#"{"c":"TH"}"#),
                ("extensions", "{}"),
            ],
            json!({ "state": { "name": "Thüringen" } }),
        ),
    ] {
        let answer = get(parameters, &[]);
        assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "data": data })), "{parameters:?}");
        assert_eq!(answer.header("content-type"), JSON);
    }
    let answer = get(&[("query", "{ revision }")], &[("accept", "application/graphql-response+json")]);
    assert_eq!(answer.header("content-type"), GRAPHQL_RESPONSE);
}

#[test]
fn an_address_that_is_no_request_is_refused() {
    for (parameters, message) in [
        (&[][..], "`query` is missing"),
        (&[("Query", "{ revision }")], "`query` is missing"),
        (&[("query", "{ revision }"), ("query", "{ revision }")], "`query` is there twice"),
        (&[("query", "{ revision }"), ("variables", "{")], "`variables` is not JSON"),
        (&[("query", "{ revision }"), ("variables", "[]")], "`variables` must be an object"),
        (&[("query", "{ revision }"), ("extensions", "\"\"")], "`extensions` must be an object"),
    ] {
        check_refusal(&format!("{parameters:?}"), &get(parameters, &[]), 400, "INVALID_INPUT", message);
    }
}

/// A link, an image or a form of any page can make a browser send a GET.
#[test]
fn nothing_is_changed_by_get() {
    let create = r#"mutation M { createOrganisation(input: { name: { de: "X" }, kind: OTHER }) { revision } }"#;
    let token = format!("Bearer {EDITOR}");
    for (parameters, headers) in [
        (&[("query", create)][..], &[][..]),
        (&[("query", create)], &[("authorization", token.as_str())]),
        (&[("query", "mutation { __typename }")], &[]),
        (&[("query", &format!("query Q {{ revision }} {create}")), ("operationName", "M")], &[]),
    ] {
        let answer = get(parameters, headers);
        check_refusal(&format!("{parameters:?}"), &answer, 405, "INVALID_INPUT", "send this with POST");
        assert_eq!(answer.header("allow"), "POST");
    }
    // The query beside it may be asked.
    let both = format!("query Q {{ revision }} {create}");
    let answer = get(&[("query", &both), ("operationName", "Q")], &[]);
    assert_eq!(answer.json(), json!({ "data": { "revision": 0 } }));
}

#[test]
fn a_client_that_names_the_older_type_alone_gets_200_for_what_it_asked_wrong() {
    for (accept, status) in [
        ("application/json", 200),
        ("application/json, application/graphql-response+json;q=0.5", 200),
        ("application/graphql-response+json", 400),
        ("*/*", 400),
    ] {
        for query in ["{", "{ nope }", "query($c: StateCode!) { state(code: $c) { name } }"] {
            let answer = get(&[("query", query)], &[("accept", accept)]);
            assert_eq!(answer.status, status, "{accept}: {query}");
            assert_eq!(answer.json().get("data"), None, "{accept}: {query}");
            assert_ne!(answer.json()["errors"][0]["extensions"]["code"], Value::Null, "{accept}: {query}");
        }
        // What is no request at all stays one.
        assert_eq!(get(&[], &[("accept", accept)]).status, 400, "{accept}");
    }
}

#[test]
fn head_is_get_without_the_body() {
    let request = Request::builder().method(Method::HEAD).uri("/graphql?query=%7B%20revision%20%7D");
    let answer = Api::of([]).send(request.body(Body::empty()).unwrap());
    assert_eq!((answer.status.as_u16(), answer.text()), (200, ""));
}
