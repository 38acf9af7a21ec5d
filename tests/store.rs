//! What every store does, whatever keeps it. One suite runs against all back ends; the memory store is the reference.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use buendnis::{
    model::{Change, ChangeSet, Entry, NodeId, Origin, Participation, Position, Record, Timestamp},
    store::{Logged, Memo, Memory, Store, StoreError},
};
use proptest::prelude::*;
use support::{
    back_end::{BackEnd, every_back_end, every_back_end_for_large_sets},
    change_set, created, deleted, organisation, records, updated,
};

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
    check_changes(store, log);
    check_histories(store, log);
}

/// Fails unless the changes of the log are told one by one, in order, whatever the size of the pages.
#[track_caller]
fn check_changes(store: &dyn Store, log: &[ChangeSet]) {
    let expected: Vec<Entry> = log.iter().flat_map(ChangeSet::entries).collect();
    for limit in [usize::MAX, 7] {
        let read = paged(Position::end_of(0), |after| store.changes(after, limit).unwrap());
        assert!(read == expected, "{} changes, not {}", read.len(), expected.len());
    }
    for after in 0..=log.len() as u64 {
        let later = |entry: &&Entry| entry.revision > after;
        assert_eq!(store.count_changes(after).unwrap(), expected.iter().filter(later).count() as u64);
        let read = store.changes(Position::end_of(after), 3).unwrap();
        assert!(entries(read).iter().eq(expected.iter().filter(later).take(3)), "after {after}");
    }
}

/// Fails unless the history of every record is what the log says of it and of those that belong to it, the newest first.
#[track_caller]
fn check_histories(store: &dyn Store, log: &[ChangeSet]) {
    let mut expected: BTreeMap<NodeId, Vec<Entry>> = BTreeMap::new();
    for entry in log.iter().flat_map(ChangeSet::entries) {
        for id in concerned(&entry.change) {
            expected.entry(id).or_default().insert(0, entry.clone());
        }
    }
    for (id, history) in expected.iter().take(20) {
        assert_eq!(store.count_history(*id).unwrap(), history.len() as u64, "{id}");
        assert!(entries(store.history(*id, None, usize::MAX).unwrap()) == *history, "{id}");
        let end = Position::end_of(u64::MAX);
        assert!(paged(end, |before| store.history(*id, Some(before), 2).unwrap()) == *history, "{id} in pages");
    }
}

/// Page after page until there is none.
fn paged(start: Position, mut page: impl FnMut(Position) -> Vec<Logged>) -> Vec<Entry> {
    let mut place = start;
    let mut read = Vec::new();
    loop {
        let next = page(place);
        let Some(last) = next.last() else { return read };
        place = last.position;
        read.extend(entries(next));
    }
}

fn entries(logged: Vec<Logged>) -> Vec<Entry> {
    logged.into_iter().map(|logged| logged.entry).collect()
}

/// The record of a change, and those that a link or an event belonged to before it or after it.
fn concerned(change: &Change) -> BTreeSet<NodeId> {
    let ends = |record: &Record| match record {
        Record::Participation(link) => vec![link.initiative.into(), link.organisation.into()],
        Record::Event(event) => vec![event.initiative.into()],
        _ => vec![],
    };
    let ends = change.before().into_iter().chain(change.after()).flat_map(ends);
    ends.chain([change.subject()]).collect()
}

/// As [`check`], and again after the store was closed and opened.
#[track_caller]
fn check_reopened(back_end: &mut BackEnd, records: &[Record], log: &[ChangeSet]) {
    check(&*back_end.store(), records, log);
    back_end.reopen();
    check(&*back_end.store(), records, log);
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
    every_back_end_for_large_sets(|back_end| {
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
    every_back_end_for_large_sets(|back_end| {
        let mut initiative = support::full_initiative();
        initiative.topics = vec!["ß".repeat(10_000).into(); 100];
        let record = Record::from(initiative);
        let log = [change_set(1, vec![created(record.clone())])];
        back_end.store().commit(0, &log).unwrap();
        check_reopened(back_end, &[record], &log);
    });
}

/// What one transaction cannot hold is refused with the numbers, wholly, and what comes after it is not in its way.
#[cfg(feature = "etcd")]
#[test]
fn what_is_too_large_for_etcd_leaves_nothing() {
    let mut back_end = BackEnd::etcd();
    let many = change_set(1, (0..100).map(organisation).map(created).collect());
    let refused = back_end.store().commit(0, &[many]);
    assert!(matches!(refused, Err(StoreError::TooLarge { operations: 205, most_operations: 128, .. })), "{refused:?}");
    let mut initiative = support::full_initiative();
    initiative.topics = vec!["ß".repeat(10_000).into(); 100];
    let refused = back_end.store().commit(0, &[change_set(1, vec![created(initiative.into())])]);
    let too_large = |bytes, most| bytes > 2_000_000 && most < 1_600_000;
    assert!(
        matches!(refused, Err(StoreError::TooLarge { bytes, most_bytes, .. }) if too_large(bytes, most_bytes)),
        "{refused:?}"
    );
    check_reopened(&mut back_end, &[], &[]);
    let log = [change_set(1, vec![created(organisation(1))])];
    back_end.store().commit(0, &log).unwrap();
    check_reopened(&mut back_end, &[organisation(1)], &log);
}

/// Two nodes: who is behind is told so, and reads what the other did.
#[cfg(feature = "etcd")]
#[test]
fn of_two_nodes_the_one_behind_is_told() {
    let address = support::etcd::fresh();
    let (one, other) = (support::etcd::open(&address), support::etcd::open(&address));
    let (told, tells) = std::sync::mpsc::channel();
    other.watch(Box::new(move |revision| _ = told.send(revision)));
    let log = [change_set(1, vec![created(organisation(1))]), change_set(2, vec![created(organisation(2))])];
    one.commit(0, &log[..1]).unwrap();
    while tells.recv_timeout(std::time::Duration::from_secs(30)).unwrap() != 1 {}
    let behind = other.commit(0, &[change_set(1, vec![created(organisation(3))])]);
    assert!(matches!(behind, Err(StoreError::Stale { base: 0, current: 1 })), "{behind:?}");
    assert_eq!(other.log(0, 10).unwrap(), log[..1]);
    other.commit(1, &log[1..]).unwrap();
    check(&one, &[organisation(1), organisation(2)], &log);
}

#[test]
fn a_link_that_is_moved_is_in_the_history_of_both_its_owners() {
    every_back_end(|back_end| {
        let link = support::participation_no(1, 1, 1);
        let moved = Participation { organisation: support::organisation_no(2).id, ..link.clone() };
        let log = [
            change_set(1, vec![created(organisation(1)), created(organisation(2)), created(link.clone().into())]),
            change_set(2, vec![Change::Updated { before: link.into(), after: moved.clone().into() }]),
        ];
        back_end.store().commit(0, &log).unwrap();
        check_reopened(back_end, &[organisation(1), organisation(2), moved.into()], &log);
    });
}

#[test]
fn memos_are_kept_with_a_commit_or_without_until_they_are_forgotten() {
    every_back_end(|back_end| {
        let memo = |n: u8, value: &str| Memo {
            key: [n; 32],
            at: Timestamp::from_micros(n.into()),
            value: value.as_bytes().to_vec(),
        };
        let log = [change_set(1, vec![created(organisation(1))])];
        let store = back_end.store();
        store.commit_with(0, &log, &[memo(1, "eins"), memo(2, "zwei")]).unwrap();
        store.commit_with(1, &[], &[memo(2, "zwei, neu"), memo(3, "")]).unwrap();
        assert!(matches!(store.commit_with(0, &[], &[memo(4, "vier")]), Err(StoreError::Stale { .. })));
        drop(store);
        check_reopened(back_end, &[organisation(1)], &log);
        let found = |store: &dyn Store| [1, 2, 3, 4].map(|n| store.memo(&[n; 32]).unwrap());
        let kept = [Some(memo(1, "eins")), Some(memo(2, "zwei, neu")), Some(memo(3, "")), None];
        assert_eq!(found(&*back_end.store()), kept);
        back_end.store().forget(Timestamp::from_micros(2)).unwrap();
        back_end.reopen();
        let [_, second, third, fourth] = kept;
        assert_eq!(found(&*back_end.store()), [None, second, third, fourth]);
        check_reopened(back_end, &[organisation(1)], &log);
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
