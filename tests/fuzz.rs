//! Requests that a machine makes up: documents from the schema with values right and wrong, and some of them spoiled. Whatever
//! comes, the server answers with a status below 500 and errors that have a code, and no part of it panics.
//!
//! For ten minutes, with another beginning each time:
//!
//!     BUENDNIS_FUZZ_SECONDS=600 cargo test --test fuzz -- --nocapture
//!
//! A failure shows the request; what was wrong becomes a test of its own beside what it concerns.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
#[path = "fuzz/document.rs"]
mod document;
#[path = "fuzz/schema.rs"]
mod schema;
#[path = "fuzz/value.rs"]
mod value;

use std::{
    collections::BTreeMap,
    env,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{Request, header::AUTHORIZATION},
};
use buendnis::{
    model::Timestamp,
    register::Register,
    server::{App, Limits, ReadAccess, Service, Settings},
    store::Memory,
    transfer::seed,
};
use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use api::{Answer, Api, EDITOR, authenticator};
use document::document;
use schema::Types;

/// Requests where nothing else is said: the same ones each time.
const REQUESTS: usize = 1_500;

/// Texts of answers that later requests ask with, so that they find something.
const KNOWN_TEXTS: usize = 5_000;

/// A server over the bundled register with no limit on time, as a test runs on a busy machine.
fn bundled() -> Api {
    let register = Arc::new(Register::open(Memory::new(), Timestamp::now).unwrap());
    let limits = Limits { time: Duration::from_secs(600), ..Limits::DEFAULT };
    let service = Service::new(register.clone()).with_settings(Settings { limits, ..Settings::default() });
    let app = App::new(service.with_access(authenticator(), ReadAccess::Open));
    let api = Api { app, register, ..Api::of([]) };
    api.change(seed::bundled(Timestamp::EPOCH).unwrap().into_iter().map(buendnis::register::Step::Put));
    api
}

/// Notes where anything panics, on whatever thread.
fn panics() -> Arc<Mutex<Vec<String>>> {
    let panics = Arc::new(Mutex::new(Vec::new()));
    let (noted, usual) = (panics.clone(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        noted.lock().unwrap().push(panic.to_string());
        usual(panic);
    }));
    panics
}

/// Sends a request by one of the ways there are.
fn send(api: &Api, request: &[u8], rng: &mut ChaCha8Rng) -> Answer {
    let mut builder = Request::post("/graphql").header("content-type", "application/json");
    if rng.random_bool(0.7) {
        builder = builder.header(AUTHORIZATION, format!("Bearer {EDITOR}"));
    }
    if rng.random_bool(0.2)
        && let Ok(Value::Object(members)) = serde_json::from_slice(request)
    {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pairs = members.iter().map(|(name, value)| (name, text(value)));
        let address = url::form_urlencoded::Serializer::new("/graphql?".to_owned()).extend_pairs(pairs).finish();
        // An address that is longer is refused before anybody sees it.
        if address.len() < 30_000 {
            builder = builder.method("GET").uri(address);
        }
    }
    api.send(builder.body(Body::from(request.to_vec())).unwrap())
}

/// What is wrong with an answer.
fn fault(answer: &Answer) -> Option<String> {
    if answer.status.is_server_error() {
        return Some(format!("status {}", answer.status));
    }
    let Ok(json) = serde_json::from_slice::<Value>(&answer.body) else { return Some("no JSON".to_owned()) };
    let errors = json.get("errors").map(|errors| errors.as_array().cloned().unwrap_or_default()).unwrap_or_default();
    let code = |error: &Value| error["extensions"]["code"].as_str().map(str::to_owned);
    match errors.iter().find(|error| code(error).is_none_or(|code| code == "INTERNAL")) {
        Some(error) => Some(format!("the error {error}")),
        None if errors.is_empty() && json.get("data").is_none() => Some("neither data nor errors".to_owned()),
        None => None,
    }
}

/// The texts of an answer.
fn texts(value: &Value, known: &mut Vec<String>) {
    match value {
        Value::String(text) if known.len() < KNOWN_TEXTS => known.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, known)),
        Value::Object(members) => members.values().for_each(|member| texts(member, known)),
        _ => {}
    }
}

/// Some bytes changed, gone, or there twice.
fn spoil(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
    for _ in 0..rng.random_range(1..4) {
        let start = rng.random_range(0..=bytes.len());
        let end = (start + rng.random_range(0..20)).min(bytes.len());
        let piece = match rng.random_range(0..4) {
            0 => Vec::new(),
            1 => bytes[start..end].repeat(rng.random_range(2..50)),
            2 => ["{", "}", "\\\"", "...", "@skip(if: true)", "\u{0}", "ß", "$x", "[", "#", "null"]
                .choose(rng)
                .unwrap()
                .as_bytes()
                .to_vec(),
            _ => vec![rng.random(), rng.random()],
        };
        bytes.splice(start..end, piece);
    }
}

#[test]
fn whatever_is_asked_is_answered() {
    let seconds: Option<u64> = env::var("BUENDNIS_FUZZ_SECONDS").ok().map(|seconds| seconds.parse().unwrap());
    let beginning = match seconds {
        Some(_) => Timestamp::now().as_micros() as u64,
        None => 1,
    };
    let (mut rng, types, panics) = (ChaCha8Rng::seed_from_u64(beginning), Types::ours(), panics());
    let (mut api, start) = (bundled(), Instant::now());
    let (mut known, mut statuses, mut executed) = (Vec::new(), BTreeMap::new(), 0);
    for count in 0.. {
        let over = seconds.map_or(count >= REQUESTS, |seconds| start.elapsed().as_secs() >= seconds);
        if over {
            println!("{count} requests from {beginning}, {executed} executed without an error, by status {statuses:?}");
            assert!(executed * 10 > count, "the requests are too wrong to reach anything");
            return;
        }
        // What was deleted and merged meanwhile is there again.
        if count % 2_000 == 1_999 {
            api = bundled();
        }
        let mut request = serde_json::to_vec(&document(&types, &known, &mut rng)).unwrap();
        if rng.random_bool(0.15) {
            spoil(&mut request, &mut rng);
        }
        let answer = send(&api, &request, &mut rng);
        let shown = || String::from_utf8_lossy(&request).into_owned();
        if let Some(fault) = fault(&answer) {
            panic!("{fault} after {count} requests from {beginning}: {}\n{}", shown(), answer.text());
        }
        let panicked = panics.lock().unwrap().clone();
        assert!(panicked.is_empty(), "{panicked:?} after {count} requests from {beginning}: {}", shown());
        *statuses.entry(answer.status.as_u16()).or_insert(0) += 1;
        let json = answer.json();
        executed += usize::from(json.get("errors").is_none());
        if known.len() >= KNOWN_TEXTS {
            known.drain(..KNOWN_TEXTS / 2);
        }
        texts(&json["data"], &mut known);
    }
}

/// What the machine found is kept here, each with its story.
#[test]
fn what_was_found_is_answered() {
    let api = bundled();
    // The ties of an organisation that the register of before the change does not have were sought there.
    let ties = "partners { totalCount } similar { jaccard } suggestedPartners { score }";
    let input = r#"{ slug: "neu", name: { de: "Neu" }, kind: OTHER }"#;
    let query = format!("mutation {{ createOrganisation(input: {input}) {{ organisation {{ {ties} }} }} }}");
    let answer = api.post_as(EDITOR, &json!({ "query": query }));
    let none = json!({ "partners": { "totalCount": 0 }, "similar": [], "suggestedPartners": [] });
    assert_eq!(answer.json(), json!({ "data": { "createOrganisation": { "organisation": none } } }));
}
