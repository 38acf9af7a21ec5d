//! Who gets in over HTTP.

use std::fs;

use axum::{body::Body, http::Request};
use buendnis::{
    access::{Authenticator, Role, TokenFile},
    model::Timestamp,
    server::{App, ReadAccess, Service},
};
use serde_json::json;

use crate::api::{ADMIN, Answer, Api, EDITOR, READER, authenticator};

const VIEWER: &str = r#"{"query":"{ viewer { name role } }"}"#;

fn ask(api: &Api, authorization: &[&[u8]]) -> Answer {
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    for value in authorization {
        request = request.header("authorization", *value);
    }
    api.send(request.body(VIEWER.into()).unwrap())
}

fn get(api: &Api, path: &str) -> Answer {
    api.send(Request::get(path).body(Body::empty()).unwrap())
}

fn guarded(authenticator: Authenticator, read_access: ReadAccess) -> Api {
    let api = Api::of([]);
    let service = Service::new(api.register.clone()).with_access(authenticator, read_access);
    Api { app: App::new(service), ..api }
}

/// Checks a refusal in the form of a GraphQL error, without data.
fn check_refusal(what: &str, answer: &Answer, status: u16, code: &str, challenge: &str) -> String {
    let json = answer.json();
    assert_eq!((answer.status.as_u16(), answer.header("www-authenticate")), (status, challenge), "{what}: {json}");
    assert_eq!(json["errors"][0]["extensions"], json!({ "code": code }), "{what}: {json}");
    assert_eq!((json.get("data"), json["errors"].as_array().unwrap().len()), (None, 1), "{what}: {json}");
    json["errors"][0]["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_token_says_who_asks() {
    let api = Api::of([]);
    for (secret, name, role) in [
        (READER, "environment reader", "READER"),
        (EDITOR, "environment editor", "EDITOR"),
        (ADMIN, "environment admin", "ADMIN"),
    ] {
        let expected = json!({ "data": { "viewer": { "name": name, "role": role } } });
        for scheme in ["Bearer ", "bearer ", "BEARER   "] {
            let answer = ask(&api, &[format!("{scheme}{secret}").as_bytes()]);
            assert_eq!((answer.status.as_u16(), answer.json()), (200, expected.clone()), "{scheme}");
        }
    }
    assert_eq!(ask(&api, &[]).json(), json!({ "data": { "viewer": null } }));
}

#[test]
fn a_header_without_a_token_is_refused() {
    let api = Api::of([]);
    let editor = format!("Bearer {EDITOR}");
    let twice = format!("{editor}, {editor}");
    for headers in [
        &[&b""[..]][..],
        &[b"Bearer"],
        &[b"Bearer "],
        &[b"Bearer a b"],
        &[b"Bearer \xc3\xbc"],
        &[b"Basic YW5uYTpnZWhlaW0="],
        &[b"Token x"],
        &[EDITOR.as_bytes()],
        &[b"Bearer =="],
        &[twice.as_bytes()],
        &[editor.as_bytes(), editor.as_bytes()],
        &[editor.as_bytes(), b"Basic x"],
    ] {
        let what = format!("{headers:?}");
        let message =
            check_refusal(&what, &ask(&api, headers), 401, "UNAUTHENTICATED", "Bearer error=\"invalid_request\"");
        assert_eq!(message, "send one header `Authorization: Bearer TOKEN`, or none", "{what}");
    }
}

#[test]
fn a_token_that_is_good_for_nothing_is_not_taken_for_none() {
    let directory = tempfile::tempdir().unwrap();
    let file = TokenFile::of(directory.path());
    let add = |name: &str, expires: Option<&str>| {
        let lifetime = expires.map(|text| text.parse().unwrap());
        file.change(|tokens| tokens.add(name.parse().unwrap(), Role::Editor, lifetime, Timestamp::EPOCH)).unwrap()
    };
    let (good, expired, revoked) = (add("good", None), add("expired", Some("1h")), add("revoked", None));
    file.change(|tokens| tokens.revoke("revoked".parse().unwrap(), Timestamp::EPOCH)).unwrap();
    let clock = || Timestamp::from_micros(3_600_000_000);
    let api = guarded(Authenticator::new([], Some(file.clone().into()), clock), ReadAccess::Open);
    let send = |secret: &str| ask(&api, &[format!("Bearer {secret}").as_bytes()]);
    assert_eq!(send(good.reveal()).json()["data"]["viewer"]["name"], "good");
    for (secret, why) in [(expired.reveal(), "expired"), (revoked.reveal(), "revoked"), (EDITOR, "nobody has")] {
        let message = check_refusal(why, &send(secret), 401, "UNAUTHENTICATED", "Bearer error=\"invalid_token\"");
        assert!(message.contains(why), "{message}");
    }
    // A list that cannot be read lets nobody in, and says so only to those who come with a token.
    fs::write(file.path(), "damaged").unwrap();
    let message = check_refusal("damaged", &send(good.reveal()), 503, "UNAVAILABLE", "");
    assert!(!message.contains(directory.path().to_str().unwrap()), "{message}");
    assert_eq!(ask(&api, &[]).status, 200);
}

#[test]
fn the_environment_gets_in_whatever_is_wrong_with_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = TokenFile::of(directory.path());
    fs::write(file.path(), "damaged").unwrap();
    let token = buendnis::access::Token::of_environment(Role::Admin, ADMIN, Timestamp::EPOCH).unwrap();
    let api = guarded(Authenticator::new([token], Some(file.into()), || Timestamp::EPOCH), ReadAccess::Open);
    assert_eq!(ask(&api, &[format!("Bearer {ADMIN}").as_bytes()]).status, 200);
}

#[test]
fn reading_can_need_a_token() {
    let api = guarded(authenticator(), ReadAccess::Token);
    for answer in [ask(&api, &[]), get(&api, "/schema.graphql")] {
        let message = check_refusal("without", &answer, 401, "UNAUTHENTICATED", "Bearer");
        assert!(message.contains("reading needs a token"), "{message}");
    }
    for secret in [READER, EDITOR, ADMIN] {
        assert_eq!(ask(&api, &[format!("Bearer {secret}").as_bytes()]).status, 200);
    }
    // What tells nothing of the register stays open.
    for (path, status) in [("/healthz", 200), ("/readyz", 200), ("/nothing", 404)] {
        assert_eq!(get(&api, path).status.as_u16(), status, "{path}");
    }
    for page in ["/", "/graphiql"] {
        assert_ne!(get(&api, page).status, 401, "{page}");
    }
}

#[test]
fn a_server_that_was_told_of_nobody_knows_nobody() {
    let api = guarded(Authenticator::nobody(), ReadAccess::Open);
    assert_eq!(ask(&api, &[]).status, 200);
    assert_eq!(ask(&api, &[format!("Bearer {EDITOR}").as_bytes()]).status, 401);
}

#[test]
fn a_token_is_asked_for_before_the_body_is_read() {
    let api = guarded(authenticator(), ReadAccess::Token);
    let endless = futures_util::stream::repeat_with(|| Ok::<_, std::convert::Infallible>("x".repeat(1_000)));
    let answer = api.send(Request::post("/graphql").body(Body::from_stream(endless)).unwrap());
    check_refusal("an endless body", &answer, 401, "UNAUTHENTICATED", "Bearer");
}

#[test]
fn a_change_needs_a_token_and_is_made_in_its_name() {
    let api = Api::of([]);
    let create = "createOrganisation: { name: { de: \"Verein\" }, kind: ASSOCIATION }";
    let change =
        json!({ "query": format!("mutation {{ applyChanges(changes: [{{ {create} }}]) {{ changes {{ actor }} }} }}") });
    let code = |answer: &Answer| answer.json()["errors"][0]["extensions"]["code"].clone();
    assert_eq!(code(&api.post(&change)), "UNAUTHENTICATED");
    assert_eq!(code(&api.post_as(READER, &change)), "FORBIDDEN");
    assert_eq!(api.register.snapshot().revision(), 0);
    for (secret, name) in [(EDITOR, "environment editor"), (ADMIN, "environment admin")] {
        let expected = json!({ "data": { "applyChanges": { "changes": [{ "actor": name }] } } });
        assert_eq!(api.post_as(secret, &change).json(), expected);
    }
    assert_eq!(api.register.snapshot().revision(), 2);
}
