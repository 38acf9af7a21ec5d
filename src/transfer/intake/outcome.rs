//! Lines as a proposal, and what came of it.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::{
    model::{Change, Origin, ProblemKind},
    register::{Finding, Proposal, Receipt, Refusal, Register, Step},
    transfer::{
        Error,
        fault::{Faults, Spot},
        portions::portions,
    },
};

/// What files want of a register.
pub struct Batch {
    pub(super) files: Vec<Arc<str>>,
    pub(super) steps: Vec<Step>,
    /// Where each step is from.
    pub(super) spots: Vec<Spot>,
    pub(super) faults: Faults,
}

/// What came of an import, or would come of it.
pub struct Outcome {
    pub receipt: Receipt,
    /// Records that were in the files.
    pub given: usize,
}

impl Batch {
    pub(super) fn add(&mut self, spot: Spot, step: Step) {
        self.steps.push(step);
        self.spots.push(spot);
    }

    /// What [`Batch::commit`] would do, without anything being written.
    pub fn rehearse(&self, register: &Register) -> Result<Outcome, Error> {
        let result = register.rehearse_blocking(proposal("import", None, self.steps.clone()));
        self.outcome(result)
    }

    /// Puts everything into the register as one change set, or nothing: then the error tells of every line. Waits for the
    /// store, so not for a thread that runs tasks.
    pub fn commit(mut self, register: &Register, actor: &str, note: Option<&str>) -> Result<Outcome, Error> {
        if !self.faults.is_empty() {
            return self.rehearse(register);
        }
        let result = register.submit_blocking(proposal(actor, note, std::mem::take(&mut self.steps)));
        self.outcome(result)
    }

    /// As [`Batch::commit`], in portions, for a register whose store takes only so much at once: everything wrong is told
    /// before anything is done, and each portion is all or nothing. `mark` stands for the files: a portion that was committed
    /// under it within a day is left as it is, so that an import that was interrupted, begun
    /// again, goes on.
    pub fn commit_in_portions(
        mut self,
        register: &Register,
        actor: &str,
        note: Option<&str>,
        mark: [u8; 32],
    ) -> Result<Outcome, Error> {
        let rehearsed = self.rehearse(register)?;
        for (n, steps) in (0_u64..).zip(portions(std::mem::take(&mut self.steps))) {
            let memo = Sha256::new().chain_update(mark).chain_update(n.to_be_bytes()).finalize().into();
            let portion = Proposal { memo: Some(memo), ..proposal(actor, note, steps) };
            register.submit_blocking(portion).map_err(Error::Refused)?;
        }
        let receipt = Receipt { snapshot: register.snapshot(), ..rehearsed.receipt };
        Ok(Outcome { receipt, ..rehearsed })
    }

    fn outcome(&self, result: Result<Receipt, Refusal>) -> Result<Outcome, Error> {
        match result {
            Ok(receipt) if self.faults.is_empty() => Ok(Outcome { receipt, given: self.spots.len() }),
            Ok(_) => Err(Error::Import(self.faults_with(Vec::new()))),
            Err(Refusal::Invalid(findings)) => Err(Error::Import(self.faults_with(findings))),
            Err(refusal) => Err(Error::Refused(refusal)),
        }
    }

    /// Everything wrong: with the lines themselves, and with what the register was to make of them.
    fn faults_with(&self, findings: Vec<Finding>) -> Faults {
        let mut faults = self.faults.clone();
        // Who is missing then is one whose own line is at fault.
        let told = |finding: &Finding| self.faults.is_empty() || finding.problem.kind != ProblemKind::NotFound;
        for finding in findings.into_iter().filter(told) {
            if let Some(spot) = self.spots.get(finding.step) {
                faults.note(spot, finding.problem);
            }
        }
        faults.in_order(&self.files)
    }
}

fn proposal(actor: &str, note: Option<&str>, steps: Vec<Step>) -> Proposal {
    Proposal { actor: actor.into(), origin: Origin::Import, note: note.map(Into::into), steps, memo: None }
}

impl Outcome {
    /// What changed, or would.
    pub fn changes(&self) -> &[Change] {
        self.receipt.set.as_deref().map_or(&[], |set| &set.changes)
    }

    pub fn created(&self) -> usize {
        self.changes().iter().filter(|change| matches!(change, Change::Created { .. })).count()
    }

    pub fn updated(&self) -> usize {
        self.changes().len() - self.created()
    }

    pub fn unchanged(&self) -> usize {
        self.given - self.changes().len()
    }
}
