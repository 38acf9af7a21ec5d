//! Synthetic registers through their public door: exact in number, repeatable, heavy-tailed and free of contradictions.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking"
)]

use std::collections::{HashMap, HashSet};

use buendnis::{
    model::*,
    transfer::{
        Error,
        generate::{Size, generate},
    },
};
use proptest::prelude::*;

const AT: Timestamp = Timestamp::from_micros(1_500_000_000_000_000);
const SMALL: Size = Size { initiatives: 400, organisations: 1000, participations: 8000 };

fn records(size: Size, seed: u64) -> Vec<Record> {
    generate(size, seed, AT).unwrap().collect()
}

fn count(records: &[Record], of: SubjectType) -> usize {
    records.iter().filter(|record| record.subject_type() == of).count()
}

macro_rules! all {
    ($records:expr, $type:ident) => {
        $records.iter().filter_map(|record| match record {
            Record::$type(record) => Some(&**record),
            _ => None,
        })
    };
}

/// Checks everything that has to hold whatever the size and the seed.
fn check(size: Size, records: &[Record]) {
    check_counts(size, records);
    check_names(records);
    check_references(records);
    check_umbrellas(records);
    check_dates(records);
}

fn check_counts(size: Size, records: &[Record]) {
    let wanted = [
        (SubjectType::Initiative, size.initiatives),
        (SubjectType::Organisation, size.organisations),
        (SubjectType::Participation, size.participations),
        (SubjectType::Event, size.initiatives * 2),
        (SubjectType::State, 16),
    ];
    for (of, wanted) in wanted {
        assert_eq!(count(records, of), wanted as usize, "{of}");
    }
}

fn check_names(records: &[Record]) {
    let mut ids = HashSet::new();
    let mut slugs = HashSet::new();
    for record in records {
        assert!(ids.insert(record.id()), "{} twice", record.id());
        let slug = match record {
            Record::Organisation(organisation) => &organisation.slug,
            Record::Initiative(initiative) => &initiative.slug,
            Record::Event(event) => &event.slug,
            Record::Participation(_) | Record::State(_) => continue,
        };
        assert!(slugs.insert((record.subject_type(), slug.clone())), "{slug} twice");
        // Room for a number behind it without being cut.
        assert!(slug.len() <= limits::MAX_SLUG_BYTES - 10, "{slug} is long");
    }
}

fn check_references(records: &[Record]) {
    let initiatives: HashMap<_, _> = all!(records, Initiative).map(|initiative| (initiative.id, initiative)).collect();
    let organisations: HashSet<_> = all!(records, Organisation).map(|organisation| organisation.id).collect();
    let mut triples = HashSet::new();
    for participation in all!(records, Participation) {
        assert!(initiatives.contains_key(&participation.initiative));
        assert!(organisations.contains(&participation.organisation));
        assert!(triples.insert((participation.initiative, participation.organisation, participation.role)));
    }
    for event in all!(records, Event) {
        assert!(initiatives[&event.initiative].states.contains(event.state.unwrap()));
    }
    assert!(initiatives.values().all(|initiative| (1..=4).contains(&initiative.states.len())));
}

fn check_umbrellas(records: &[Record]) {
    // An umbrella comes before its branches, so there is no cycle.
    let mut depths = HashMap::new();
    for organisation in all!(records, Organisation) {
        let depth = organisation.parent.map_or(1, |parent| depths[&parent] + 1);
        assert!(depth <= 3, "{} is {depth} deep", organisation.slug);
        depths.insert(organisation.id, depth);
    }
}

fn check_dates(records: &[Record]) {
    let initiatives: HashMap<_, _> = all!(records, Initiative).map(|initiative| (initiative.id, initiative)).collect();
    for initiative in initiatives.values() {
        let start = initiative.started_on.unwrap();
        assert!((1995..=2025).contains(&start.year()));
        assert!(initiative.ended_on.is_none_or(|end| start <= end && end.year() <= 2025));
        assert_eq!(initiative.status == InitiativeStatus::Completed, initiative.ended_on.is_some());
    }
    for participation in all!(records, Participation) {
        let since = participation.since.unwrap();
        assert!(initiatives[&participation.initiative].started_on.unwrap() <= since);
        assert!(participation.until.is_none_or(|until| since <= until), "{participation:?}");
    }
    for event in all!(records, Event) {
        assert!(initiatives[&event.initiative].started_on.unwrap() <= event.starts_on);
        assert!(event.ends_on.is_none_or(|end| event.starts_on <= end));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_register_holds_together(
        initiatives in 0..40_u32,
        organisations in 0..40_u32,
        density in 0.0..=1.0_f64,
        seed: u64,
    ) {
        // A density of 1 takes every triple there is.
        let participations = (f64::from(initiatives * organisations * 14) * density.powi(4)) as u32;
        let size = Size { initiatives, organisations, participations };
        check(size, &records(size, seed));
    }
}

#[test]
fn every_triple_can_be_asked_for_but_not_one_more() {
    let size = Size { initiatives: 5, organisations: 7, participations: 5 * 7 * 14 };
    check(size, &records(size, 1));
    let error = generate(Size { participations: 491, ..size }, 1, AT).err().unwrap();
    assert!(matches!(error, Error::TooManyParticipations { wanted: 491, possible: 490, .. }));
    assert_eq!(
        error.to_string(),
        "491 participations do not fit: 5 initiatives × 7 organisations × 14 roles allow 490"
    );
}

#[test]
fn the_same_seed_makes_the_same_records_and_another_seed_others() {
    assert_eq!(records(SMALL, 7), records(SMALL, 7));
    assert_ne!(records(SMALL, 7), records(SMALL, 8));
}

#[test]
fn more_participations_leave_the_rest_as_it_was() {
    let (few, many) = (records(SMALL, 7), records(Size { participations: 9000, ..SMALL }, 7));
    let without_states = few.len() - 16;
    assert_eq!(few[..without_states], many[..without_states]);
}

#[test]
fn records_are_frozen_for_a_seed() {
    // Measurements of different days and machines compare only if this stays.
    let mut digest = xxhash_rust::xxh3::Xxh3Default::new();
    for record in records(SMALL, 20_260_101) {
        digest.update(record.id().to_string().as_bytes());
        if let Record::Participation(participation) = record {
            let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
            digest.update(format!("{}/{}", date(participation.since), date(participation.until)).as_bytes());
        }
    }
    assert_eq!(format!("{:016x}", digest.digest()), "3f57c5b9b29d714c");
}

#[test]
fn a_few_organisations_are_everywhere() {
    let records = records(Size { initiatives: 2000, organisations: 5000, participations: 40_000 }, 1);
    let mut degrees: HashMap<OrganisationId, usize> = HashMap::new();
    for participation in all!(records, Participation) {
        *degrees.entry(participation.organisation).or_default() += 1;
    }
    let mut degrees: Vec<_> = degrees.into_values().collect();
    degrees.sort_unstable_by(|a, b| b.cmp(a));
    let busiest: usize = degrees[..50].iter().sum();
    assert!(busiest > 40_000 * 3 / 10, "the busiest 1 % hold {busiest}");
    assert!(degrees[degrees.len() / 2] <= 6, "the median is {}", degrees[degrees.len() / 2]);
}

#[test]
fn shares_are_as_described() {
    let records = records(Size { initiatives: 5000, organisations: 10_000, participations: 50_000 }, 1);
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 0.025, "{found}, not {wanted}");
    let initiatives: Vec<_> = all!(records, Initiative).collect();
    for (count, wanted) in [(1, 0.60), (2, 0.25), (3, 0.10), (4, 0.05)] {
        near(share(initiatives.iter().filter(|initiative| initiative.states.len() == count).count(), 5000), wanted);
    }
    near(share(initiatives.iter().filter(|initiative| initiative.ended_on.is_some()).count(), 5000), 0.60);
    let organisations: Vec<_> = all!(records, Organisation).collect();
    near(share(organisations.iter().filter(|organisation| organisation.parent.is_some()).count(), 10_000), 0.05);
    near(share(organisations.iter().filter(|organisation| organisation.collective).count(), 10_000), 0.03);
    let pairs: HashSet<_> = all!(records, Participation).map(|p| (p.initiative, p.organisation)).collect();
    let further = share(50_000 - pairs.len(), 50_000);
    assert!((0.015..0.025).contains(&further), "{further} are further roles");
}

#[test]
fn names_are_german() {
    let records = records(SMALL, 1);
    let names: String = all!(records, Organisation).map(|organisation| &*organisation.name.de).collect();
    assert!(['ä', 'ö', 'ü', 'Ö', 'ß'].iter().all(|letter| names.contains(*letter)));
    assert!(!names.contains('{'));
}

#[test]
fn a_register_of_benchmark_breadth_holds_together() {
    let size = Size { initiatives: 20_000, organisations: 50_000, participations: 20_000 };
    check(size, &records(size, 1));
}
