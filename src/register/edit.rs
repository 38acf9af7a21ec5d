//! What editors ask for: single fields of a record, records named by id or slug.
//!
//! An [`Edit`] is resolved by the writer, against the register with all edits before it: only there is it known what a
//! field is that was left out, whose slug one is, and which is still free. What comes out are plain steps, which then
//! pass the same checks as those of an import.

mod event;
mod initiative;
mod merge;
mod organisation;
mod participation;
mod resolve;
mod state;

use std::str::FromStr;

pub use event::EventFields;
pub use initiative::InitiativeFields;
pub use organisation::OrganisationFields;
pub use participation::ParticipationFields;
pub use resolve::resolve;
pub use state::StateFields;

use crate::model::{Problem, StateCode};

/// A field of an edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// Left as it is; empty in a new record.
    #[default]
    Keep,
    Clear,
    Set(T),
}

/// How a record is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ref {
    Id(String),
    Slug(String),
}

/// One thing an editor wants. `expected` is the version that the editor has seen; a record that has moved on since is not
/// touched.
#[derive(Clone, Debug)]
pub enum Edit {
    CreateInitiative(Box<InitiativeFields>),
    UpdateInitiative {
        which: Ref,
        fields: Box<InitiativeFields>,
        expected: Option<i32>,
    },
    /// With its participations and events, which are nothing without it.
    DeleteInitiative {
        which: Ref,
        expected: Option<i32>,
    },
    CreateOrganisation(Box<OrganisationFields>),
    UpdateOrganisation {
        which: Ref,
        fields: Box<OrganisationFields>,
        expected: Option<i32>,
    },
    DeleteOrganisation {
        which: Ref,
        expected: Option<i32>,
    },
    /// Makes one organisation of two. Only in a proposal whose origin is a merge.
    MergeOrganisations {
        keep: Ref,
        absorb: Ref,
    },
    AddParticipation {
        initiative: Ref,
        organisation: Ref,
        fields: Box<ParticipationFields>,
    },
    UpdateParticipation {
        id: String,
        fields: Box<ParticipationFields>,
        expected: Option<i32>,
    },
    RemoveParticipation {
        id: String,
        expected: Option<i32>,
    },
    CreateEvent {
        initiative: Ref,
        fields: Box<EventFields>,
    },
    UpdateEvent {
        which: Ref,
        fields: Box<EventFields>,
        expected: Option<i32>,
    },
    DeleteEvent {
        which: Ref,
        expected: Option<i32>,
    },
    UpdateState {
        code: StateCode,
        fields: StateFields,
    },
}

/// Collects what is wrong while fields are put into a record.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn invalid(&mut self, field: &str, message: impl std::fmt::Display) {
        self.0.push(Problem::invalid(field, message));
    }

    /// Puts a field into a place that may be empty.
    fn optional<T>(&mut self, place: &mut Option<T>, field: Field<T>) {
        match field {
            Field::Keep => {}
            Field::Clear => *place = None,
            Field::Set(value) => *place = Some(value),
        }
    }

    /// Puts a field into a place that is never empty.
    fn required<T>(&mut self, name: &str, place: &mut T, field: Field<T>) {
        match field {
            Field::Keep => {}
            Field::Clear => {
                self.invalid(name, "cannot be cleared: give a value, or leave it out to keep what is there")
            }
            Field::Set(value) => *place = value,
        }
    }

    /// Puts a field into a place whose empty value is its default: a list, a set, a switch.
    fn cleared_to_default<T: Default>(&mut self, place: &mut T, field: Field<T>) {
        match field {
            Field::Keep => {}
            Field::Clear => *place = T::default(),
            Field::Set(value) => *place = value,
        }
    }

    /// The value of a text that has to be read first.
    fn parsed<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str, field: Field<String>) -> Field<T> {
        match field {
            Field::Keep => Field::Keep,
            Field::Clear => Field::Clear,
            Field::Set(text) => match text.parse() {
                Ok(value) => Field::Set(value),
                Err(error) => {
                    self.invalid(name, error);
                    Field::Keep
                }
            },
        }
    }
}
