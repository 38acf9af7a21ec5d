//! From steps to changes: what each record was, what it will be, and whether that may be.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{Finding, Kept, Refusal, Step, check, edit::resolve, past::Past, undo::undo};
use crate::{
    model::{
        Change, Conflict, Former, NodeId, Organisation, Origin, Problem, ProblemKind, Record, Revision, Since, Stamp,
        State, Timestamp,
    },
    snapshot::Snapshot,
    store::StoreError,
};

/// What steps come to.
pub struct Plan {
    /// The register after them.
    pub register: Snapshot,
    /// What leads there.
    pub changes: Vec<Change>,
    /// What each edit among them was about.
    pub subjects: Vec<NodeId>,
}

/// The register after `steps`, and the changes that lead there; nothing but findings if any step is wrong.
///
/// Every change is carried out on a draft, which costs nothing to throw away, and what came out is checked: so it does
/// not matter in which order records that refer to each other are given.
pub fn plan(
    base: &Snapshot,
    past: &Past<'_>,
    origin: Origin,
    steps: Vec<Step>,
    at: Timestamp,
) -> Result<Plan, Refusal> {
    let mut draft = base.clone();
    let mut changes = Vec::new();
    let mut findings = Vec::new();
    let undone = reverted(&steps);
    let resolved = resolved(base, past, origin, steps).map_err(|error| Refusal::Store(Arc::new(error)))?;
    let Resolved { outcomes: steps, subjects, findings: unclear } = resolved;
    findings.extend(unclear);
    for (step, outcome) in in_order(outcomes(base, steps)) {
        let subject = Some(outcome.subject());
        let found = |problem| Finding { step, subject, problem };
        let change = match change(base, origin, outcome, at) {
            Ok(None) => continue,
            Ok(Some(change)) => change,
            Err(problem) => {
                findings.push(found(problem));
                continue;
            }
        };
        let obstacles = check::obstacles(&draft, origin, &change);
        if obstacles.is_empty() {
            draft.apply(&change);
        }
        findings.extend(obstacles.into_iter().map(found));
        changes.push((step, change));
    }
    for (step, change) in &changes {
        let found = |problem| Finding { step: *step, subject: Some(change.subject()), problem };
        findings.extend(check::check(base, &draft, change).into_iter().map(found));
    }
    if findings.is_empty() {
        let changes = changes.into_iter().map(|(_, change)| change).collect();
        return Ok(Plan { register: draft, changes, subjects });
    }
    findings.sort_by_key(|finding| finding.step);
    Err(Refusal::Invalid(findings.into_iter().map(|finding| in_the_way(base, &undone, finding)).collect()))
}

/// The revisions that steps are to undo, by the places of the steps.
fn reverted(steps: &[Step]) -> HashMap<usize, Revision> {
    let reverted = steps.iter().enumerate().filter_map(|(n, step)| match step {
        Step::Revert(revision) => Some((n, *revision)),
        _ => None,
    });
    reverted.collect()
}

/// What is wrong with a step that undoes a revision is so because of what came after it.
fn in_the_way(base: &Snapshot, undone: &HashMap<usize, Revision>, finding: Finding) -> Finding {
    let (Some(revision), Some(subject)) = (undone.get(&finding.step), finding.subject) else { return finding };
    if matches!(finding.problem.kind, ProblemKind::Conflict(_)) {
        return finding;
    }
    let current_version = base.record(subject).map(|record| record.stamp().version);
    let kind = ProblemKind::Conflict(Conflict { subject, current_version, since: Since::Revision(*revision) });
    let problem = Problem::new(kind, "revision", format_args!("{subject} would not be right: {}", finding.problem));
    Finding { problem, ..finding }
}

/// What a step says of one record.
#[derive(Clone)]
pub enum Outcome {
    Put(Record),
    Restore(Record, Kept),
    /// As it was before it was deleted.
    Revive(Record),
    Delete(NodeId),
}

impl Outcome {
    fn subject(&self) -> NodeId {
        match self {
            Self::Put(record) | Self::Restore(record, _) | Self::Revive(record) => record.id(),
            Self::Delete(id) => *id,
        }
    }
}

/// The steps with every edit as what it means: each is resolved against the register with the steps before it, so that
/// it can name what they made. Also everything wrong with edits that cannot be resolved.
fn resolved(base: &Snapshot, past: &Past<'_>, origin: Origin, steps: Vec<Step>) -> Result<Resolved, StoreError> {
    let mut resolved =
        Resolved { outcomes: Vec::with_capacity(steps.len()), subjects: Vec::new(), findings: Vec::new() };
    // Only edits look at what the steps before them did, and nobody at what the last one does.
    let looked_at = if steps.iter().any(|step| matches!(step, Step::Edit(_))) { steps.len() - 1 } else { 0 };
    let mut before = base.clone();
    for (step, wanted) in steps.into_iter().enumerate() {
        let outcomes = match wanted {
            Step::Put(record) => vec![Outcome::Put(record)],
            Step::Restore(record, kept) => vec![Outcome::Restore(record, kept)],
            Step::Delete(id) => vec![Outcome::Delete(id)],
            Step::Edit(edit) => match resolve(&before, edit) {
                Ok(outcomes) => {
                    // What goes with a record goes before it.
                    resolved.subjects.extend(outcomes.last().map(Outcome::subject));
                    outcomes
                }
                Err(problems) => {
                    resolved.unclear(step, problems);
                    continue;
                }
            },
            Step::Revert(revision) => match reversal(&before, past, revision)? {
                Ok(outcomes) => outcomes,
                Err(problems) => {
                    resolved.unclear(step, problems);
                    continue;
                }
            },
        };
        if step < looked_at {
            outcomes.iter().for_each(|outcome| advance(&mut before, origin, outcome.clone()));
        }
        resolved.outcomes.extend(outcomes.into_iter().map(|outcome| (step, outcome)));
    }
    Ok(resolved)
}

/// What it takes to undo a revision, or everything that stands in the way.
fn reversal(
    register: &Snapshot,
    past: &Past<'_>,
    revision: Revision,
) -> Result<Result<Vec<Outcome>, Vec<Problem>>, StoreError> {
    match past.set(revision)? {
        Some(set) => undo(register, past, &set),
        None => {
            let message = format_args!("there is no revision {revision}: the newest is {}", register.revision());
            Ok(Err(vec![Problem::new(ProblemKind::NotFound, "revision", message)]))
        }
    }
}

struct Resolved {
    /// What each step means, with its place among the steps.
    outcomes: Vec<(usize, Outcome)>,
    subjects: Vec<NodeId>,
    findings: Vec<Finding>,
}

impl Resolved {
    fn unclear(&mut self, step: usize, problems: Vec<Problem>) {
        let found = |problem| Finding { step, subject: None, problem };
        self.findings.extend(problems.into_iter().map(found));
    }
}

/// Carries an outcome out for the steps behind it to see; one that cannot be is found out when all are known.
fn advance(register: &mut Snapshot, origin: Origin, outcome: Outcome) {
    if let Ok(Some(change)) = change(register, origin, outcome, Timestamp::EPOCH)
        && check::obstacles(register, origin, &change).is_empty()
    {
        register.apply(&change);
    }
}

/// What becomes of each record: of several steps about one record the last, since a step says all of what a record
/// shall be. A record that is put and deleted again never was. So each record changes once, and what it was in between
/// (a slug it bore, an end it had) leaves no trace.
fn outcomes(base: &Snapshot, steps: Vec<(usize, Outcome)>) -> Vec<(usize, Outcome)> {
    let mut outcomes: HashMap<NodeId, (usize, (usize, Outcome))> = HashMap::with_capacity(steps.len());
    for (place, (n, step)) in steps.into_iter().enumerate() {
        let id = step.subject();
        let undoes = matches!(step, Outcome::Delete(_))
            && base.record(id).is_none()
            && matches!(outcomes.get(&id), Some((_, (_, Outcome::Put(_) | Outcome::Restore(..) | Outcome::Revive(_)))));
        if undoes {
            outcomes.remove(&id);
        } else {
            outcomes.insert(id, (place, (n, step)));
        }
    }
    let mut outcomes: Vec<_> = outcomes.into_values().collect();
    outcomes.sort_unstable_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// The steps so that what others need comes before them: links gone first, then what there is to be, ends before links, and
/// ends gone last, when those that were linked to them may be linked to others.
fn in_order(mut steps: Vec<(usize, Outcome)>) -> Vec<(usize, Outcome)> {
    steps.sort_by_key(|(_, step)| {
        let deletes = matches!(step, Outcome::Delete(_));
        match step.subject() {
            NodeId::Participation(_) | NodeId::Event(_) if deletes => 0,
            NodeId::State(_) => 1,
            NodeId::Organisation(_) | NodeId::Initiative(_) if deletes => 6,
            NodeId::Organisation(_) => 2,
            NodeId::Initiative(_) => 3,
            NodeId::Event(_) => 4,
            NodeId::Participation(_) => 5,
        }
    });
    steps
}

/// The change that a step means; none where it changes nothing.
fn change(base: &Snapshot, origin: Origin, step: Outcome, at: Timestamp) -> Result<Option<Change>, Problem> {
    let before = base.record(step.subject());
    match (step, before) {
        (Outcome::Restore(..), _) if origin != Origin::Import => {
            Err(Problem::invalid("version", "only an import brings versions and times along"))
        }
        (Outcome::Restore(record, kept), None) => Ok(Some(Change::Created { after: record.stamped(kept.stamp(at)) })),
        (Outcome::Restore(record, kept), Some(before)) if is_untouched(&before) => {
            let after = record.stamped(kept.stamp(at));
            Ok((after != before).then_some(Change::Updated { before, after }))
        }
        (Outcome::Put(record), None) => Ok(Some(Change::Created { after: record.stamped(Stamp::new(at)) })),
        (Outcome::Revive(record), None) => {
            let stamp = record.stamp().next(at);
            Ok(Some(Change::Created { after: record.stamped(stamp) }))
        }
        (Outcome::Put(record) | Outcome::Restore(record, _) | Outcome::Revive(record), Some(before)) => {
            let after = led_here(record, &before, origin).stamped(before.stamp());
            let stamp = before.stamp().next(at);
            Ok((after != before).then(|| Change::Updated { before, after: after.stamped(stamp) }))
        }
        (Outcome::Delete(NodeId::State(code)), _) => {
            let message = format_args!("{code} is one of the sixteen states, which cannot be deleted");
            Err(Problem::invalid("id", message))
        }
        (Outcome::Delete(_), Some(before)) => Ok(Some(Change::Deleted { before })),
        (Outcome::Delete(id), None) => {
            Err(Problem::new(ProblemKind::NotFound, "id", format_args!("there is no record {id}")))
        }
    }
}

/// Whether a record is a state as it came with the program. The sixteen are always there; to be new, for them, is this.
fn is_untouched(record: &Record) -> bool {
    matches!(record, Record::State(state) if **state == State::undocumented(state.code))
}

/// The record, to which every former name goes on leading that led there before: only a merge adds some, and only to undo
/// it takes them away. A file in which they are missing says nothing about them.
fn led_here(record: Record, before: &Record, origin: Origin) -> Record {
    match (record, before) {
        (Record::Organisation(record), Record::Organisation(before))
            if !matches!(origin, Origin::Merge | Origin::Revert) && record.formerly != before.formerly =>
        {
            let known: HashSet<_> = before.formerly.iter().map(|former| former.id).collect();
            let new: Vec<Former> =
                record.formerly.iter().filter(|former| !known.contains(&former.id)).cloned().collect();
            let formerly = before.formerly.iter().cloned().chain(new).collect();
            Organisation { formerly, ..(*record).clone() }.into()
        }
        (record, _) => record,
    }
}
