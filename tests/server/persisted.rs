//! Documents by their hash, and servers that know only some.

use std::sync::Arc;

use buendnis::server::{Registered, RegisteredError, Settings};
use serde_json::{Value, json};

use super::{
    api::{Answer, Api},
    limits::with,
};

const QUERY: &str = "{ revision }";
/// `printf '{ revision }' | sha256sum`
const HASH: &str = "268b20b93227ade25ab773b2b4e3daf7564f87e58344624eedf5b79eafceac81";

fn code(answer: &Answer) -> Value {
    answer.json()["errors"][0]["extensions"]["code"].clone()
}

fn by_hash(hash: &str) -> Value {
    json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } })
}

fn with_text(hash: &str, query: &str) -> Value {
    let mut request = by_hash(hash);
    request["query"] = query.into();
    request
}

#[test]
fn a_document_that_was_sent_once_is_known_by_its_hash() {
    let api = Api::of([]);
    let unknown = api.post(&by_hash(HASH));
    assert_eq!((unknown.status.as_u16(), code(&unknown)), (400, json!("PERSISTED_QUERY_NOT_FOUND")));
    // The words that Apollo's clients wait for.
    assert_eq!(unknown.json()["errors"][0]["message"], "PersistedQueryNotFound");
    let data = json!({ "data": { "revision": 0 } });
    assert_eq!(api.post(&with_text(HASH, QUERY)).json(), data);
    assert_eq!(api.post(&by_hash(HASH)).json(), data);
    assert_eq!(api.post(&by_hash(&HASH.to_uppercase())).json(), data);
    assert_eq!(api.post(&json!({ "documentId": format!("sha256:{HASH}") })).json(), data);
    assert_eq!(api.post(&json!({ "documentId": HASH })).json(), data);
}

#[test]
fn a_document_under_a_wrong_hash_is_refused_and_not_kept() {
    let api = Api::of([]);
    for (request, message) in [
        (with_text(HASH, "{ states { name } }"), "is not the SHA-256"),
        (json!({ "query": QUERY, "documentId": HASH }), "not both"),
        (json!({ "extensions": { "persistedQuery": { "version": 2, "sha256Hash": HASH } } }), "`version` 1"),
        (json!({ "extensions": { "persistedQuery": { "version": 1 } } }), "`sha256Hash`"),
    ] {
        let answer = api.post(&request);
        assert_eq!((answer.status.as_u16(), code(&answer)), (400, json!("INVALID_INPUT")), "{request}");
        assert!(answer.text().contains(message), "{request}: {}", answer.text());
    }
    assert_eq!(code(&api.post(&by_hash(HASH))), "PERSISTED_QUERY_NOT_FOUND");
}

fn registered() -> Api {
    let manifest = json!({ HASH: QUERY }).to_string();
    let registered = Registered::read(manifest.as_bytes()).unwrap();
    with(Settings { registered: Some(Arc::new(registered)), ..Settings::default() })
}

#[test]
fn a_server_of_registered_documents_executes_no_others() {
    let api = registered();
    let data = json!({ "data": { "revision": 0 } });
    for request in [json!({ "query": QUERY }), json!({ "documentId": HASH }), by_hash(HASH), with_text(HASH, QUERY)] {
        assert_eq!(api.post(&request).json(), data, "{request}");
    }
    for request in [
        json!({ "query": "{ revision  }" }),
        json!({ "query": "{ __typename }" }),
        json!({ "documentId": "00" }),
        by_hash("00"),
    ] {
        let answer = api.post(&request);
        assert_eq!((answer.status.as_u16(), code(&answer)), (403, json!("FORBIDDEN")), "{request}");
    }
}

#[test]
fn manifests_come_in_two_forms() {
    let relay = json!({ HASH: QUERY });
    let apollo = json!({
        "format": "apollo-persisted-query-manifest", "version": 1,
        "operations": [{ "id": HASH, "name": "Q", "type": "query", "body": QUERY }]
    });
    for manifest in [relay, apollo] {
        assert_eq!(Registered::read(manifest.to_string().as_bytes()).unwrap().len(), 1, "{manifest}");
    }
    for (manifest, entry) in [
        (json!([]), None),
        (json!({ "operations": {} }), None),
        (json!({ "operations": [{ "id": 1 }] }), None),
        (json!({ HASH: 1 }), Some(HASH)),
        (json!({ "00": QUERY }), Some("00")),
    ] {
        let error = Registered::read(manifest.to_string().as_bytes()).unwrap_err();
        match (error, entry) {
            (RegisteredError::Shape, None) => {}
            (RegisteredError::Entry(name), Some(entry)) => assert_eq!(name, entry),
            (error, _) => panic!("{manifest}: {error}"),
        }
    }
    assert!(matches!(Registered::read(b"x"), Err(RegisteredError::Json(_))));
}
