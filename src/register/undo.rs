//! A change set undone: for each of its changes the one that takes it back.
//!
//! What was created is deleted, what was deleted is there again under its id, and of what was changed each field becomes
//! what it was. Fields that other changes have touched since are left alone; where the same field was changed again, or
//! the record is gone, the later change stands in the way and is named.

use super::{past::Past, plan::Outcome};
use crate::{
    model::{
        Change, ChangeSet, Conflict, Event, Initiative, NodeId, Organisation, Participation, Problem, ProblemKind,
        Record, Revision, Since, Stamp, State,
    },
    snapshot::Snapshot,
    store::StoreError,
};

/// What it takes to undo `set` in `register`, or every change that stands in the way.
pub fn undo(
    register: &Snapshot,
    past: &Past<'_>,
    set: &ChangeSet,
) -> Result<Result<Vec<Outcome>, Vec<Problem>>, StoreError> {
    let mut outcomes = Vec::new();
    let mut problems = Vec::new();
    for change in &set.changes {
        match undo_change(register, past, set.revision, change)? {
            Ok(outcome) => outcomes.push(outcome),
            Err(problem) => problems.push(problem),
        }
    }
    Ok(if problems.is_empty() { Ok(outcomes) } else { Err(problems) })
}

fn undo_change(
    register: &Snapshot,
    past: &Past<'_>,
    revision: Revision,
    change: &Change,
) -> Result<Result<Outcome, Problem>, StoreError> {
    let subject = change.subject();
    let now = register.record(subject);
    let in_the_way = |what: &str| Err(conflict(subject, now.as_ref(), revision, what));
    Ok(match (change, &now) {
        (Change::Created { after }, Some(now)) if same(now, after) => Ok(Outcome::Delete(subject)),
        (Change::Created { .. }, Some(_)) => in_the_way("was changed since it was created"),
        (Change::Updated { before, after }, Some(now)) => match restored(before, after, now) {
            Ok(record) => Ok(Outcome::Put(record)),
            Err(fields) => in_the_way(&format!("was changed again since, in {}", fields.join(", "))),
        },
        (Change::Created { .. } | Change::Updated { .. }, None) => in_the_way("is gone since"),
        (Change::Deleted { .. }, Some(_)) => in_the_way("is there again since"),
        // It may have been there again, and gone again: it goes on counting from the last version it had.
        (Change::Deleted { before }, None) => {
            let stamp = before.stamp();
            let version = past.last_version(subject)?.unwrap_or(stamp.version);
            Ok(Outcome::Revive(before.clone().stamped(Stamp { version, ..stamp })))
        }
    })
}

fn conflict(subject: NodeId, now: Option<&Record>, revision: Revision, what: &str) -> Problem {
    let current_version = now.map(|record| record.stamp().version);
    let conflict = Conflict { subject, current_version, since: Since::Revision(revision) };
    Problem::new(ProblemKind::Conflict(conflict), "revision", format_args!("{subject} {what}: revert that first"))
}

/// Whether two records say the same, whatever their versions.
fn same(a: &Record, b: &Record) -> bool {
    a.clone().stamped(b.stamp()) == *b
}

/// The record as it is now, but what changed from `before` to `after` as it was before; or the fields that have changed
/// again since.
fn restored(before: &Record, after: &Record, now: &Record) -> Result<Record, Vec<&'static str>> {
    match (before, after, now) {
        (Record::State(b), Record::State(a), Record::State(n)) => restored_state(b, a, n).map(Into::into),
        (Record::Initiative(b), Record::Initiative(a), Record::Initiative(n)) => {
            restored_initiative(b, a, n).map(Into::into)
        }
        (Record::Organisation(b), Record::Organisation(a), Record::Organisation(n)) => {
            restored_organisation(b, a, n).map(Into::into)
        }
        (Record::Participation(b), Record::Participation(a), Record::Participation(n)) => {
            restored_participation(b, a, n).map(Into::into)
        }
        (Record::Event(b), Record::Event(a), Record::Event(n)) => restored_event(b, a, n).map(Into::into),
        // One id is of one type.
        _ => Err(vec!["id"]),
    }
}

macro_rules! restored {
    ($($function:ident($type:ident by $id:ident) { $($field:ident $name:literal)+ })+) => {$(
        fn $function(before: &$type, after: &$type, now: &$type) -> Result<$type, Vec<&'static str>> {
            let mut restored = now.clone();
            let mut again = Vec::new();
            $(
                if before.$field != after.$field && now.$field != before.$field {
                    if now.$field == after.$field {
                        restored.$field = before.$field.clone();
                    } else {
                        again.push($name);
                    }
                }
            )+
            // A new field does not compile before it can be restored.
            let $type { $id: _, $($field: _,)+ stamp: _ } = now;
            if again.is_empty() { Ok(restored) } else { Err(again) }
        }
    )+};
}

restored! {
    restored_state(State by code) { coverage "coverage" summary "summary" }
    restored_initiative(Initiative by id) {
        slug "slug" name "name" aliases "aliases" kind "kind" status "status" summary "summary" topics "topics"
        states "states" region "region" started_on "startedOn" ended_on "endedOn" website "website" parent "parent"
        predecessor "predecessor" figures "figures" people "people" absent_kinds "absentKinds" sources "sources"
    }
    restored_organisation(Organisation by id) {
        slug "slug" name "name" short_name "shortName" aliases "aliases" kind "kind" collective "collective"
        state "state" website "website" parent "parent" formerly "formerly" sources "sources"
    }
    restored_participation(Participation by id) {
        initiative "initiative" organisation "organisation" role "role" formal "formal" since "since" until "until"
        headcount "headcount" note "note" sources "sources"
    }
    restored_event(Event by id) {
        slug "slug" name "name" initiative "initiative" state "state" place "place" starts_on "startsOn"
        ends_on "endsOn" attendance "attendance"
    }
}
