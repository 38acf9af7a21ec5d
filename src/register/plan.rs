//! From steps to changes: what each record was, what it will be, and whether that may be.

use std::collections::HashMap;

use super::{Finding, Kept, Refusal, Step, check, edit::resolve};
use crate::{
    model::{Change, NodeId, Origin, Problem, ProblemKind, Record, Stamp, State, Timestamp},
    snapshot::Snapshot,
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
pub fn plan(base: &Snapshot, origin: Origin, steps: Vec<Step>, at: Timestamp) -> Result<Plan, Refusal> {
    let mut draft = base.clone();
    let mut changes = Vec::new();
    let mut findings = Vec::new();
    let Resolved { outcomes: steps, subjects, findings: unclear } = resolved(base, steps);
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
        let obstacles = check::obstacles(&draft, &change);
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
    Err(Refusal::Invalid(findings))
}

/// What a step says of one record.
#[derive(Clone)]
pub enum Outcome {
    Put(Record),
    Restore(Record, Kept),
    Delete(NodeId),
}

impl Outcome {
    fn subject(&self) -> NodeId {
        match self {
            Self::Put(record) | Self::Restore(record, _) => record.id(),
            Self::Delete(id) => *id,
        }
    }
}

/// The steps with every edit as what it means: each is resolved against the register with the steps before it, so that
/// it can name what they made. Also everything wrong with edits that cannot be resolved.
fn resolved(base: &Snapshot, steps: Vec<Step>) -> Resolved {
    let mut resolved =
        Resolved { outcomes: Vec::with_capacity(steps.len()), subjects: Vec::new(), findings: Vec::new() };
    // Only edits look at what the steps before them did.
    let looked_at = steps.iter().any(|step| matches!(step, Step::Edit(_)));
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
                    let found = |problem| Finding { step, subject: None, problem };
                    resolved.findings.extend(problems.into_iter().map(found));
                    continue;
                }
            },
        };
        if looked_at {
            outcomes.iter().for_each(|outcome| advance(&mut before, outcome.clone()));
        }
        resolved.outcomes.extend(outcomes.into_iter().map(|outcome| (step, outcome)));
    }
    resolved
}

struct Resolved {
    /// What each step means, with its place among the steps.
    outcomes: Vec<(usize, Outcome)>,
    subjects: Vec<NodeId>,
    findings: Vec<Finding>,
}

/// Carries an outcome out for the steps behind it to see; one that cannot be is found out when all are known.
fn advance(register: &mut Snapshot, outcome: Outcome) {
    if let Ok(Some(change)) = change(register, Origin::Edit, outcome, Timestamp::EPOCH)
        && check::obstacles(register, &change).is_empty()
    {
        register.apply(&change);
    }
}

/// What becomes of each record: of several steps about one record the last, since a step says all of what a record
/// shall be. A record that is put and deleted again never was. So each record changes once, and what it was in between
/// (a slug it bore, an end it had) leaves no trace.
fn outcomes(base: &Snapshot, steps: Vec<(usize, Outcome)>) -> Vec<(usize, Outcome)> {
    let mut outcomes: HashMap<NodeId, (usize, Outcome)> = HashMap::with_capacity(steps.len());
    for (n, step) in steps {
        let id = step.subject();
        let undoes = matches!(step, Outcome::Delete(_))
            && base.record(id).is_none()
            && matches!(outcomes.get(&id), Some((_, Outcome::Put(_) | Outcome::Restore(..))));
        if undoes {
            outcomes.remove(&id);
        } else {
            outcomes.insert(id, (n, step));
        }
    }
    outcomes.into_values().collect()
}

/// The steps so that what others need comes before them: links gone before their ends, ends before links.
fn in_order(mut steps: Vec<(usize, Outcome)>) -> Vec<(usize, Outcome)> {
    steps.sort_unstable_by_key(|(n, step)| match step {
        Outcome::Delete(id) => (-rank(*id), *n),
        Outcome::Put(record) | Outcome::Restore(record, _) => (rank(record.id()), *n),
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
        (Outcome::Put(record) | Outcome::Restore(record, _), Some(before)) => {
            let after = record.stamped(before.stamp());
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
