//! How much work a question may be.

use crate::model::{Problem, ProblemKind, limits::MAX_STEPS};

/// Counts the links that are followed for one question. What is counted depends on the register alone, so that the same
/// question is refused on every machine or on none.
pub struct Steps {
    left: u64,
    /// The argument that would make the question smaller, and how.
    field: &'static str,
    advice: &'static str,
}

impl Steps {
    pub fn new(field: &'static str, advice: &'static str) -> Self {
        Self { left: MAX_STEPS, field, advice }
    }

    /// Takes `steps` more, or says that they are too many.
    pub fn take(&mut self, steps: usize) -> Result<(), Problem> {
        match self.left.checked_sub(steps as u64) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                let message =
                    format_args!("the answer takes more than {MAX_STEPS} steps from link to link: {}", self.advice);
                Err(Problem::new(ProblemKind::LimitExceeded, self.field, message))
            }
        }
    }
}
