//! What a document may ask for, and what is left of a request that asks for more.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use buendnis::{
    model::Timestamp,
    register::Register,
    server::{App, Limits, Service, Settings},
    store::Memory,
};
use serde_json::{Value, json};

use super::api::{Answer, Api};

/// A server with other limits.
pub fn with(settings: Settings) -> Api {
    let register = Arc::new(Register::open(Memory::new(), Timestamp::now).unwrap());
    let service = Service::new(register.clone()).with_settings(settings);
    Api { app: App::new(service), register, ..Api::of([]) }
}

fn post(api: &Api, query: &str) -> Answer {
    api.post(&json!({ "query": query }))
}

fn check(what: &str, answer: &Answer, code: &str, message: &str) {
    let json = answer.json();
    assert_eq!(answer.status, 400, "{what}: {json}");
    assert_eq!(json.get("data"), None, "{what}");
    assert_eq!(json["errors"][0]["extensions"]["code"], code, "{what}: {json}");
    let found = json["errors"][0]["message"].as_str().unwrap();
    assert!(found.contains(message), "{what}: {found}");
}

fn nested(levels: usize) -> String {
    let (open, close) = ("parent { ".repeat(levels), " }".repeat(levels));
    format!("{{ organisation(slug: \"x\") {{ {open} name {close} }} }}")
}

/// `n` fragments, each of which spreads the next one twice.
fn doubling(n: usize) -> String {
    let fragments = (0..n).map(|n| format!("fragment f{n} on Query {{ ...f{} ...f{} }}\n", n + 1, n + 1));
    format!("{{ ...f0 }}\n{}fragment f{n} on Query {{ revision }}", fragments.collect::<String>())
}

#[test]
fn what_asks_for_too_much_is_refused_before_anything_is_done() {
    let api = Api::of([]);
    let many = |what: &dyn Fn(usize) -> String, n| (0..n).map(what).collect::<Vec<_>>().join(" ");
    let aliases = |n| format!("{{ organisation(slug: \"x\") {{ {} }} }}", many(&|n| format!("a{n}: slug"), n));
    let roots = |n| format!("{{ {} }}", "revision ".repeat(n));
    let directives = |n| format!("{{ revision {} }}", "@include(if: true) ".repeat(n));
    for (what, good, bad, message) in [
        ("depth", nested(18), nested(19), "20 fields within each other"),
        ("aliases", aliases(200), aliases(201), "200 aliases"),
        ("root fields", roots(50), roots(51), "50 fields at its root"),
        ("levels", doubling(2), doubling(40), "32 fields and fragments within each other"),
        ("fragments", doubling(5), doubling(20), "20000 fields and fragments"),
        ("tokens", "{ revision }".to_owned(), roots(10_001), "10000 words and signs"),
        (
            "nesting",
            "{ initiatives(filter: { not: { not: { not: { kinds: [DIALOGUE] } } } }) { totalCount } }".to_owned(),
            format!("{{ initiatives(filter: {}1{}) {{ totalCount }} }}", "[".repeat(100), "]".repeat(100)),
            "64 brackets within each other",
        ),
        (
            "complexity",
            "{ initiatives(first: 100) { nodes { participations(first: 100) { nodes { role organisation { name } } } } } }".to_owned(),
            "{ initiatives(first: 100) { nodes { participations(first: 100) { nodes { organisation { initiatives(first: 100) { nodes { name } } } } } } } }".to_owned(),
            "ask for smaller pages",
        ),
    ] {
        let answer = post(&api, &good);
        assert_eq!(answer.status, 200, "{what}: {}", answer.text());
        let start = Instant::now();
        check(what, &post(&api, &bad), "LIMIT_EXCEEDED", message);
        assert!(start.elapsed() < Duration::from_secs(1), "{what}: {:?}", start.elapsed());
    }
    check("directives", &post(&api, &directives(101)), "LIMIT_EXCEEDED", "100 directives");
    let cycle = "{ ...a } fragment a on Query { ...b } fragment b on Query { revision ...a }";
    check("cycle", &post(&api, cycle), "GRAPHQL_VALIDATION_FAILED", "contains itself");
    let alone = "{ revision } fragment a on Query { ...a }";
    check("a cycle that nobody spreads", &post(&api, alone), "GRAPHQL_VALIDATION_FAILED", "contains itself");
}

#[test]
fn each_limit_is_what_an_operator_says() {
    let query = "{ a: revision b: revision statistics @skip(if: false) { initiatives } }";
    for (limits, message) in [
        (Limits { tokens: 10, ..Limits::DEFAULT }, "10 words"),
        (Limits { depth: 1, ..Limits::DEFAULT }, "1 fields within"),
        (Limits { aliases: 1, ..Limits::DEFAULT }, "1 aliases"),
        (Limits { root_fields: 2, ..Limits::DEFAULT }, "2 fields at its root"),
        (Limits { directives: 0, ..Limits::DEFAULT }, "0 directives"),
        (Limits { complexity: 3, ..Limits::DEFAULT }, "could have 4 values, and 3"),
    ] {
        check(message, &post(&with(Settings { limits, ..Settings::default() }), query), "LIMIT_EXCEEDED", message);
    }
    assert_eq!(post(&with(Settings::default()), query).status, 200);
}

#[test]
fn a_client_that_asks_is_told_what_its_query_costs() {
    let api = Api::of([]);
    for (query, variables, cost) in [
        ("{ revision }", json!({}), 1),
        ("{ states { name } }", json!({}), 32),
        // A connection and its total, and the entries of a page: each with its name.
        ("{ initiatives { totalCount nodes { name } } }", json!({}), 1 + 1 + 20 * 2),
        ("{ initiatives(first: 5) { nodes { name } } }", json!({}), 1 + 5 * 2),
        ("{ initiatives(last: 7) { edges { node { name } } } }", json!({}), 1 + 7 * 3),
        ("query($n: Int) { initiatives(first: $n) { nodes { name } } }", json!({ "n": 3 }), 1 + 3 * 2),
        ("query($n: Int = 4) { initiatives(first: $n) { nodes { name } } }", json!({}), 1 + 4 * 2),
        ("query($n: Int) { initiatives(first: $n) { nodes { name } } }", json!({}), 1 + 20 * 2),
        ("{ nodes(ids: []) { id } }", json!({}), 0),
        (
            "{ initiatives(first: 2) { ...c } } fragment c on InitiativeConnection { nodes { ...i } } fragment i on Initiative { name slug }",
            json!({}),
            1 + 2 * 3,
        ),
        ("{ __type(name: \"X\") { name } }", json!({}), 2),
    ] {
        let request = json!({ "query": query, "variables": variables, "extensions": { "cost": true } });
        let told = api.post(&request).json()["extensions"]["cost"].clone();
        assert_eq!(told["requestedQueryCost"], cost, "{query}: {told}");
        assert_eq!(told["maximumQueryCost"], 200_000, "{query}");
        assert!(told["actualQueryCost"].as_u64().is_some_and(|actual| actual <= cost + 1), "{query}: {told}");
    }
    assert_eq!(api.ask("{ revision }").get("extensions"), None);
}

#[test]
fn the_usual_introspection_is_within_the_limits() {
    let answer = post(&Api::of([]), include_str!("introspection.graphql"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json().get("errors"), None);
}

/// Types have fields which have types: asked for eight times over, that was an answer of gigabytes.
#[test]
fn introspection_cannot_be_asked_for_within_itself() {
    let query = format!("{{ __schema {{ types {}{{ name }} {} }} }}", "{ fields { type ".repeat(8), "} }".repeat(8));
    check("introspection", &post(&Api::of([]), &query), "LIMIT_EXCEEDED", "values");
}

#[test]
fn a_query_that_takes_too_long_is_ended() {
    let limits = Limits { time: Duration::ZERO, ..Limits::DEFAULT };
    let api = with(Settings { limits, ..Settings::default() });
    let answer = post(&api, "{ states { name } }");
    assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (503, "TIMEOUT"));
}

#[test]
fn more_than_can_be_executed_is_refused_for_a_moment() {
    let limits = Limits { concurrent: 0, ..Limits::DEFAULT };
    let answer = post(&with(Settings { limits, ..Settings::default() }), "{ revision }");
    assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (503, "UNAVAILABLE"));
    assert_eq!(answer.header("retry-after"), "5");
}

fn code(answer: &Answer) -> String {
    answer.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_text_with_nul_is_refused() {
    let api = Api::of([]);
    for request in [
        json!({ "query": "query($s: String) { initiative(slug: $s) { id } }", "variables": { "s": "a\u{0}b" } }),
        json!({ "query": "{ initiative(slug: \"a\\u0000b\") { id } }" }),
        json!({ "query": "query($f: OrganisationFilter) { organisations(filter: $f) { totalCount } }", "variables": { "f": { "activeIn": ["\u{0}"] } } }),
    ] {
        let answer = api.post(&request);
        assert_eq!(answer.status, 400, "{request}: {}", answer.text());
        assert_ne!(answer.json()["errors"][0]["extensions"]["code"], Value::Null);
    }
}
