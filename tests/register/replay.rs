//! The log makes the register, and so does what is on disk.

use std::{collections::BTreeMap, path::Path};

use buendnis::{
    model::{Change, ChangeSet, NodeId, Record, Timestamp},
    register::{Register, Step, verify},
    snapshot::Snapshot,
    store::{Memory, Sled, Store},
};

use super::{
    door::{Clock, proposal, puts},
    support::{
        back_end::every_back_end_holds,
        observe::{observe, records},
        organisation_no,
        world::{NUMBERS, Op, World, ops},
    },
};

/// What an editor would propose to make the change.
fn step(change: &Change) -> Step {
    match change.after() {
        Some(record) => Step::Put(record.clone()),
        None => Step::Delete(change.subject()),
    }
}

/// Proposals of several changes each, in random order of their steps, and what of them the register took.
fn submit_all(register: &Register, ops: &[Op], length: usize) -> usize {
    let mut world = World::default();
    let mut taken = 0;
    for ops in ops.chunks(length) {
        let mut tried = world.clone();
        let mut steps: Vec<Step> = ops.iter().filter_map(|op| tried.change(op)).map(|change| step(&change)).collect();
        if let (Some(first), false) = (ops.first(), steps.is_empty()) {
            let turn = first.variety as usize % steps.len();
            // Steps about one record keep their order: the last one counts.
            let subjects: std::collections::HashSet<Option<NodeId>> = steps.iter().map(Step::subject).collect();
            if subjects.len() == steps.len() {
                steps.rotate_left(turn);
            }
        }
        // Some contradict an invariant that the world does not know; those the register refuses as a whole.
        if register.submit_blocking(proposal(steps)).is_ok() {
            taken += 1;
            world = tried;
        }
    }
    taken
}

fn replayed(log: &[ChangeSet]) -> Snapshot {
    let mut snapshot = Snapshot::empty();
    for set in log {
        snapshot.apply_set(set);
    }
    snapshot
}

/// Fails unless two snapshots show the same of every record that ever was.
fn check_same(one: &Snapshot, other: &Snapshot, log: &[ChangeSet]) {
    assert_eq!(records(one), records(other));
    let about: BTreeMap<NodeId, Record> = log
        .iter()
        .flat_map(|set| &set.changes)
        .filter_map(|change| Some((change.subject(), change.after().or(change.before())?.clone())))
        .collect();
    for (one, other) in observe(one, &about).into_iter().zip(observe(other, &about)) {
        assert_eq!(one, other);
    }
}

#[test]
fn log_store_and_snapshot_agree() {
    every_back_end_holds(64, &(ops(1..80), 1_usize..12), |back_end, (ops, length)| {
        let clock = Clock::default();
        let register = Register::over(back_end.store(), clock.read()).unwrap();
        submit_all(&register, &ops, length);
        let log = back_end.store().log(0, usize::MAX).unwrap();
        check_same(&register.snapshot(), &replayed(&log), &log);
        assert_eq!(verify(&*back_end.store()).unwrap().revision, log.len() as u64);
        drop(register);
        back_end.reopen();
        let reopened = Register::over(back_end.store(), clock.read()).unwrap();
        check_same(&reopened.snapshot(), &replayed(&log), &log);
    });
}

#[test]
fn each_change_of_the_log_begins_where_the_last_one_ended() {
    every_back_end_holds(64, &(ops(1..80), 1_usize..12), |back_end, (ops, length)| {
        let register = Register::over(back_end.store(), Clock::default().read()).unwrap();
        submit_all(&register, &ops, length);
        let mut known = records(&Snapshot::empty());
        for set in back_end.store().log(0, usize::MAX).unwrap() {
            assert!(!set.changes.is_empty());
            let subjects: std::collections::HashSet<_> = set.changes.iter().map(Change::subject).collect();
            assert_eq!(subjects.len(), set.changes.len(), "each record at most once");
            for change in &set.changes {
                let before = known.remove(&change.subject());
                assert_eq!(before.as_ref(), change.before());
                if let (Some(before), Some(after)) = (change.before(), change.after()) {
                    assert_eq!(after.stamp().version, before.stamp().version + 1);
                    assert_eq!(after.stamp().created_at, before.stamp().created_at);
                }
                known.extend(change.after().map(|after| (after.id(), after.clone())));
            }
        }
        assert_eq!(known, records(&register.snapshot()));
    });
}

/// The random proposals are of use only if most of them are accepted.
#[test]
fn random_proposals_are_mostly_accepted() {
    let register = Register::open(Memory::new(), Timestamp::now).unwrap();
    let types = buendnis::model::SubjectType::ALL;
    let op = |n: u32| Op {
        subject: types[n as usize % types.len()],
        number: n % NUMBERS,
        variety: n.wrapping_mul(2_654_435_769),
        delete: n.is_multiple_of(11),
    };
    let ops: Vec<Op> = (0..400).map(op).collect();
    let taken = submit_all(&register, &ops, 2);
    assert!(taken > 100, "{taken} of 200");
}

fn on_disk(directory: &Path) -> Register {
    Register::open(Sled::open(directory).unwrap(), Timestamp::now).unwrap()
}

#[test]
fn a_register_on_disk_is_the_same_after_it_is_reopened() {
    let directory = tempfile::tempdir().unwrap();
    let all: Vec<Record> = super::support::records().into_iter().map(|(_, record)| record).collect();
    let register = on_disk(directory.path());
    // The full initiative names a predecessor that is not among the samples, and its participation is out of bounds.
    let fitting = all.into_iter().map(|record| match record {
        Record::Initiative(i) => {
            buendnis::model::Initiative { predecessor: None, absent_kinds: Default::default(), ..(*i).clone() }.into()
        }
        Record::Participation(p) => {
            buendnis::model::Participation { headcount: p.headcount.map(i32::abs), ..(*p).clone() }.into()
        }
        record => record,
    });
    register.submit_blocking(proposal(puts(fitting))).unwrap();
    for n in 0..5 {
        register.submit_blocking(proposal(puts([organisation_no(100 + n).into()]))).unwrap();
    }
    register.submit_blocking(proposal(vec![Step::Delete(organisation_no(100).id.into())])).unwrap();
    let before = register.snapshot();
    drop(register);
    let log = Sled::open(directory.path()).unwrap().log(0, usize::MAX).unwrap();
    let reopened = on_disk(directory.path());
    assert_eq!(reopened.snapshot().revision(), 7);
    check_same(&before, &reopened.snapshot(), &log);
    check_same(&before, &replayed(&log), &log);
    reopened.submit_blocking(proposal(puts([organisation_no(200).into()]))).unwrap();
    assert_eq!(reopened.snapshot().revision(), 8);
}
