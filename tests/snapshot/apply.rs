//! Loading all records and applying them as changes lead to the same snapshot, and no change reaches an older one.

use std::collections::BTreeMap;

use buendnis::{
    model::{Change, ChangeSet, NodeId, Organisation, Record, SubjectType},
    snapshot::{Dangling, Snapshot},
};
use proptest::prelude::*;

use super::support::{
    change_set, event_no, initiative_no,
    observe::{observe, records},
    organisation_no, participation_no,
    world::{World, ops},
};

fn load(revision: u64, records: impl IntoIterator<Item = Record>) -> Snapshot {
    Snapshot::load(revision, records).unwrap()
}

/// Fails at the first line in which two observations differ.
#[track_caller]
fn check_same(one: Vec<String>, other: Vec<String>) {
    assert_eq!(one.len(), other.len());
    for (one, other) in one.into_iter().zip(other) {
        assert_eq!(one, other);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn applying_changes_leads_where_loading_does(ops in ops(1..120), turn in any::<prop::sample::Index>()) {
        let mut world = World::default();
        let mut snapshot = Snapshot::empty();
        let mut ever: BTreeMap<NodeId, Record> = BTreeMap::new();
        let mut kept: Vec<(Snapshot, BTreeMap<NodeId, Record>, Vec<String>)> = Vec::new();
        for (n, op) in ops.iter().enumerate() {
            let Some(change) = world.change(op) else { continue };
            ever.extend(change.after().map(|record| (record.id(), record.clone())));
            snapshot.apply(&change);
            if n % 17 == 0 {
                kept.push((snapshot.clone(), ever.clone(), observe(&snapshot, &ever)));
            }
        }
        // The order in which records are loaded does not matter.
        let mut all: Vec<Record> = world.records.values().cloned().collect();
        if !all.is_empty() {
            let turn = turn.index(all.len());
            all.rotate_left(turn);
        }
        check_same(observe(&snapshot, &ever), observe(&load(0, all), &ever));
        // Those who still hold an older snapshot see what they saw.
        for (snapshot, about, seen) in kept {
            check_same(observe(&snapshot, &about), seen);
        }
    }

    #[test]
    fn records_created_one_by_one_in_any_order_of_types_make_the_loaded_snapshot(
        ops in ops(1..80),
        initiatives_first in any::<bool>(),
        events_first in any::<bool>(),
    ) {
        let world = World::of(&ops);
        let rank = |record: &Record| match record.subject_type() {
            SubjectType::State => 0,
            SubjectType::Initiative => if initiatives_first { 1 } else { 2 },
            SubjectType::Organisation => if initiatives_first { 2 } else { 1 },
            SubjectType::Event => if events_first { 3 } else { 4 },
            SubjectType::Participation => if events_first { 4 } else { 3 },
        };
        // Backwards, so that children come before their parents.
        let mut all: Vec<Record> = world.records.values().rev().cloned().collect();
        all.sort_by_key(rank);
        let mut snapshot = Snapshot::empty();
        for after in all {
            snapshot.apply(&Change::Created { after });
        }
        check_same(observe(&snapshot, &world.records), observe(&load(0, world.records.values().cloned()), &world.records));
    }

    #[test]
    fn what_is_deleted_leaves_nothing(ops in ops(1..80)) {
        let world = World::of(&ops);
        let mut snapshot = load(0, world.records.values().cloned());
        let order = [SubjectType::Participation, SubjectType::Event, SubjectType::Initiative, SubjectType::Organisation];
        for subject_type in order {
            for before in world.records.values().filter(|record| record.subject_type() == subject_type) {
                snapshot.apply(&Change::Deleted { before: before.clone() });
            }
        }
        let states = || world.records.values().filter(|record| record.subject_type() == SubjectType::State).cloned();
        check_same(observe(&snapshot, &world.records), observe(&load(0, states()), &world.records));
    }

    #[test]
    fn what_is_loaded_is_what_is_shown(ops in ops(1..80)) {
        let world = World::of(&ops);
        let mut expected = records(&Snapshot::empty());
        expected.extend(world.records.clone());
        prop_assert_eq!(records(&load(3, world.records.values().cloned())), expected);
    }
}

#[test]
fn a_change_set_gives_its_revision() {
    let mut snapshot = Snapshot::empty();
    let set: ChangeSet = change_set(5, vec![Change::Created { after: organisation_no(1).into() }]);
    snapshot.apply_set(&set);
    assert_eq!(snapshot.revision(), 5);
    assert_eq!(snapshot.clone().at_revision(9).revision(), 9);
    assert!(snapshot.organisation(organisation_no(1).id).is_some());
}

#[test]
fn a_reference_to_a_record_that_is_not_there_is_refused() {
    let parent = organisation_no(7).id;
    let initiative = initiative_no(7).id;
    let cases: Vec<(Record, NodeId)> = vec![
        (Organisation { parent: Some(parent), ..organisation_no(1) }.into(), parent.into()),
        (buendnis::model::Initiative { parent: Some(initiative), ..initiative_no(1) }.into(), initiative.into()),
        (buendnis::model::Initiative { predecessor: Some(initiative), ..initiative_no(1) }.into(), initiative.into()),
        (participation_no(1, 7, 3).into(), initiative.into()),
        (participation_no(1, 3, 7).into(), parent.into()),
        (event_no(1, 7).into(), initiative.into()),
    ];
    for (record, to) in cases {
        let from = record.id();
        let around: Vec<Record> = vec![initiative_no(3).into(), organisation_no(3).into(), record];
        let refused = Snapshot::load(1, around).unwrap_err();
        assert_eq!(refused, Dangling { from, to });
        assert_eq!(refused.to_string(), format!("{from} refers to {to}, which is not there"));
    }
}

#[test]
fn a_slug_swapped_by_two_changes_leads_to_both() {
    let with_slug =
        |n: u32, slug: &str| Record::from(Organisation { slug: slug.parse().unwrap(), ..organisation_no(n) });
    let mut snapshot = load(0, [with_slug(1, "a"), with_slug(2, "b")]);
    for (n, before, after) in [(1, "a", "b"), (2, "b", "a")] {
        snapshot.apply(&Change::Updated { before: with_slug(n, before), after: with_slug(n, after) });
    }
    let bearers = ["a", "b"].map(|slug| snapshot.organisation_by_slug(slug).map(|o| o.record().id));
    assert_eq!(bearers, [Some(organisation_no(2).id), Some(organisation_no(1).id)]);
}
