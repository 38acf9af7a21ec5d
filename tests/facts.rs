//! What the source says, asked of the bundled register: every fact of `tests/facts/*.toml`.
//!
//! A fact is `says`, a sentence of the source; `query`, a question to the API; and `expect`, the answer in JSON. An object
//! matches if all its members do; others may be there. A list matches if each of its elements matches one of the answer's,
//! in any order. `{"contains": "…"}` matches a text with that in it. Everything else matches what is equal to it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;

use std::{fs, path::Path};

use buendnis::{model::Timestamp, transfer::seed};
use serde::Deserialize;
use serde_json::{Value, json};

use api::Api;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    fact: Vec<Fact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    says: String,
    query: String,
    expect: String,
}

fn matches(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::String(found)) if expected.len() == 1 => {
            expected.get("contains").and_then(Value::as_str).is_some_and(|part| found.contains(part))
        }
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().all(|(name, expected)| found.get(name).is_some_and(|found| matches(expected, found)))
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.iter().all(|expected| found.iter().any(|found| matches(expected, found)))
        }
        (expected, found) => expected == found,
    }
}

/// What is wrong with a fact, if anything is.
fn check(api: &Api, file: &str, fact: &Fact) -> Option<String> {
    let Fact { says, query, expect } = fact;
    let told = |wrong: String| Some(format!("{file}: {says}\n  {wrong}"));
    let expected: Value = match serde_json::from_str(expect) {
        Ok(expected) => expected,
        Err(error) => return told(format!("`expect` is not JSON: {error}")),
    };
    let answer = api.ask(query);
    match answer.get("errors") {
        Some(errors) => told(format!("the query was refused: {errors}")),
        None if matches(&expected, &answer["data"]) => None,
        None => told(format!("expected {expected}\n     found {}", answer["data"])),
    }
}

#[test]
fn the_bundled_register_holds_the_facts_of_its_source() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(!files.is_empty(), "no facts in {}", folder.display());
    let api = Api::of(seed::bundled(Timestamp::now()).unwrap_or_else(|error| panic!("{error}")));
    let (mut count, mut wrong) = (0, Vec::new());
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        match toml::from_str::<Facts>(&fs::read_to_string(&file).unwrap()) {
            Ok(facts) => {
                count += facts.fact.len();
                wrong.extend(facts.fact.iter().filter_map(|fact| check(&api, &name, fact)));
            }
            Err(error) => wrong.push(format!("{name} cannot be read: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {count} facts are not found:\n\n{}\n", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn matching() {
    for (expected, found, result) in [
        (json!({ "a": 1 }), json!({ "a": 1, "b": 2 }), true),
        (json!({ "a": 1 }), json!({ "b": 1 }), false),
        (json!({ "a": null }), json!({ "a": null }), true),
        (json!({ "a": null }), json!({}), false),
        (json!([2, 1]), json!([1, 2, 3]), true),
        (json!([4]), json!([1, 2, 3]), false),
        (json!([]), json!([1]), true),
        (json!([{ "a": 1 }]), json!([{ "a": 2 }, { "a": 1, "b": 2 }]), true),
        (json!({ "contains": "ö" }), json!("Größe"), true),
        (json!({ "contains": "x" }), json!("Größe"), false),
        (json!({ "contains": "x" }), json!(null), false),
        (json!(1), json!("1"), false),
        (json!({}), json!(null), false),
    ] {
        assert_eq!(matches(&expected, &found), result, "{expected} and {found}");
    }
}
