//! Files through the server: `POST /import` and `GET /export/…`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
mod support;

use std::{io::Write, sync::Arc, task::Poll, time::Duration};

use api::{ADMIN, Answer, Api, EDITOR};
use axum::{
    body::{Body, Bytes},
    http::{Request, StatusCode},
};
use buendnis::{model::SubjectType, transfer::seed};
use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt, stream};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::{Value, json};
use support::{
    NOON,
    files::{export, export_table},
    initiative_no, organisation_no,
};
use tokio::sync::Notify;
use tower::ServiceExt;

const ORGANISATION: &str = r#"{"type":"organisation","slug":"neu","name":{"de":"Neu"},"kind":"OTHER"}"#;

fn api() -> Api {
    Api::of([initiative_no(1).into(), organisation_no(1).into()])
}

fn request(secret: Option<&str>, query: &str) -> axum::http::request::Builder {
    let request = Request::post(format!("/import{query}")).header("content-type", "application/x-ndjson");
    match secret {
        Some(secret) => request.header("authorization", format!("Bearer {secret}")),
        None => request,
    }
}

fn import(api: &Api, query: &str, body: impl Into<Body>) -> Answer {
    api.send(request(Some(ADMIN), query).body(body.into()).unwrap())
}

/// Checks that an answer is this refusal, and that the register is as it was.
#[track_caller]
fn check_refused(api: &Api, answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], code);
    assert_eq!(api.register.snapshot().revision(), 1);
}

#[test]
fn what_an_admin_sends_is_in_the_register() {
    let api = api();
    let link = r#"{"type":"participation","initiative":"initiative-1","organisation":"neu","role":"MEMBER"}"#;
    let body = format!("{link}\n\n{ORGANISATION}\n");
    let rehearsed = import(&api, "?dryRun=true", body.clone()).json();
    assert_eq!(rehearsed, json!({ "dryRun": true, "created": 2, "updated": 0, "unchanged": 0, "revision": 2 }));
    assert_eq!(api.register.snapshot().revision(), 1);
    let report = import(&api, "?note=aus%20der%20Liste", body.clone()).json();
    assert_eq!(report, json!({ "dryRun": false, "created": 2, "updated": 0, "unchanged": 0, "revision": 2 }));
    let data = api.data(r#"{ organisation(slug: "neu") { participations { nodes { role initiative { slug } } } } }"#);
    let link = &data["organisation"]["participations"]["nodes"][0];
    assert_eq!(*link, json!({ "role": "MEMBER", "initiative": { "slug": "initiative-1" } }));
    assert_eq!(import(&api, "", body).json()["unchanged"], 2);
}

#[test]
fn nobody_but_an_admin_may() {
    let api = api();
    let as_nobody = api.send(request(None, "").body(ORGANISATION.into()).unwrap());
    check_refused(&api, &as_nobody, StatusCode::UNAUTHORIZED, "UNAUTHENTICATED");
    assert_eq!(as_nobody.header("www-authenticate"), "Bearer");
    let as_editor = api.send(request(Some(EDITOR), "").body(ORGANISATION.into()).unwrap());
    check_refused(&api, &as_editor, StatusCode::FORBIDDEN, "FORBIDDEN");
}

#[test]
fn every_line_that_is_wrong_is_told_and_nothing_is_imported() {
    let api = api();
    let body = format!("{ORGANISATION}\n{{}}\n{}\n", ORGANISATION.replace("OTHER", "CLUB"));
    for query in ["", "?dryRun=true"] {
        let answer = import(&api, query, body.clone());
        check_refused(&api, &answer, StatusCode::BAD_REQUEST, "INVALID_INPUT");
        let told = answer.json();
        assert_eq!(told["total"], 2);
        let places: Vec<_> = told["errors"].as_array().unwrap().iter().map(|error| &error["extensions"]).collect();
        assert_eq!((&places[0]["line"], &places[0]["field"]), (&json!(2), &json!("type")));
        assert_eq!((&places[1]["line"], &places[1]["field"]), (&json!(3), &json!("kind")));
        assert!(told["errors"][0]["message"].as_str().unwrap().starts_with("line 2: type: is missing"), "{told}");
    }
    let answer = import(&api, "", "x\n".repeat(1_500)).json();
    assert_eq!((answer["total"].as_u64(), answer["errors"].as_array().map(Vec::len)), (Some(1_500), Some(1_000)));
}

#[test]
fn what_is_no_ndjson_is_told_before_it_is_read() {
    let api = api();
    let send = |name: &str, value: &str| {
        let request = Request::post("/import").header("authorization", format!("Bearer {ADMIN}"));
        api.send(request.header(name, value).body(ORGANISATION.into()).unwrap())
    };
    let unsupported = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    check_refused(&api, &send("content-type", "text/csv"), unsupported, "INVALID_INPUT");
    let answer = api.send(request(Some(ADMIN), "").header("content-encoding", "br").body(ORGANISATION.into()).unwrap());
    check_refused(&api, &answer, unsupported, "INVALID_INPUT");
    assert_eq!(answer.header("accept-encoding"), "gzip, zstd");
    check_refused(&api, &import(&api, "?dryrun=true", ORGANISATION), StatusCode::BAD_REQUEST, "INVALID_INPUT");
    let note = format!("?note={}", "x".repeat(10_001));
    check_refused(&api, &import(&api, &note, ORGANISATION), StatusCode::BAD_REQUEST, "INVALID_INPUT");
}

#[test]
fn a_body_may_be_packed_and_longer_than_a_query() {
    let lines: String =
        (0..20_000).map(|n| format!("{}\n", ORGANISATION.replace("\"neu\"", &format!("\"neu-{n}\"")))).collect();
    assert!(lines.len() > 1024 * 1024);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstandard = compress_to_vec(lines.as_bytes(), CompressionLevel::Fastest);
    for (encoding, body) in [("identity", lines.into_bytes()), ("gzip", gzip.clone()), ("zstd", zstandard)] {
        let request = request(Some(ADMIN), "?dryRun=true").header("content-encoding", encoding);
        assert_eq!(api().send(request.body(body.into()).unwrap()).json()["created"], 20_000, "{encoding}");
    }
    let api = api();
    let half = gzip[..gzip.len() / 2].to_vec();
    check_refused(&api, &import(&api, "", half), StatusCode::BAD_REQUEST, "INVALID_INPUT");
}

#[test]
fn a_body_that_breaks_off_leaves_nothing_behind() {
    let api = api();
    let pieces = [Ok(Bytes::from(format!("{ORGANISATION}\n"))), Err("the connection is gone")];
    let answer = import(&api, "", Body::from_stream(stream::iter(pieces)));
    check_refused(&api, &answer, StatusCode::BAD_REQUEST, "INVALID_INPUT");
    assert_eq!(api.data(r#"{ organisation(slug: "neu") { id } }"#)["organisation"], Value::Null);
}

/// One line, and then nothing more, ever; who asks for more is told of to `asked`.
fn stalled(asked: Arc<Notify>) -> Body {
    let first = stream::iter([Ok::<_, String>(format!("{ORGANISATION}\n"))]);
    let silence = stream::poll_fn(move |_| {
        asked.notify_one();
        Poll::Pending
    });
    Body::from_stream(first.chain(silence))
}

#[test]
fn a_body_that_does_not_come_is_given_up_and_meanwhile_no_other_is_taken() {
    let api = api();
    api.runtime.block_on(async {
        tokio::time::pause();
        let send = |body| api.app.clone().oneshot(request(Some(ADMIN), "").body(body).unwrap());
        let asked = Arc::new(Notify::new());
        let slow = tokio::spawn(send(stalled(asked.clone())));
        asked.notified().await;
        let second = send(ORGANISATION.into()).await.unwrap();
        assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(second.headers()["retry-after"], "5");
        tokio::time::advance(Duration::from_secs(31)).await;
        assert_eq!(slow.await.unwrap().unwrap().status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(api.register.snapshot().revision(), 1);
        assert_eq!(send(ORGANISATION.into()).await.unwrap().status(), StatusCode::OK);
    });
}

#[test]
fn what_is_downloaded_is_the_register_and_can_be_imported() {
    let api = Api::of(seed::bundled(NOON).unwrap());
    let register = api.register.snapshot();
    let get = |path: &str| api.send(Request::get(path).body(Body::empty()).unwrap());
    let downloaded = get("/export/register.ndjson");
    assert_eq!(downloaded.text(), export(&register));
    assert_eq!(downloaded.header("content-type"), "application/x-ndjson");
    assert_eq!(downloaded.header("content-disposition"), "attachment; filename=\"register.ndjson\"");
    let table = get("/export/organisations.csv");
    assert_eq!(table.text(), export_table(&register, SubjectType::Organisation));
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(get("/export/none.csv").status, StatusCode::NOT_FOUND);
    let copy = Api::of([]);
    assert_eq!(import(&copy, "", downloaded.body.clone()).status, StatusCode::OK);
    assert_eq!(export(&copy.register.snapshot()), downloaded.text());
}
