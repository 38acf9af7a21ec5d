//! What an operator sees: `/metrics`.

use std::sync::Arc;

use axum::{body::Body, http::Request};
use buendnis::{
    model::Timestamp,
    register::Register,
    server::{App, ReadAccess, Service},
    store::Sled,
};
use serde_json::json;

use super::api::{Api, EDITOR, authenticator};

fn metrics(api: &Api) -> String {
    let metrics = api.send(Request::get("/metrics").body(Body::empty()).unwrap());
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    metrics.text().to_owned()
}

fn check(metrics: &str, lines: &[&str]) {
    for line in lines {
        assert!(metrics.lines().any(|found| found == *line), "{line} in\n{metrics}");
    }
}

/// A number that is there, whatever it is.
fn number(metrics: &str, name: &str) -> f64 {
    let value = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.unwrap_or_else(|| panic!("{name} in\n{metrics}")).parse().unwrap()
}

#[test]
fn the_metrics_count_requests_by_what_they_did() {
    let api = Api::of([]);
    api.ask("{ revision }");
    api.ask("{ nope }");
    check(
        &metrics(&api),
        &[
            "buendnis_requests_total{route=\"/graphql\",operation=\"query\",status=\"200\",code=\"\"} 1",
            "buendnis_requests_total{route=\"/graphql\",operation=\"query\",status=\"400\",code=\"GRAPHQL_VALIDATION_FAILED\"} 1",
            "buendnis_request_duration_seconds_count{operation=\"query\"} 2",
            "buendnis_streams{transport=\"websocket\"} 0",
            "buendnis_streams{transport=\"events\"} 0",
            "buendnis_subscriptions 0",
            "buendnis_events_total 0",
            "buendnis_gaps_total 0",
            "# EOF",
        ],
    );
}

#[test]
fn the_metrics_tell_of_the_register_and_of_its_commits() {
    let directory = tempfile::tempdir().unwrap();
    let register = Arc::new(Register::open(Sled::open(directory.path()).unwrap(), Timestamp::now).unwrap());
    let service = Service::new(register.clone()).with_access(authenticator(), ReadAccess::Open);
    let api = Api { app: App::new(service), register, ..Api::of([]) };
    let before = number(&metrics(&api), "buendnis_sync_duration_seconds_count");
    for slug in ["a", "b", "c"] {
        let change = format!(
            "mutation {{ createOrganisation(input: {{ slug: \"{slug}\", name: {{ de: \"X\" }}, kind: OTHER }}) {{ revision }} }}"
        );
        let answer = api.post_as(EDITOR, &json!({ "query": change }));
        assert_eq!(answer.json()["errors"], json!(null), "{}", answer.text());
    }
    let metrics = metrics(&api);
    check(
        &metrics,
        &[
            "buendnis_revision 3",
            "buendnis_records{type=\"state\"} 16",
            "buendnis_records{type=\"organisation\"} 3",
            "buendnis_records{type=\"initiative\"} 0",
            "buendnis_records{type=\"participation\"} 0",
            "buendnis_records{type=\"event\"} 0",
            "buendnis_commit_duration_seconds_count 3",
            "buendnis_waiting{queue=\"commit\"} 0",
            "buendnis_waiting{queue=\"analysis\"} 0",
        ],
    );
    assert!(number(&metrics, "buendnis_sync_duration_seconds_count") >= before + 3.0);
    assert!(number(&metrics, "buendnis_commit_duration_seconds_sum") > 0.0);
    if cfg!(target_os = "linux") {
        assert!(number(&metrics, "buendnis_resident_memory_bytes") > 1e6);
    }
}

#[test]
fn the_metrics_count_what_was_there_already() {
    let api = Api::of([]);
    let hash = "ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38";
    let named = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    api.post(&json!({ "extensions": named }));
    api.post(&json!({ "query": "{__typename}", "extensions": named }));
    api.post(&json!({ "extensions": named }));
    check(
        &metrics(&api),
        &[
            "buendnis_cache_lookups_total{cache=\"documents\",outcome=\"miss\"} 1",
            "buendnis_cache_lookups_total{cache=\"documents\",outcome=\"hit\"} 1",
        ],
    );
}
