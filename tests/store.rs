//! What every store does, whatever keeps it. One suite runs against all back ends; the memory store is the reference.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking"
)]

mod support;

use std::collections::BTreeMap;

use buendnis::{
    model::{Change, ChangeSet, NodeId, Origin, Record},
    store::{Memory, Sled, Store, StoreError},
};
use proptest::prelude::*;
use support::{change_set, created, deleted, organisation, records, updated};
use tempfile::TempDir;

/// A store under test, and how to close and open it again.
trait BackEnd {
    fn store(&self) -> &dyn Store;
    fn reopen(&mut self);
}

impl BackEnd for Memory {
    fn store(&self) -> &dyn Store {
        self
    }

    /// Memory lasts as long as the process; there is nothing to open.
    fn reopen(&mut self) {}
}

struct OnDisk {
    store: Option<Sled>,
    directory: TempDir,
}

impl OnDisk {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self { store: Some(Sled::open(directory.path()).unwrap()), directory }
    }
}

impl BackEnd for OnDisk {
    fn store(&self) -> &dyn Store {
        self.store.as_ref().unwrap()
    }

    fn reopen(&mut self) {
        self.store = None;
        self.store = Some(Sled::open(self.directory.path()).unwrap());
    }
}

fn back_ends() -> Vec<(&'static str, Box<dyn BackEnd>)> {
    vec![("memory", Box::new(Memory::new())), ("sled", Box::new(OnDisk::new()))]
}

/// Runs `test` against every back end.
fn every_back_end(test: impl Fn(&mut dyn BackEnd)) {
    for (name, mut back_end) in back_ends() {
        println!("back end: {name}");
        test(&mut *back_end);
    }
}

fn sorted(mut records: Vec<Record>) -> Vec<Record> {
    records.sort_by_key(Record::id);
    records
}

/// Fails unless the store holds exactly these records and change sets.
#[track_caller]
fn check(store: &dyn Store, records: &[Record], log: &[ChangeSet]) {
    let loaded = store.load().unwrap();
    assert_eq!(loaded.revision, log.last().map_or(0, |set| set.revision));
    assert_eq!(sorted(loaded.records), sorted(records.to_vec()));
    assert_eq!(store.log(0, usize::MAX).unwrap(), log);
}

/// As [`check`], and again after the store was closed and opened.
#[track_caller]
fn check_reopened(back_end: &mut dyn BackEnd, records: &[Record], log: &[ChangeSet]) {
    check(back_end.store(), records, log);
    back_end.reopen();
    check(back_end.store(), records, log);
}

#[test]
fn a_new_store_is_empty_at_revision_0() {
    every_back_end(|back_end| check_reopened(back_end, &[], &[]));
}

#[test]
fn every_field_of_every_type_comes_back() {
    every_back_end(|back_end| {
        let records: Vec<Record> = records().into_iter().map(|(_, record)| record).collect();
        let set = ChangeSet {
            origin: Origin::Import,
            note: Some("Änderung über alle Größen hinweg".into()),
            ..change_set(1, records.iter().cloned().map(created).collect())
        };
        back_end.store().commit(0, std::slice::from_ref(&set)).unwrap();
        check_reopened(back_end, &records, &[set]);
    });
}

#[test]
fn a_commit_from_a_stale_revision_is_refused_and_leaves_nothing() {
    every_back_end(|back_end| {
        let log = [change_set(1, vec![created(organisation(1))])];
        back_end.store().commit(0, &log).unwrap();
        for base in [0, 2] {
            let refused = back_end.store().commit(base, &[change_set(base + 1, vec![created(organisation(2))])]);
            assert!(matches!(refused, Err(StoreError::Stale { base: b, current: 1 }) if b == base), "{refused:?}");
        }
        check_reopened(back_end, &[organisation(1)], &log);
    });
}

#[test]
fn change_sets_with_a_gap_are_refused_and_leave_nothing() {
    every_back_end(|back_end| {
        let sets = [change_set(1, vec![created(organisation(1))]), change_set(3, vec![created(organisation(2))])];
        let refused = back_end.store().commit(0, &sets);
        assert!(matches!(refused, Err(StoreError::Unordered { expected: 2, found: 3 })), "{refused:?}");
        check_reopened(back_end, &[], &[]);
    });
}

#[test]
fn several_sets_in_one_commit_are_each_in_the_log_and_the_last_state_counts() {
    every_back_end(|back_end| {
        let (first, second) = (organisation(1), organisation(2));
        let log = [
            change_set(1, vec![created(first.clone()), created(second.clone())]),
            change_set(2, vec![updated(&first)]),
            change_set(3, vec![deleted(second)]),
        ];
        back_end.store().commit(0, &log).unwrap();
        check_reopened(back_end, &[support::changed(&first)], &log);
    });
}

#[test]
fn records_are_updated_deleted_and_made_again() {
    every_back_end(|back_end| {
        let record = organisation(1);
        let log = [
            change_set(1, vec![created(record.clone())]),
            change_set(2, vec![updated(&record)]),
            change_set(3, vec![deleted(support::changed(&record))]),
            change_set(4, vec![created(record.clone())]),
        ];
        let states = [vec![record.clone()], vec![support::changed(&record)], vec![], vec![record.clone()]];
        for ((base, set), records) in (0..).zip(&log).zip(&states) {
            back_end.store().commit(base, std::slice::from_ref(set)).unwrap();
            check_reopened(back_end, records, &log[..=base as usize]);
        }
    });
}

#[test]
fn the_log_is_read_in_pages() {
    every_back_end(|back_end| {
        let log: Vec<ChangeSet> =
            (1..=7).map(|revision| change_set(revision, vec![created(organisation(revision as u32))])).collect();
        back_end.store().commit(0, &log).unwrap();
        let cases = [(0, 3, 0..3), (3, 3, 3..6), (6, 3, 6..7), (7, 3, 7..7), (0, 0, 0..0), (99, 1, 7..7)];
        for (after, limit, expected) in cases {
            assert_eq!(back_end.store().log(after, limit).unwrap(), log[expected], "after {after}, limit {limit}");
        }
        assert_eq!(back_end.store().log(u64::MAX, usize::MAX).unwrap(), []);
    });
}

#[test]
fn a_large_set_is_one_commit() {
    every_back_end(|back_end| {
        let made: Vec<Record> = (0..5_000).map(organisation).collect();
        let log = vec![
            change_set(1, made.iter().cloned().map(created).collect()),
            change_set(2, made.iter().map(updated).collect()),
        ];
        back_end.store().commit(0, &log[..1]).unwrap();
        check_reopened(back_end, &made, &log[..1]);
        back_end.store().commit(1, &log[1..]).unwrap();
        let changed: Vec<Record> = made.iter().map(support::changed).collect();
        check_reopened(back_end, &changed, &log);
    });
}

#[test]
fn a_record_of_a_megabyte_is_kept() {
    every_back_end(|back_end| {
        let mut initiative = support::full_initiative();
        initiative.topics = vec!["ß".repeat(10_000).into(); 100];
        let record = Record::from(initiative);
        let log = [change_set(1, vec![created(record.clone())])];
        back_end.store().commit(0, &log).unwrap();
        check_reopened(back_end, &[record], &log);
    });
}

#[test]
fn a_failed_commit_leaves_nothing_and_no_other_follows() {
    let store = Memory::failing_at(2);
    let log = [change_set(1, vec![created(organisation(1))])];
    store.commit(0, &log).unwrap();
    let failed = store.commit(1, &[change_set(2, vec![created(organisation(2))])]);
    assert!(matches!(failed, Err(StoreError::File { .. })), "{failed:?}");
    let refused = store.commit(1, &[change_set(2, vec![created(organisation(2))])]);
    assert!(matches!(refused, Err(StoreError::Poisoned { .. })), "{refused:?}");
    check(&store, &[organisation(1)], &log);
}

/// Which of a few records a change is about; what it does to it depends on what is there.
fn touched() -> impl Strategy<Value = Vec<Vec<(u32, bool)>>> {
    prop::collection::vec(prop::collection::vec((0_u32..12, any::<bool>()), 1..8), 1..12)
}

/// Makes change sets that are right by `model`, and carries them out there.
fn make_sets(touched: &[Vec<(u32, bool)>], model: &mut BTreeMap<NodeId, Record>) -> Vec<ChangeSet> {
    let make_set = |(revision, numbers): (u64, &Vec<(u32, bool)>)| {
        let numbers: BTreeMap<u32, bool> = numbers.iter().copied().collect();
        let changes = numbers.into_iter().map(|(number, update)| make_change(number, update, model)).collect();
        change_set(revision, changes)
    };
    (1..).zip(touched).map(make_set).collect()
}

fn make_change(number: u32, update: bool, model: &mut BTreeMap<NodeId, Record>) -> Change {
    let fresh = organisation(number);
    let change = match (model.remove(&fresh.id()), update) {
        (None, _) => created(fresh),
        (Some(record), true) => updated(&record),
        (Some(record), false) => deleted(record),
    };
    if let Some(record) = change.after() {
        model.insert(record.id(), record.clone());
    }
    change
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_sequence_of_changes_is_kept(touched in touched(), commit_size in 1_usize..4) {
        every_back_end(|back_end| {
            let mut model = BTreeMap::new();
            let log = make_sets(&touched, &mut model);
            for sets in log.chunks(commit_size) {
                back_end.store().commit(sets[0].revision - 1, sets).unwrap();
            }
            let records: Vec<Record> = model.into_values().collect();
            check_reopened(back_end, &records, &log);
        });
    }
}
