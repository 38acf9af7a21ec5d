//! Answers that a client has already.

use std::time::Duration;

use axum::{body::Body, http::Request};
use buendnis::{model::Record, server::Settings};

use super::{
    api::{Answer, Api, READER},
    limits::with,
    organisation,
};

const REVISION: &str = "/graphql?query=%7B%20revision%20%7D";

fn get(api: &Api, address: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    api.send(request.body(Body::empty()).unwrap())
}

#[test]
fn who_has_the_newest_answer_is_told_so() {
    let api = Api::of([]);
    let first = get(&api, REVISION, &[]);
    let tag = first.header("etag").to_owned();
    assert_eq!((first.status.as_u16(), first.header("cache-control"), tag.len()), (200, "no-cache", 34));
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}")] {
        let again = get(&api, REVISION, &[("if-none-match", &known)]);
        assert_eq!((again.status.as_u16(), again.text(), again.header("etag")), (304, "", tag.as_str()), "{known}");
    }
    // Any change of the register makes it another one.
    api.change([buendnis::register::Step::Put(Record::from(organisation(1)))]);
    let changed = get(&api, REVISION, &[("if-none-match", &tag)]);
    assert_eq!((changed.status.as_u16(), changed.text()), (200, r#"{"data":{"revision":1}}"#));
    assert_ne!(changed.header("etag"), tag);
}

#[test]
fn other_questions_and_other_clients_have_other_answers() {
    let api = Api::of([]);
    let token = format!("Bearer {READER}");
    let mut tags: Vec<_> = [
        (REVISION, &[][..]),
        ("/graphql?query=%7B%20%20revision%20%7D", &[]),
        ("/graphql?query=%7B%20revision%20%7D&variables=%7B%22a%22:1%7D", &[]),
        ("/graphql?query=query%20A%7B%20revision%20%7D&operationName=A", &[]),
        ("/graphql?query=%7B%20revision%20%7D&extensions=%7B%22cost%22:true%7D", &[]),
        (REVISION, &[("accept", "application/graphql-response+json")]),
        (REVISION, &[("authorization", token.as_str())]),
    ]
    .into_iter()
    .map(|(address, headers)| get(&api, address, headers).header("etag").to_owned())
    .collect();
    let count = tags.len();
    tags.sort();
    tags.dedup();
    assert!(tags.len() == count && !tags.contains(&String::new()), "{tags:?}");
}

#[test]
fn what_failed_is_not_kept() {
    for address in ["/graphql", "/graphql?query=%7B", "/graphql?query=%7Binitiative%7Bid%7D%7D"] {
        let answer = get(&Api::of([]), address, &[]);
        assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", ""), "{address}");
    }
}

#[test]
fn an_operator_says_how_long_answers_are_kept() {
    let api = with(Settings { max_age: Duration::from_secs(60), ..Settings::default() });
    let answer = get(&api, REVISION, &[]);
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
    assert!(
        answer.headers.get_all("vary").iter().any(|vary| vary == "accept, accept-encoding, authorization"),
        "{:?}",
        answer.headers
    );
}
