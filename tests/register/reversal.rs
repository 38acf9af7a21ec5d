//! Whatever was done can be undone, back to the beginning.

use std::collections::BTreeMap;

use buendnis::{
    model::{
        Change, Event, Initiative, InitiativeStatus, NodeId, Organisation, Origin, Participation, ParticipationRole,
        Record, Revision, Stamp, StateCode, Timestamp,
    },
    register::{Edit, Proposal, Register, Step, edit::Ref, verify},
    snapshot::Snapshot,
    store::{Memory, Store},
};
use proptest::{prelude::*, strategy::ValueTree};

use super::{
    door::{proposal, puts},
    support::{
        back_end::every_back_end_holds, event_no, full_state, initiative_no, observe::records, organisation_no,
        participation_no,
    },
};

/// Something to try: much of it is wrong, and refused.
#[derive(Clone, Debug)]
enum Try {
    Change(Vec<Step>),
    Merge(u32, u32),
    /// Of the revisions there are, the one so far back.
    Revert(u64),
}

const NUMBERS: u32 = 5;

fn record() -> impl Strategy<Value = Record> {
    let number = || 0..NUMBERS;
    let organisation = (number(), number(), 0..8_usize, any::<bool>()).prop_map(|(n, parent, name, collective)| {
        let own = organisation_no(n);
        let parent = (parent < n).then(|| organisation_no(parent).id);
        Organisation { slug: slug(n, name), parent, collective, ..own }.into()
    });
    let initiative = (number(), number(), 0..4_usize).prop_map(|(n, parent, status)| {
        let parent = (parent < n).then(|| initiative_no(parent).id);
        Initiative { parent, status: InitiativeStatus::ALL[status], ..initiative_no(n) }.into()
    });
    let participation =
        (0..3 * NUMBERS, number(), number(), 0..2_usize, any::<bool>()).prop_map(|(n, i, o, role, formal)| {
            let role = [ParticipationRole::Member, ParticipationRole::Lead][role];
            Participation { role, formal, ..participation_no(n, i, o) }.into()
        });
    let event = (number(), number(), any::<bool>())
        .prop_map(|(n, i, place)| Event { place: place.then(|| "Erfurt".into()), ..event_no(n, i) }.into());
    let state = any::<bool>().prop_map(|summary| {
        let full = full_state();
        let summary = full.summary.clone().filter(|_| summary);
        buendnis::model::State { code: StateCode::Bw, summary, ..full }.into()
    });
    prop_oneof![3 => organisation, 2 => initiative, 6 => participation, 1 => event, 1 => state]
}

/// Slugs for which organisations compete.
fn slug(n: u32, name: usize) -> buendnis::model::Slug {
    let taken_by_others = [format!("o-{}", n / 2), "begehrt".to_owned()];
    taken_by_others.get(name).unwrap_or(&format!("o-{n}")).parse().unwrap()
}

fn step() -> impl Strategy<Value = Step> {
    (record(), prop::bool::weighted(0.25)).prop_map(|(record, delete)| match delete {
        true => Step::Delete(record.id()),
        false => Step::Put(record),
    })
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = prop_oneof![
        6 => prop::collection::vec(step(), 1..3).prop_map(Try::Change),
        2 => (0..NUMBERS, 0..NUMBERS).prop_map(|(keep, absorb)| Try::Merge(keep, absorb)),
        2 => (0..4_u64).prop_map(Try::Revert),
    ];
    prop::collection::vec(one, 1..40)
}

fn revert(revision: Revision) -> Proposal {
    Proposal { origin: Origin::Revert, ..proposal(vec![Step::Revert(revision)]) }
}

fn merge(keep: u32, absorb: u32) -> Proposal {
    let named = |n| Ref::Id(organisation_no(n).id.to_string());
    let merge = Edit::MergeOrganisations { keep: named(keep), absorb: named(absorb) };
    Proposal { origin: Origin::Merge, ..proposal(vec![Step::Edit(merge)]) }
}

/// All records, whatever their versions and times.
fn content(snapshot: &Snapshot) -> BTreeMap<NodeId, Record> {
    let unstamped = |record: Record| record.stamped(Stamp::new(Timestamp::EPOCH));
    records(snapshot).into_iter().map(|(id, record)| (id, unstamped(record))).collect()
}

/// Tries all, then undoes every revision from the last to the first; answers how many there were.
fn there_and_back(register: &Register, tries: &[Try]) -> usize {
    let first = content(&register.snapshot());
    let furniture = (0..NUMBERS).flat_map(|n| [Record::from(organisation_no(n)), initiative_no(n).into()]);
    register.submit_blocking(proposal(puts(furniture))).unwrap();
    for wanted in tries {
        let before = content(&register.snapshot());
        let newest = register.snapshot().revision();
        let proposal = match wanted {
            Try::Change(steps) => proposal(steps.clone()),
            Try::Merge(keep, absorb) => merge(*keep, *absorb),
            Try::Revert(back) => revert(newest.saturating_sub(*back)),
        };
        if register.submit_blocking(proposal).is_err() {
            assert!(content(&register.snapshot()) == before, "what is refused changes nothing");
            assert_eq!(register.snapshot().revision(), newest);
        }
    }
    let last = register.snapshot().revision();
    for revision in (1..=last).rev() {
        register.submit_blocking(revert(revision)).unwrap_or_else(|refusal| panic!("revision {revision}: {refusal}"));
    }
    assert!(content(&register.snapshot()) == first);
    last as usize - 1
}

/// Fails where two changes gave one record the same version.
fn check_versions(store: &dyn Store) {
    let mut last: BTreeMap<NodeId, u32> = BTreeMap::new();
    for entry in store.log(0, usize::MAX).unwrap().iter().flat_map(|set| set.entries()) {
        let Some(after) = entry.change.after() else { continue };
        // A record made anew under an id that another had is one that was never there.
        let anew = matches!(entry.change, Change::Created { .. }) && entry.origin != Origin::Revert;
        let before = last.insert(after.id(), after.stamp().version).filter(|_| !anew);
        assert!(before.is_none_or(|before| after.stamp().version > before), "{}", after.id());
    }
}

#[test]
fn any_sequence_of_edits_merges_and_reversals_is_undone_to_the_beginning() {
    every_back_end_holds(128, &tries(), |back_end, tries| {
        let register = Register::over(back_end.store(), Timestamp::now).unwrap();
        there_and_back(&register, &tries);
        let left = records(&register.snapshot());
        drop(register);
        check_versions(&*back_end.store());
        verify(&*back_end.store()).unwrap();
        back_end.reopen();
        let register = Register::over(back_end.store(), Timestamp::now).unwrap();
        assert!(records(&register.snapshot()) == left, "what is loaded is what was left");
    });
}

/// So that the property is not of sequences in which everything is refused.
#[test]
fn more_than_a_quarter_of_what_is_tried_is_taken() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut tried, mut taken) = (0, 0);
    for _ in 0..32 {
        let tries = tries().new_tree(&mut runner).unwrap().current();
        let register = Register::open(Memory::new(), Timestamp::now).unwrap();
        tried += tries.len();
        taken += there_and_back(&register, &tries);
    }
    assert!(taken * 4 > tried, "{taken} of {tried}");
}
