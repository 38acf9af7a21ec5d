//! What a proposal does: versions, times, revisions, and several steps at once.

use std::sync::Arc;

use buendnis::{
    model::{
        Change, ChangeSet, LocalisedText, NodeId, Organisation, Origin, Participation, ParticipationRole, ProblemKind,
        Record, State, StateCode, Timestamp,
    },
    register::{Proposal, Register, Step, verify},
    store::{Memory, Sled},
};

use super::{
    door::{Clock, Kept, brief, findings, organisations, proposal, puts, register, submit},
    support::{self, event_no, initiative_no, minimal_state, observe::records, organisation_no, participation_no},
};

fn renamed(number: u32, name: &str) -> Organisation {
    Organisation { name: LocalisedText::german(name), ..organisation_no(number) }
}

fn with_slug(number: u32, slug: &str) -> Record {
    Organisation { slug: slug.parse().unwrap(), ..organisation_no(number) }.into()
}

fn id(number: u32) -> NodeId {
    organisation_no(number).id.into()
}

#[test]
fn a_new_register_has_sixteen_undocumented_states_at_revision_0() {
    let register = register(vec![]);
    let snapshot = register.snapshot();
    assert_eq!(snapshot.revision(), 0);
    assert_eq!(records(&snapshot).len(), 16);
}

#[test]
fn version_and_times_are_given_by_the_register() {
    let (store, clock) = (Kept::new(Memory::new()), Clock::default());
    let register = Register::open(store.clone(), clock.read()).unwrap();
    let cases = [("a", 10, 1, 10, 10), ("b", 20, 2, 10, 20), ("c", 30, 3, 10, 30)];
    for (name, now, version, created_at, updated_at) in cases {
        clock.set(now);
        // The stamp that comes with the record does not count.
        let record = Organisation { stamp: support::stamp(), ..renamed(1, name) };
        let receipt = submit(&register, puts([record.into()])).unwrap();
        let stamp = receipt.snapshot.record(id(1)).unwrap().stamp();
        assert_eq!(
            (stamp.version, stamp.created_at.as_micros(), stamp.updated_at.as_micros()),
            (version, created_at, updated_at)
        );
        assert_eq!(receipt.set.unwrap().at, Timestamp::from_micros(now));
    }
    assert_eq!(store.all().len(), 3);
}

#[test]
fn times_do_not_run_backwards_when_the_clock_does() {
    let clock = Clock::default();
    let register = Register::open(Memory::new(), clock.read()).unwrap();
    let times = [(100, 100), (50, 100), (99, 100), (101, 101)];
    for (n, (now, expected)) in (0..).zip(times) {
        clock.set(now);
        let receipt = submit(&register, puts([organisation_no(n).into()])).unwrap();
        assert_eq!(receipt.set.unwrap().at.as_micros(), expected, "at {now}");
    }
}

/// The writer remembered the time of the last change, but only until it was closed: a clock set back between two runs
/// gave changes that were older than those before them.
#[test]
fn times_do_not_run_backwards_across_a_restart() {
    let (store, clock) = (Kept::new(Memory::new()), Clock::default());
    for (now, name) in [(100, "a"), (50, "b")] {
        clock.set(now);
        let register = Register::open(store.clone(), clock.read()).unwrap();
        submit(&register, puts([renamed(1, name).into()])).unwrap();
    }
    assert_eq!(store.all().iter().map(|set| set.at.as_micros()).collect::<Vec<_>>(), [100, 100]);
}

#[test]
fn a_change_set_keeps_who_why_and_what() {
    let store = Kept::new(Memory::new());
    let register = Register::open(store.clone(), || support::NOON).unwrap();
    let steps = puts([organisation_no(1).into()]);
    let note = Some("Grund".into());
    let asked = Proposal { actor: "import".into(), origin: Origin::Import, note: note.clone(), steps, memo: None };
    let receipt = register.submit_blocking(asked).unwrap();
    let after = receipt.snapshot.record(id(1)).unwrap();
    let expected = ChangeSet {
        revision: 1,
        at: support::NOON,
        actor: "import".into(),
        origin: Origin::Import,
        note,
        changes: vec![Change::Created { after }],
    };
    assert_eq!(receipt.set.as_deref(), Some(&expected));
    assert_eq!(store.all(), [expected]);
}

#[test]
fn what_changes_nothing_uses_no_revision() {
    let (store, other) = (Kept::new(Memory::new()), organisation_no(2));
    let register = Register::open(store.clone(), Timestamp::now).unwrap();
    submit(&register, puts([organisation_no(1).into()])).unwrap();
    let cases: [(&str, Vec<Step>); 5] = [
        ("no steps", vec![]),
        ("the record as it is", puts([organisation_no(1).into()])),
        ("a state as it is", puts([minimal_state().into()])),
        ("put and deleted again", vec![Step::Put(other.clone().into()), Step::Delete(other.id.into())]),
        ("changed and changed back", puts([renamed(1, "x").into(), organisation_no(1).into()])),
    ];
    for (name, steps) in cases {
        let before = register.snapshot();
        let receipt = submit(&register, steps).unwrap();
        assert_eq!(receipt.set, None, "{name}");
        assert!(Arc::ptr_eq(&receipt.snapshot, &before), "{name}");
        assert!(Arc::ptr_eq(&register.snapshot(), &before), "{name}");
    }
    assert_eq!(store.all().len(), 1);
}

/// Every state is there from the beginning, but not in the store, which holds what was written. Its first change is
/// an update of something the store never had: the store counted one out that it had never counted in, and took itself
/// for damaged when it was opened again.
#[test]
fn the_first_change_of_a_state_is_kept_like_any_other() {
    let directory = tempfile::tempdir().unwrap();
    let open = || Register::open(Sled::open(directory.path()).unwrap(), Timestamp::now).unwrap();
    let register = open();
    let written =
        |summary: &str| puts([State { summary: Some(LocalisedText::german(summary)), ..support::full_state() }.into()]);
    for (summary, version) in [("a", 2), ("b", 3)] {
        let receipt = submit(&register, written(summary)).unwrap();
        assert_eq!(receipt.snapshot.state(StateCode::Bw).record().stamp.version, version);
        let set = receipt.set.unwrap();
        assert!(matches!(&set.changes[..], [Change::Updated { .. }]), "{set:?}");
    }
    drop(register);
    assert_eq!(verify(&Sled::open(directory.path()).unwrap()).unwrap().records, 1);
    let reopened = open();
    assert_eq!(reopened.snapshot().state(StateCode::Bw).record().stamp.version, 3);
    assert_eq!(submit(&reopened, written("b")).unwrap().set, None);
}

#[test]
fn several_steps_about_one_record_are_one_change() {
    let register = register(vec![organisation_no(1).into()]);
    let receipt = submit(&register, puts([renamed(1, "x").into(), renamed(1, "y").into()])).unwrap();
    let record = receipt.snapshot.organisation(organisation_no(1).id).unwrap().record();
    assert_eq!((&*record.name.de, record.stamp.version), ("y", 2));
    assert_eq!(receipt.set.unwrap().changes.len(), 1);
}

/// Deletions are carried out first. A record that was changed and then deleted in one proposal was therefore deleted
/// and then made again.
#[test]
fn the_last_step_about_a_record_counts() {
    let changed = || Step::Put(renamed(1, "x").into());
    let cases = [
        ("changed, then deleted", vec![changed(), Step::Delete(id(1))], None),
        ("deleted, then put", vec![Step::Delete(id(1)), changed()], Some(("x", 2))),
        ("deleted twice", vec![Step::Delete(id(1)), Step::Delete(id(1))], None),
    ];
    for (name, steps, expected) in cases {
        let register = register(vec![organisation_no(1).into()]);
        let receipt = submit(&register, steps).unwrap();
        let record = receipt.snapshot.organisation(organisation_no(1).id).map(|o| o.record());
        assert_eq!(record.map(|o| (&*o.name.de, o.stamp.version)), expected, "{name}");
    }
}

/// A participation that was deleted and put again in one proposal came out as one that was moved to other ends, which
/// the same rule forbids; and the snapshot made from the log had it at the old ends.
#[test]
fn a_participation_is_not_moved_by_deleting_and_putting_it_in_one_proposal() {
    let register = register(vec![
        initiative_no(1).into(),
        initiative_no(2).into(),
        organisation_no(1).into(),
        participation_no(1, 1, 1).into(),
    ]);
    let moved = participation_no(1, 2, 1);
    let steps = vec![Step::Delete(moved.id.into()), Step::Put(moved.into())];
    let found = findings(&register, steps);
    assert_eq!(found.iter().map(brief).collect::<Vec<_>>(), [(1, ProblemKind::InvalidInput, "initiative")]);
}

#[test]
fn two_records_swap_their_slugs_in_one_proposal() {
    for order in [[1, 2], [2, 1]] {
        let register = register(vec![with_slug(1, "a"), with_slug(2, "b")]);
        let swapped = order.map(|n| with_slug(n, if n == 1 { "b" } else { "a" }));
        let snapshot = submit(&register, puts(swapped)).unwrap().snapshot;
        let bearers = ["a", "b"].map(|slug| snapshot.organisation_by_slug(slug).unwrap().record().id);
        assert_eq!(bearers, [organisation_no(2).id, organisation_no(1).id], "{order:?}");
    }
}

#[test]
fn a_slug_given_free_is_taken_in_the_same_proposal() {
    let freed = [("deleted", Step::Delete(id(1))), ("renamed", Step::Put(with_slug(1, "z")))];
    for (name, free) in freed {
        for free_first in [true, false] {
            let register = register(vec![with_slug(1, "a")]);
            let mut steps = vec![free.clone(), Step::Put(with_slug(2, "a"))];
            if !free_first {
                steps.reverse();
            }
            let snapshot = submit(&register, steps).unwrap().snapshot;
            let bearer = snapshot.organisation_by_slug("a").unwrap().record().id;
            assert_eq!(bearer, organisation_no(2).id, "{name}, first: {free_first}");
        }
    }
}

/// Each step was carried out on the draft. A record that took the slug of another in one step and gave it back in the
/// next left the other without: it could no longer be found by its slug, and anyone could take it.
#[test]
fn a_slug_touched_on_the_way_stays_with_its_bearer() {
    let register = register(vec![with_slug(1, "a"), with_slug(2, "b")]);
    let on_the_way = [
        vec![Step::Put(with_slug(1, "b")), Step::Put(with_slug(1, "c"))],
        vec![Step::Put(with_slug(3, "b")), Step::Delete(id(3)), Step::Put(with_slug(4, "d"))],
    ];
    for steps in on_the_way {
        let snapshot = submit(&register, steps).unwrap().snapshot;
        let bearer = snapshot.organisation_by_slug("b").map(|o| o.record().id);
        assert_eq!(bearer, Some(organisation_no(2).id));
    }
    assert_eq!(findings(&register, puts([with_slug(5, "b")])).len(), 1);
}

#[test]
fn records_are_given_in_any_order() {
    let child = buendnis::model::Initiative { parent: Some(initiative_no(2).id), ..initiative_no(1) };
    let branch = Organisation { parent: Some(organisation_no(2).id), ..organisation_no(1) };
    let records: Vec<Record> = vec![
        participation_no(1, 1, 1).into(),
        event_no(1, 1).into(),
        child.into(),
        branch.into(),
        minimal_state().into(),
        initiative_no(2).into(),
        organisation_no(2).into(),
    ];
    for turn in 0..records.len() {
        let mut turned = records.clone();
        turned.rotate_left(turn);
        let snapshot = submit(&register(vec![]), puts(turned)).unwrap().snapshot;
        assert_eq!(snapshot.participation_count(), 1, "{turn}");
        assert_eq!(snapshot.initiative(initiative_no(2).id).unwrap().children().total(), 1, "{turn}");
        assert_eq!(snapshot.events().total(), 1, "{turn}");
    }
}

#[test]
fn a_family_is_deleted_in_any_order() {
    let all: Vec<NodeId> = vec![
        initiative_no(1).id.into(),
        organisation_no(1).id.into(),
        event_no(1, 1).id.into(),
        participation_no(1, 1, 1).id.into(),
    ];
    for turn in 0..all.len() {
        let register = register(vec![
            initiative_no(1).into(),
            organisation_no(1).into(),
            event_no(1, 1).into(),
            participation_no(1, 1, 1).into(),
        ]);
        let mut turned = all.clone();
        turned.rotate_left(turn);
        let snapshot = submit(&register, turned.into_iter().map(Step::Delete).collect()).unwrap().snapshot;
        assert_eq!(records(&snapshot).len(), 16, "{turn}");
    }
}

#[test]
fn a_child_is_moved_and_its_parent_deleted_in_one_proposal() {
    let below = |parent: u32| Organisation { parent: Some(organisation_no(parent).id), ..organisation_no(1) };
    for child_first in [true, false] {
        let register = register(vec![organisation_no(2).into(), organisation_no(3).into(), below(2).into()]);
        let mut steps = vec![Step::Put(below(3).into()), Step::Delete(id(2))];
        if !child_first {
            steps.reverse();
        }
        let snapshot = submit(&register, steps).unwrap().snapshot;
        assert_eq!(snapshot.organisation(organisation_no(3).id).unwrap().children().total(), 1);
    }
}

#[test]
fn a_deleted_record_starts_again_at_version_1() {
    let register = register(vec![organisation_no(1).into()]);
    submit(&register, puts([renamed(1, "x").into()])).unwrap();
    submit(&register, vec![Step::Delete(id(1))]).unwrap();
    let snapshot = submit(&register, puts([organisation_no(1).into()])).unwrap().snapshot;
    assert_eq!(snapshot.record(id(1)).unwrap().stamp().version, 1);
    assert_eq!(snapshot.revision(), 4);
}

#[test]
fn everything_wrong_with_a_proposal_is_found_at_its_step() {
    let register = register(vec![organisation_no(9).into()]);
    let steps = vec![
        Step::Put(participation_no(1, 77, 78).into()),
        Step::Delete(id(42)),
        Step::Put(Organisation { name: LocalisedText::german(" "), ..organisation_no(1) }.into()),
        Step::Delete(NodeId::State(StateCode::Be)),
        Step::Put(
            Participation { headcount: Some(-1), role: ParticipationRole::Member, ..participation_no(2, 77, 9) }.into(),
        ),
        Step::Put(organisation_no(3).into()),
    ];
    let subjects: Vec<Option<NodeId>> = steps.iter().map(Step::subject).collect();
    let found = findings(&register, steps);
    assert_eq!(
        found.iter().map(brief).collect::<Vec<_>>(),
        [
            (0, ProblemKind::NotFound, "initiative"),
            (0, ProblemKind::NotFound, "organisation"),
            (1, ProblemKind::NotFound, "id"),
            (2, ProblemKind::InvalidInput, "name.de"),
            (3, ProblemKind::InvalidInput, "id"),
            (4, ProblemKind::NotFound, "initiative"),
            (4, ProblemKind::InvalidInput, "headcount"),
        ]
    );
    assert!(found.iter().all(|finding| finding.subject == subjects[finding.step]));
    assert_eq!(organisations(&register.snapshot()), ["organisation-9"]);
    let shown = found[3].to_string();
    assert_eq!(shown, format!("step 3, {}: name.de: is empty: write something or leave it out", id(1)));
}

#[test]
fn a_refusal_says_how_much_is_wrong_and_what_first() {
    let register = register(vec![]);
    let refused = register.submit_blocking(proposal(vec![Step::Delete(id(1)), Step::Delete(id(2))])).unwrap_err();
    let first = format!("step 1, {}: id: there is no record {}", id(1), id(1));
    assert_eq!(refused.to_string(), format!("2 of the proposed changes cannot be made; the first: {first}"));
}

#[test]
fn a_closed_register_has_answered_what_was_waiting() {
    let store = Kept::new(Memory::new());
    let register = Register::open(store.clone(), Timestamp::now).unwrap();
    submit(&register, puts([organisation_no(1).into()])).unwrap();
    drop(register);
    assert_eq!(store.all().len(), 1);
}
