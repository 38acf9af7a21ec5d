//! `Idempotency-Key`: a change that is sent again is made once.

use std::sync::Arc;

use axum::{body::Body, http::Request};
use buendnis::{
    model::Timestamp,
    schema::{Attempt, Role, Viewer},
    store::{Sled, Store},
};
use serde_json::{Value, json};

use crate::{
    api::{ADMIN, Answer, Api, EDITOR},
    desk::Desk,
    support::back_end::{engine, every_back_end},
};

const CREATE: &str = r#"mutation { createOrganisation(input: { slug: "neu", name: { de: "Neu" }, kind: OTHER }) { revision organisation { id version } } }"#;

fn send(api: &Api, secret: &str, keys: &[&str], query: &str) -> Answer {
    let mut post = Request::post("/graphql").header("content-type", "application/json");
    post = post.header("authorization", format!("Bearer {secret}"));
    for key in keys {
        post = post.header("idempotency-key", *key);
    }
    api.send(post.body(json!({ "query": query }).to_string().into()).unwrap())
}

fn revision(api: &Api) -> u64 {
    api.register.snapshot().revision()
}

#[test]
fn a_retry_gets_the_first_answer_and_writes_nothing() {
    every_back_end(|back_end| {
        let api = Api::over(back_end.store());
        let first = send(&api, EDITOR, &["a"], CREATE);
        assert_eq!((first.status.as_u16(), first.header("idempotency-replayed")), (200, ""));
        assert_eq!(first.json().get("errors"), None, "{}", first.text());
        // Whatever has become of the record since.
        send(&api, EDITOR, &[], r#"mutation { deleteOrganisation(organisation: { slug: "neu" }) { revision } }"#);
        let before = revision(&api);
        let again = send(&api, EDITOR, &["a"], CREATE);
        assert_eq!((again.status.as_u16(), again.header("idempotency-replayed")), (200, "true"));
        assert_eq!(again.body, first.body);
        assert_eq!(revision(&api), before);
        // Another key, another token, or none: another change.
        for (secret, keys) in [(EDITOR, &["b"][..]), (ADMIN, &["a"]), (EDITOR, &[])] {
            send(
                &api,
                secret,
                keys,
                r#"mutation { updateState(code: BE, input: { summary: { de: "x" } }) { revision } }"#,
            );
        }
    });
}

#[test]
fn a_key_is_one_tokens_own() {
    every_back_end(|back_end| {
        let api = Api::over(back_end.store());
        let anna = send(&api, EDITOR, &["a"], CREATE).json();
        let admin = send(&api, ADMIN, &["a"], CREATE).json();
        assert_eq!(anna.get("errors"), None);
        assert_eq!(admin["errors"][0]["extensions"]["code"], "INVALID_INPUT", "the slug is taken: {admin}");
    });
}

#[test]
fn a_refusal_is_an_answer_too() {
    every_back_end(|back_end| {
        let api = Api::over(back_end.store());
        let delete = r#"mutation { deleteOrganisation(organisation: { slug: "neu" }) { revision } }"#;
        let first = send(&api, EDITOR, &["a"], delete);
        assert_eq!(first.json()["errors"][0]["extensions"]["code"], "NOT_FOUND");
        send(&api, EDITOR, &["b"], CREATE);
        assert_eq!(send(&api, EDITOR, &["a"], delete).body, first.body);
        assert_eq!(revision(&api), 1);
    });
}

#[test]
fn a_key_for_another_request_and_what_is_no_key_are_refused() {
    every_back_end(|back_end| {
        let api = Api::over(back_end.store());
        send(&api, EDITOR, &["a"], CREATE);
        let other = send(
            &api,
            EDITOR,
            &["a"],
            r#"mutation { deleteOrganisation(organisation: { slug: "neu" }) { revision } }"#,
        );
        assert_eq!(
            (other.status.as_u16(), &other.json()["errors"][0]["extensions"]["code"]),
            (422, &json!("INVALID_INPUT"))
        );
        let long = "x".repeat(256);
        for keys in [&[""][..], &["a b"], &[&long], &["ü"], &["a", "a"]] {
            let refused = send(&api, EDITOR, keys, CREATE);
            assert_eq!(refused.status.as_u16(), 400, "{keys:?}: {}", refused.text());
        }
        assert_eq!(revision(&api), 1);
    });
}

#[test]
fn a_query_is_answered_anew() {
    every_back_end(|back_end| {
        let api = Api::over(back_end.store());
        let query = "{ revision }";
        assert_eq!(send(&api, EDITOR, &["a"], query).json()["data"]["revision"], 0);
        send(&api, EDITOR, &["b"], CREATE);
        assert_eq!(send(&api, EDITOR, &["a"], query).json()["data"]["revision"], 1);
    });
}

#[test]
fn of_many_at_once_one_is_carried_out() {
    every_back_end(|back_end| {
        let api = Api::over(back_end.store());
        let post = || {
            let post =
                Request::post("/graphql").header("content-type", "application/json").header("idempotency-key", "a");
            post.header("authorization", format!("Bearer {EDITOR}"))
                .body(Body::from(json!({ "query": CREATE }).to_string()))
                .unwrap()
        };
        let bodies: Vec<_> = api.runtime.block_on(async {
            let tasks: Vec<_> =
                (0..20).map(|_| tokio::spawn(tower::ServiceExt::oneshot(api.app.clone(), post()))).collect();
            let mut bodies = Vec::new();
            for task in tasks {
                let response = task.await.unwrap().unwrap();
                bodies.push(axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap());
            }
            bodies
        });
        assert_eq!(revision(&api), 1);
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    });
}

/// What a server that was started so many hours after noon answers.
fn answer_at(store: Arc<dyn Store>, hours: i64) -> Answer {
    let now = Timestamp::from_micros(1_768_478_400_000_000 + hours * 3_600_000_000);
    send(&Api::with_clock(store, move || now), EDITOR, &["a"], CREATE)
}

#[test]
fn answers_are_kept_for_a_day_across_restarts() {
    every_back_end(|back_end| {
        let mut answer_at = |hours| {
            back_end.reopen();
            answer_at(back_end.store(), hours)
        };
        let (first, next_day) = (answer_at(0), answer_at(23));
        assert_eq!((next_day.header("idempotency-replayed"), &next_day.body), ("true", &first.body));
        let forgotten = answer_at(25).json();
        let code = &forgotten["errors"][0]["extensions"]["code"];
        assert_eq!(code, "INVALID_INPUT", "carried out again: the slug is taken");
    });
}

/// What nobody may ask for any more is not kept: only the last answer is.
#[test]
fn an_answer_that_has_had_its_day_is_removed() {
    let directory = tempfile::tempdir().unwrap();
    for hours in [0, 25] {
        answer_at(Arc::new(Sled::open(directory.path()).unwrap()), hours);
    }
    assert_eq!(engine(directory.path()).range([b'K']..[b'L']).count(), 1);
}

/// The process ended after the commit: the answer was never remembered, but what the change came to is.
#[test]
fn a_change_whose_answer_was_lost_is_not_made_again() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        let attempt = |n: u8| {
            let request = async_graphql::Request::new(
                r#"mutation {
                    a: createOrganisation(input: { name: { de: "Neu" }, kind: OTHER }) { revision organisation { id } }
                    b: createOrganisation(input: { name: { de: "Neu" }, kind: OTHER }) { revision organisation { id slug } }
                    c: applyChanges(changes: [{ deleteEvent: { slug: "auftakt" } }]) { revision changes { action subjectType } }
                    d: updateState(code: BE, input: {}) { state { code } }
                }"#,
            );
            let viewer = Viewer { name: "anna".to_owned(), role: Role::Editor };
            let request = request.data(desk.register.snapshot()).data(desk.register.clone()).data(viewer);
            let answer = desk.runtime.block_on(desk.schema.execute(request.data(Attempt([n; 32]))));
            serde_json::to_value(answer).unwrap()
        };
        let first = attempt(1);
        assert_eq!(first.get("errors"), None, "{first:#}");
        let revision = desk.revision();
        let again: Value = attempt(1);
        // Each names its own record and change; the revision is that of the register it was read from.
        for path in ["/data/a/organisation", "/data/b/organisation", "/data/c/changes", "/data/d/state"] {
            assert_eq!(again.pointer(path).unwrap(), first.pointer(path).unwrap(), "{path}");
        }
        assert_eq!(desk.revision(), revision);
        assert!(attempt(2)["errors"].is_array(), "another attempt is another change: the event is gone");
    });
}
