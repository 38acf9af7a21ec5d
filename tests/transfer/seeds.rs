//! The seed's own format: all of a register but versions and times, which nobody writes by hand.

use buendnis::{
    model::{Origin, Record, Source},
    register::{Proposal, Register, Step},
    snapshot::Snapshot,
    transfer::{
        generate::{Size, generate},
        intake::Intake,
        seed,
    },
};
use proptest::prelude::*;

use super::round_trip::{every_field, lawful};
use crate::support::{
    NOON,
    files::{empty, export},
    world::{World, ops},
};

/// A register into which somebody put these records: so it has the versions and times that a copy has.
fn register(records: Vec<Record>) -> Register {
    let register = empty();
    let steps = records.into_iter().map(Step::Put).collect();
    let proposal = Proposal { actor: "test".into(), origin: Origin::Import, note: None, steps, memo: None };
    register.submit_blocking(proposal).unwrap();
    register
}

fn files(register: &Snapshot) -> Vec<(String, String)> {
    let write = |part: seed::Part| {
        let mut out = Vec::new();
        seed::write(register, part, &mut out).unwrap();
        (part.path(), String::from_utf8(out).unwrap())
    };
    seed::parts().map(write).collect()
}

fn read(files: &[(String, String)]) -> Vec<Record> {
    let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    seed::from_files(files, NOON).unwrap_or_else(|error| panic!("{error}"))
}

fn check(records: Vec<Record>) {
    let original = register(records).snapshot();
    let written = files(&original);
    let copy = empty();
    let mut intake = Intake::default();
    intake.add_records("seed", read(&written));
    intake.against(&copy.snapshot()).commit(&copy, "test", None).unwrap();
    assert_eq!(export(&copy.snapshot()), export(&original), "{written:#?}");
    assert_eq!(files(&copy.snapshot()), written);
}

#[test]
fn the_bundled_register_comes_back_as_it_was_and_names_no_id() {
    let bundled = seed::bundled(NOON).unwrap();
    check(bundled.clone());
    let written = files(&register(bundled).snapshot());
    for (name, text) in &written {
        for field in ["id = ", "sources = ", "version = ", "collective = false", "formal = true"] {
            assert!(!text.contains(field), "{field} in {name}");
        }
    }
    assert!(written[0].1.contains("\n\n[[organisation]]\nslug = \"dgb\"\nname.de = \"Deutscher Gewerkschaftsbund\"\n"));
}

#[test]
fn ids_and_sources_from_elsewhere_come_back_as_they_were() {
    check(every_field());
    let size = Size { initiatives: 60, organisations: 90, participations: 700 };
    check(generate(size, 3, NOON).unwrap().collect());
}

#[test]
fn a_participation_without_sources_does_not_get_those_of_its_initiative() {
    let mut bundled = seed::bundled(NOON).unwrap();
    for record in &mut bundled {
        if let Record::Participation(link) = record {
            std::sync::Arc::make_mut(link).sources = Vec::<Source>::new();
        }
    }
    check(bundled);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_register_comes_back_as_it_was(ops in ops(1..60)) {
        check(lawful(World::of(&ops)));
    }
}
