//! From steps to changes: what each record was, what it will be, and whether that may be.

use std::collections::HashMap;

use super::{Finding, Refusal, Step, check};
use crate::{
    model::{Change, NodeId, Problem, ProblemKind, Stamp, Timestamp},
    snapshot::Snapshot,
};

/// The register after `steps`, and the changes that lead there; nothing but findings if any step is wrong.
///
/// Every step is carried out on a draft, which costs nothing to throw away, and what came out is checked: so it does
/// not matter in which order records that refer to each other are given.
pub fn plan(base: &Snapshot, steps: Vec<Step>, at: Timestamp) -> Result<(Snapshot, Vec<Change>), Refusal> {
    let mut draft = base.clone();
    let mut touched = Touched::default();
    let mut findings = Vec::new();
    for (step, wanted) in in_order(steps) {
        match change(base, &draft, wanted, at) {
            Ok(Some(change)) => {
                draft.apply(&change);
                touched.note(change.subject(), step);
            }
            Ok(None) => {}
            Err((subject, problem)) => findings.push(Finding { step, subject, problem }),
        }
    }
    let changes = touched.changes(base, &draft);
    for change in &changes {
        let subject = change.subject();
        let step = touched.step(subject);
        findings.extend(check::check(&draft, change).into_iter().map(|problem| Finding { step, subject, problem }));
    }
    findings.sort_by_key(|finding| finding.step);
    if findings.is_empty() { Ok((draft, changes)) } else { Err(Refusal::Invalid(findings)) }
}

/// The steps so that what others need comes before them: ends before links, links gone before their ends.
fn in_order(steps: Vec<Step>) -> Vec<(usize, Step)> {
    let mut steps: Vec<(usize, Step)> = steps.into_iter().enumerate().collect();
    steps.sort_by_key(|(_, step)| match step {
        Step::Delete(id) => -rank(*id),
        Step::Put(record) => rank(record.id()),
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

/// The change that a step means for the draft; none where it changes nothing.
fn change(base: &Snapshot, draft: &Snapshot, step: Step, at: Timestamp) -> Result<Option<Change>, (NodeId, Problem)> {
    match step {
        Step::Put(record) => {
            let id = record.id();
            // One change set is one version, however many of its steps touch the record.
            let stamp = base.record(id).map_or(Stamp::new(at), |before| before.stamp().next(at));
            let Some(before) = draft.record(id) else {
                check::ends(draft, &record).map_err(|problem| (id, problem))?;
                return Ok(Some(Change::Created { after: record.stamped(stamp) }));
            };
            if record.clone().stamped(before.stamp()) == before {
                return Ok(None);
            }
            check::unmoved(&before, &record).map_err(|problem| (id, problem))?;
            Ok(Some(Change::Updated { before, after: record.stamped(stamp) }))
        }
        Step::Delete(id) => match (id, draft.record(id)) {
            (NodeId::State(code), _) => {
                let message = format_args!("{code} is one of the sixteen states, which cannot be deleted");
                Err((id, Problem::invalid("id", message)))
            }
            (_, Some(before)) => {
                check::unlinked(draft, id).map_err(|problem| (id, problem))?;
                Ok(Some(Change::Deleted { before }))
            }
            (_, None) => Err((id, Problem::new(ProblemKind::NotFound, "id", format_args!("there is no record {id}")))),
        },
    }
}

/// The records that steps have touched, in the order in which they first were, each with its last step.
#[derive(Default)]
struct Touched {
    order: Vec<NodeId>,
    steps: HashMap<NodeId, usize>,
}

impl Touched {
    fn note(&mut self, subject: NodeId, step: usize) {
        if self.steps.insert(subject, step).is_none() {
            self.order.push(subject);
        }
    }

    fn step(&self, subject: NodeId) -> usize {
        self.steps.get(&subject).copied().unwrap_or_default()
    }

    /// One change for each record, from what it was to what it is: a record touched twice has changed once.
    fn changes(&self, base: &Snapshot, draft: &Snapshot) -> Vec<Change> {
        let net = |id: &NodeId| match (base.record(*id), draft.record(*id)) {
            (None, Some(after)) => Some(Change::Created { after }),
            (Some(before), Some(after)) => Some(Change::Updated { before, after }),
            (Some(before), None) => Some(Change::Deleted { before }),
            (None, None) => None,
        };
        self.order.iter().filter_map(net).collect()
    }
}
