//! Input that nobody would write by hand: whatever the bytes, every reader answers, with a value or with an error, and what
//! was read as a value reads the same when it is written again.
//!
//! In a long run set `PROPTEST_CASES=100000`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
mod support;

use std::{fmt::Display, io::Read, str::FromStr};

use api::Api;
use axum::http::StatusCode;
use buendnis::{
    model::{
        EventId, InitiativeId, NodeId, OrganisationId, PartialDate, ParticipationId, Slug, SubjectType, Timestamp, Url,
    },
    snapshot::key::Cursor,
    store::backup,
    transfer::{intake::Intake, ndjson, seed, table, unpack::unpacked},
};
use proptest::{collection::vec, prelude::*, sample};
use serde_json::json;
use support::{
    NOON,
    files::{empty, export, export_table},
};

/// Parses a text; what comes of it is written as a text that means the same.
fn check<T: FromStr + Display + PartialEq + std::fmt::Debug>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let written = value.to_string();
        assert_eq!(written.parse::<T>().ok(), Some(value), "{text:?} became {written:?}");
    }
}

/// Bytes of something that is right, with some of them changed, gone, or there twice.
fn spoiled(right: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = right.len();
    let edit = (0..length, 0..40_usize, vec(any::<u8>(), 0..6));
    vec(edit, 1..6).prop_map(move |edits| {
        let mut bytes = right.clone();
        for (start, removed, inserted) in edits {
            let start = start.min(bytes.len());
            let end = (start + removed).min(bytes.len());
            bytes.splice(start..end, inserted);
        }
        bytes
    })
}

/// A quarter of the usual number of cases: each takes some milliseconds.
fn slow() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases / 4, ..usual }
}

fn bundled() -> Vec<u8> {
    export(&support::files::register(seed::bundled(NOON).unwrap()).snapshot()).into_bytes()
}

/// Imports bytes into a register of the bundled records; if anything is wrong with them, nothing of them may be there.
fn check_import(read: impl FnOnce(&mut Intake)) {
    let register = empty();
    let before = register.snapshot();
    let mut intake = Intake::default();
    read(&mut intake);
    let imported = intake.against(&before).commit(&register, "test", None);
    assert!(imported.is_ok() || register.snapshot().revision() == before.revision());
}

proptest! {
    #[test]
    fn short_texts_are_values_or_errors(text in r"[0-9XuS~?%/.\-+: a-z_äT]{0,32}|\PC{0,40}") {
        check::<PartialDate>(&text);
        check::<Timestamp>(&text);
        check::<Slug>(&text);
        check::<Url>(&text);
        check::<NodeId>(&text);
        check::<InitiativeId>(&text);
        check::<OrganisationId>(&text);
        check::<ParticipationId>(&text);
        check::<EventId>(&text);
        if let Ok(cursor) = Cursor::decode(&text) {
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Ok(cursor));
        }
    }

    #[test]
    fn any_bytes_are_unpacked_or_refused(bytes in vec(any::<u8>(), 0..200), packed in sample::select(vec![&b""[..], b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"])) {
        let bytes = [packed, &bytes].concat();
        let _ = unpacked(&*bytes).and_then(|mut text| text.read_to_end(&mut Vec::new()));
        prop_assert!(backup::read(&*bytes, |_, _| Ok(())).is_err());
    }
}

proptest! {
    #![proptest_config(slow())]

    #[test]
    fn spoiled_ndjson_is_imported_or_refused_as_a_whole(bytes in spoiled(bundled())) {
        check_import(|intake| ndjson::read("in", &mut &*bytes, intake).unwrap());
    }

    #[test]
    fn spoiled_tables_are_imported_or_refused_as_a_whole(
        subject in sample::select(SubjectType::ALL.to_vec()),
        edits in vec((any::<sample::Index>(), any::<u8>()), 1..8),
    ) {
        let register = support::files::register(seed::bundled(NOON).unwrap());
        let mut bytes = export_table(&register.snapshot(), subject).into_bytes();
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        check_import(|intake| table::read("in", subject, &mut &*bytes, intake).unwrap());
    }

    #[test]
    fn spoiled_seeds_are_read_or_refused(text in r#"(\[state\]|\[\[organisation\]\]|\[\[initiative\]\]|\[\[initiative\.event\]\]|slug = "a"|name\.de = "A"|id = "org_1"|states = \["BW"\]|kind = "OTHER"|topics = \[1|=|\n){0,30}"#) {
        let _ = seed::from_files([("a.toml", text.as_str())], NOON);
    }

    #[test]
    fn any_query_is_answered(text in r#"(query|mutation|\{|\}|\(|\)|:|"|\.\.\.|on|@skip|\$a|[a-z]{1,8}|initiatives|organisation|slug|first|-?[0-9]{1,20}| |\n|\PC){0,40}"#) {
        let api = Api::of([]);
        let answer = api.post(&json!({ "query": text }));
        prop_assert!([StatusCode::OK, StatusCode::BAD_REQUEST].contains(&answer.status), "{}", answer.text());
        prop_assert!(!answer.text().contains("INTERNAL"), "{}", answer.text());
    }
}
