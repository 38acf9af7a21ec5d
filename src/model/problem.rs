//! What is wrong with an input: found by every room that reads input, told to the client by the outermost one.

use std::fmt;

use super::{change::Revision, id::NodeId};

/// What kind of wrong. The names are those of the API's `extensions.code`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A value that can never be right here.
    InvalidInput,
    /// A reference to a record that is not there.
    NotFound,
    /// More than the register accepts at once.
    LimitExceeded,
    /// A record that others still refer to.
    InUse,
    /// A record that was changed since the editor saw it, or since what is to be undone was done.
    Conflict(Conflict),
}

/// Which record stands in the way of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub subject: NodeId,
    /// None where the record is gone.
    pub current_version: Option<u32>,
    pub since: Since,
}

/// From when on the changes of a record stand in the way of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// After this version of it.
    Version(u32),
    /// After this revision of the register.
    Revision(Revision),
}

/// One thing wrong with an input: where, what, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    /// The path of the field below the argument list, such as `filter.participants[2]` or `input.startedOn`.
    pub field: String,
    pub message: String,
}

impl Problem {
    pub fn new(kind: ProblemKind, field: impl Into<String>, message: impl fmt::Display) -> Self {
        Self { kind, field: field.into(), message: message.to_string() }
    }

    pub fn invalid(field: impl Into<String>, message: impl fmt::Display) -> Self {
        Self::new(ProblemKind::InvalidInput, field, message)
    }

    /// The same problem seen from one level further out.
    pub fn under(mut self, parent: &str) -> Self {
        let dot = if self.field.is_empty() || self.field.starts_with('[') { "" } else { "." };
        self.field = format!("{parent}{dot}{}", self.field);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}
