//! Answers that are given again: never to another question, never from another revision.

use axum::{body::Body, http::Method};
use buendnis::{model::Record, register::Step, server::Settings};
use flate2::read::GzDecoder;
use serde_json::json;
use std::io::Read;

use super::{
    api::{Answer, Api, EDITOR, READER},
    limits::with,
    organisation, request,
};

const NAMES: &str = r#"{"query":"{ viewer { name } organisations(first: 100) { nodes { slug name } } }"}"#;

fn ask(api: &Api, body: &'static str, headers: &[(&str, &str)]) -> Answer {
    let headers: Vec<_> = [("content-type", "application/json")].iter().chain(headers).copied().collect();
    api.send(request(Method::POST, "/graphql", &headers, Body::from(body)))
}

/// How many answers were kept ones, by a plan, by the executor.
fn counts(api: &Api) -> [u64; 3] {
    let metrics = api.send(request(Method::GET, "/metrics", &[], Body::empty()));
    ["kept", "planned", "executed"].map(|source| {
        let name = format!("buendnis_answers_{source}_total ");
        let line = metrics.text().lines().find_map(|line| line.strip_prefix(&name)).unwrap();
        line.parse().unwrap()
    })
}

#[test]
fn a_question_asked_again_is_answered_with_what_was_kept() {
    let api = Api::of([Record::from(organisation(1))]);
    let first = ask(&api, NAMES, &[]);
    assert_eq!(counts(&api), [0, 0, 1]);
    let again = ask(&api, NAMES, &[]);
    assert_eq!((again.status, again.text()), (first.status, first.text()));
    assert_eq!(again.header("content-type"), first.header("content-type"));
    assert_eq!(counts(&api), [1, 0, 1]);
}

#[test]
fn a_change_of_the_register_forgets_what_was_kept() {
    let api = Api::of([Record::from(organisation(1))]);
    for number in 2..5_u32 {
        let entries =
            |answer: &Answer| answer.json()["data"]["organisations"]["nodes"].as_array().unwrap().len() as u32;
        assert_eq!(entries(&ask(&api, NAMES, &[])), number - 1);
        assert_eq!(entries(&ask(&api, NAMES, &[])), number - 1);
        api.change([Step::Put(organisation(number).into())]);
    }
    assert_eq!(counts(&api)[0], 3);
}

#[test]
fn whoever_asks_gets_an_answer_of_his_own() {
    let api = Api::of([]);
    let [reader, editor] = [READER, EDITOR].map(|secret| format!("Bearer {secret}"));
    let names = || {
        [&[][..], &[("authorization", reader.as_str())], &[("authorization", editor.as_str())]]
            .map(|headers| ask(&api, NAMES, headers).json()["data"]["viewer"]["name"].clone())
    };
    let first = names();
    assert!(first[0].is_null() && first[1] != first[2] && !first[1].is_null(), "{first:?}");
    assert_eq!(names(), first);
    assert_eq!(counts(&api)[0], 3);
}

#[test]
fn each_form_has_its_own_head() {
    let api = Api::of([]);
    for accept in ["application/json", "application/graphql-response+json", "*/*"] {
        let heads = [(); 2].map(|()| ask(&api, NAMES, &[("accept", accept)]).header("content-type").to_owned());
        assert_eq!(heads[0], heads[1]);
        assert!(accept == "*/*" || heads[0].starts_with(accept), "{heads:?}");
    }
}

#[test]
fn an_answer_is_packed_for_those_who_take_it_packed() {
    let api = Api::of((1..60).map(|number| Record::from(organisation(number))));
    let plain = ask(&api, NAMES, &[("accept-encoding", "br, gzip;q=0")]);
    assert_eq!(plain.header("content-encoding"), "");
    for _ in 0..2 {
        let packed = ask(&api, NAMES, &[("accept-encoding", "br, gzip")]);
        assert_eq!(packed.header("content-encoding"), "gzip");
        assert!(packed.body.len() < plain.body.len() / 3, "{} of {}", packed.body.len(), plain.body.len());
        let mut text = String::new();
        GzDecoder::new(&*packed.body).read_to_string(&mut text).unwrap();
        assert_eq!(text, plain.text());
    }
    // Small ones are sent as they are.
    assert_eq!(ask(&api, r#"{"query":"{ revision }"}"#, &[("accept-encoding", "gzip")]).header("content-encoding"), "");
}

#[test]
fn what_failed_is_asked_for_again() {
    let api = Api::of([]);
    for body in [r#"{"query":"{ nothing }"}"#, r#"{"query":"{ node(id: \"x\") { id } }"}"#, r#"{"query":"{"}"#] {
        let first = ask(&api, body, &[]);
        assert_eq!(ask(&api, body, &[]).text(), first.text());
    }
    assert_eq!(counts(&api)[0], 0);
}

#[test]
fn a_change_is_never_taken_for_one_that_was_made() {
    let api = Api::of([]);
    let create = |slug: &str| {
        let query = "mutation($slug: String!) { createOrganisation(input: { slug: $slug, name: { de: \"A\" }, kind: OTHER }) { revision } }";
        api.post_as(EDITOR, &json!({ "query": query, "variables": { "slug": slug } })).json()
    };
    let revisions = ["a", "b"].map(|slug| create(slug)["data"]["createOrganisation"]["revision"].clone());
    assert_ne!(revisions[0], revisions[1]);
    assert!(create("a")["errors"].is_array(), "the slug is taken");
    assert_eq!(counts(&api)[0], 0);
}

#[test]
fn other_variables_are_answered_by_the_plan_of_the_first() {
    let api = Api::of((1..10).map(|number| Record::from(organisation(number))));
    let ask = |first: u64| {
        let query = "query($n: Int!) { organisations(first: $n) { nodes { name } } }";
        api.post(&json!({ "query": query, "variables": { "n": first } })).json()
    };
    for first in 1..6 {
        assert_eq!(ask(first)["data"]["organisations"]["nodes"].as_array().unwrap().len() as u64, first);
    }
    assert_eq!(counts(&api), [0, 4, 1]);
    // What a plan cannot answer the executor does, with all it has to say.
    assert_eq!(ask(101)["errors"][0]["extensions"]["code"], "INVALID_INPUT");
}

#[test]
fn an_operator_may_have_nothing_kept() {
    let api = with(Settings { answer_memory: 0, ..Settings::default() });
    (0..3).for_each(|_| assert_eq!(ask(&api, NAMES, &[]).status.as_u16(), 200));
    assert_eq!(counts(&api)[0], 0);
}

#[test]
fn what_is_kept_has_an_end() {
    let api = with(Settings { answer_memory: 4_000, ..Settings::default() });
    let ask = |number: u64| api.post(&json!({ "query": "{ revision }", "operationName": null, "more": number }));
    (0..50).for_each(|number| assert_eq!(ask(number).status.as_u16(), 200));
    ask(49);
    let kept = counts(&api)[0];
    ask(0);
    assert_eq!((kept, counts(&api)[0]), (1, 1), "the newest is there, the oldest is not");
}
