//! Out and in again, and out: the same bytes.

use std::collections::HashSet;

use buendnis::{
    model::{Former, Initiative, Organisation, OrganisationId, Record, StateCode, Timestamp},
    transfer::{
        generate::{Size, generate},
        seed,
    },
};
use enumset::EnumSet;
use proptest::prelude::*;

use crate::support::{
    self, NOON,
    files::{empty, export, import, register},
    world::{World, ops},
};

/// Checks that the records come back as they are, in whatever order their lines are read.
fn check(records: Vec<Record>) {
    let written = export(&register(records).snapshot());
    let mut lines: Vec<&str> = written.lines().collect();
    lines.reverse();
    let middle = lines.len() / 3;
    lines.rotate_left(middle);
    for text in [written.clone(), lines.join("\n")] {
        let copy = empty();
        import(&copy, &text).unwrap();
        similar(&export(&copy.snapshot()), &written);
        let again = import(&copy, &text).unwrap();
        assert_eq!((again.receipt.set, again.given), (None, lines.len()));
        assert!(copy.snapshot().revision() <= 1);
    }
}

/// Like `assert_eq`, but tells the first line that differs only.
fn similar(found: &str, expected: &str) {
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

#[test]
fn the_bundled_register_comes_back_as_it_was() {
    check(seed::bundled(Timestamp::from_micros(1_234_567)).unwrap());
}

#[test]
fn a_generated_register_comes_back_as_it_was() {
    let size = Size { initiatives: 60, organisations: 90, participations: 700 };
    check(generate(size, 3, NOON).unwrap().collect());
}

/// Every field of every type, as far as they go together.
pub fn every_field() -> Vec<Record> {
    let mut initiative = support::full_initiative();
    initiative.predecessor = None;
    initiative.absent_kinds -= buendnis::model::OrganisationKind::TradeUnion;
    let mut participation = support::full_participation();
    participation.headcount = Some(0);
    let records = support::records().into_iter().map(|(_, record)| record);
    let records = records.filter(|record| *record != support::full_initiative().into());
    let records = records.filter(|record| *record != support::full_participation().into());
    let merged = Organisation {
        formerly: vec![Former { id: OrganisationId::from_u128(0x99), slug: "alt".parse().unwrap() }],
        ..support::organisation_no(7)
    };
    records.chain([initiative.into(), participation.into(), merged.into()]).collect()
}

#[test]
fn every_field_comes_back_as_it_was() {
    check(every_field());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_register_comes_back_as_it_was(ops in ops(1..60)) {
        check(lawful(World::of(&ops)));
    }
}

/// The records of a world, mended where it does not keep the rules of the register.
pub fn lawful(world: World) -> Vec<Record> {
    let mut links = HashSet::new();
    let records = world.records.into_values().map(|record| match record {
        Record::Initiative(initiative) => {
            let initiative = (*initiative).clone();
            let states = initiative.states | StateCode::Bw;
            Initiative { states, absent_kinds: EnumSet::empty(), ..initiative }.into()
        }
        other => other,
    });
    let is_new = |record: &Record| match record {
        Record::Participation(link) => links.insert((link.initiative, link.organisation, link.role)),
        _ => true,
    };
    records.filter(is_new).collect()
}

#[test]
fn a_line_begins_with_its_type_and_names_others_by_slug() {
    let written = export(&register(seed::bundled(NOON).unwrap()).snapshot());
    let types = ["state", "organisation", "initiative", "event", "participation"];
    let mut place = 0;
    for line in written.lines() {
        place += usize::from(!line.starts_with(&format!("{{\"type\":\"{}\",\"id\":", types[place])));
        assert!(line.starts_with(&format!("{{\"type\":\"{}\",\"id\":", types[place])), "{line}");
        let end = "\"version\":1,\"createdAt\":\"2026-01-15T12:00:00Z\",\"updatedAt\":\"2026-01-15T12:00:00Z\"}";
        assert!(line.ends_with(end), "{line}");
    }
    assert_eq!(place, 4);
    assert!(written.contains("\"parent\":\"ig-metall\""));
}
