//! The fields of a state that editors give.

use super::{Field, Problems};
use crate::model::{Coverage, LocalisedText, State};

#[derive(Clone, Debug, Default)]
pub struct StateFields {
    pub coverage: Field<Coverage>,
    pub summary: Field<LocalisedText>,
}

impl StateFields {
    /// Puts the fields that were given into `state`.
    pub(super) fn put(self, state: &mut State, problems: &mut Problems) {
        problems.required("coverage", &mut state.coverage, self.coverage);
        problems.optional(&mut state.summary, self.summary);
    }
}
