//! From steps to changes: what each record was, what it will be, and whether that may be.

use std::collections::HashMap;

use super::{Finding, Refusal, Step, check};
use crate::{
    model::{Change, NodeId, Origin, Problem, ProblemKind, Record, Stamp, State, Timestamp},
    snapshot::Snapshot,
};

/// The register after `steps`, and the changes that lead there; nothing but findings if any step is wrong.
///
/// Every change is carried out on a draft, which costs nothing to throw away, and what came out is checked: so it does
/// not matter in which order records that refer to each other are given.
pub fn plan(
    base: &Snapshot,
    origin: Origin,
    steps: Vec<Step>,
    at: Timestamp,
) -> Result<(Snapshot, Vec<Change>), Refusal> {
    let mut draft = base.clone();
    let mut changes = Vec::new();
    let mut findings = Vec::new();
    for (step, outcome) in in_order(outcomes(base, steps)) {
        let subject = outcome.subject();
        let found = |problem| Finding { step, subject, problem };
        let change = match change(base, origin, outcome, at) {
            Ok(None) => continue,
            Ok(Some(change)) => change,
            Err(problem) => {
                findings.push(found(problem));
                continue;
            }
        };
        let obstacles = check::obstacles(&draft, &change);
        if obstacles.is_empty() {
            draft.apply(&change);
        }
        findings.extend(obstacles.into_iter().map(found));
        changes.push((step, change));
    }
    for (step, change) in &changes {
        let found = |problem| Finding { step: *step, subject: change.subject(), problem };
        findings.extend(check::check(base, &draft, change).into_iter().map(found));
    }
    if findings.is_empty() {
        return Ok((draft, changes.into_iter().map(|(_, change)| change).collect()));
    }
    findings.sort_by_key(|finding| finding.step);
    Err(Refusal::Invalid(findings))
}

/// What becomes of each record: of several steps about one record the last, since a step says all of what a record
/// shall be. A record that is put and deleted again never was. So each record changes once, and what it was in between
/// (a slug it bore, an end it had) leaves no trace.
fn outcomes(base: &Snapshot, steps: Vec<Step>) -> Vec<(usize, Step)> {
    let mut outcomes: HashMap<NodeId, (usize, Step)> = HashMap::with_capacity(steps.len());
    for (n, step) in steps.into_iter().enumerate() {
        let id = step.subject();
        let undoes = matches!(step, Step::Delete(_))
            && base.record(id).is_none()
            && matches!(outcomes.get(&id), Some((_, Step::Put(_) | Step::Restore(..))));
        if undoes {
            outcomes.remove(&id);
        } else {
            outcomes.insert(id, (n, step));
        }
    }
    outcomes.into_values().collect()
}

/// The steps so that what others need comes before them: links gone before their ends, ends before links.
fn in_order(mut steps: Vec<(usize, Step)>) -> Vec<(usize, Step)> {
    steps.sort_unstable_by_key(|(n, step)| match step {
        Step::Delete(id) => (-rank(*id), *n),
        Step::Put(record) | Step::Restore(record, _) => (rank(record.id()), *n),
    });
    steps
}

fn rank(id: NodeId) -> i8 {
    match id {
        NodeId::State(_) => 1,
        NodeId::Organisation(_) => 2,
        NodeId::Initiative(_) => 3,
        NodeId::Event(_) => 4,
        NodeId::Participation(_) => 5,
    }
}

/// The change that a step means; none where it changes nothing.
fn change(base: &Snapshot, origin: Origin, step: Step, at: Timestamp) -> Result<Option<Change>, Problem> {
    let before = base.record(step.subject());
    match (step, before) {
        (Step::Restore(..), _) if origin != Origin::Import => {
            Err(Problem::invalid("version", "only an import brings versions and times along"))
        }
        (Step::Restore(record, kept), None) => Ok(Some(Change::Created { after: record.stamped(kept.stamp(at)) })),
        (Step::Restore(record, kept), Some(before)) if is_untouched(&before) => {
            let after = record.stamped(kept.stamp(at));
            Ok((after != before).then_some(Change::Updated { before, after }))
        }
        (Step::Put(record), None) => Ok(Some(Change::Created { after: record.stamped(Stamp::new(at)) })),
        (Step::Put(record) | Step::Restore(record, _), Some(before)) => {
            let after = record.stamped(before.stamp());
            let stamp = before.stamp().next(at);
            Ok((after != before).then(|| Change::Updated { before, after: after.stamped(stamp) }))
        }
        (Step::Delete(NodeId::State(code)), _) => {
            let message = format_args!("{code} is one of the sixteen states, which cannot be deleted");
            Err(Problem::invalid("id", message))
        }
        (Step::Delete(_), Some(before)) => Ok(Some(Change::Deleted { before })),
        (Step::Delete(id), None) => {
            Err(Problem::new(ProblemKind::NotFound, "id", format_args!("there is no record {id}")))
        }
    }
}

/// Whether a record is a state as it came with the program. The sixteen are always there; to be new, for them, is this.
fn is_untouched(record: &Record) -> bool {
    matches!(record, Record::State(state) if **state == State::undocumented(state.code))
}
