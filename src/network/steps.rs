//! How much work a question may be.

use super::{Interrupt, Stop};
use crate::model::{Problem, ProblemKind, limits::MAX_STEPS};

/// Why a question was not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// It is too much work: what would make it less.
    TooMuch(Problem),
    /// Nobody waits for the answer any more, or its time is up.
    Stopped(Stop),
}

/// Counts the links that are followed for one question. What is counted depends on the register alone, so that the same
/// question is refused on every machine or on none; when to stop for other reasons says an interrupt.
pub struct Steps<'a> {
    left: u64,
    /// The interrupt is asked when no more than this are left.
    asked_at: u64,
    interrupt: &'a Interrupt,
    /// The argument that would make the question smaller, and how.
    field: &'static str,
    advice: &'static str,
}

/// Steps between two looks at the clock: a tenth of a millisecond to one.
const BETWEEN_LOOKS: u64 = 10_000;

impl<'a> Steps<'a> {
    pub fn new(field: &'static str, advice: &'static str, interrupt: &'a Interrupt) -> Self {
        Self { left: MAX_STEPS, asked_at: MAX_STEPS, interrupt, field, advice }
    }

    /// Takes `steps` more, or says that they are too many, or that it is time to stop.
    pub fn take(&mut self, steps: usize) -> Result<(), Unanswered> {
        self.left = self.left.checked_sub(steps as u64).ok_or_else(|| self.too_many())?;
        if self.left <= self.asked_at {
            self.asked_at = self.left.saturating_sub(BETWEEN_LOOKS);
            self.interrupt.check().map_err(Unanswered::Stopped)?;
        }
        Ok(())
    }

    fn too_many(&self) -> Unanswered {
        let message = format_args!("the answer takes more than {MAX_STEPS} steps from link to link: {}", self.advice);
        Unanswered::TooMuch(Problem::new(ProblemKind::LimitExceeded, self.field, message))
    }
}
