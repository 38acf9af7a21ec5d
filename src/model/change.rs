//! Changes as values: what was, what is. The log is made of them, replaying it makes the register, reversing them
//! undoes it.

use super::{id::NodeId, record::Record, time::Timestamp, vocabulary::SubjectType};

/// The number of a committed change set, from 1 on without gaps; 0 is the register of sixteen undocumented states.
pub type Revision = u64;

/// One record created, updated or deleted. Both sides of an update have the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Created { after: Record },
    Updated { before: Record, after: Record },
    Deleted { before: Record },
}

impl Change {
    /// The record as it was before; none for one just created.
    pub fn before(&self) -> Option<&Record> {
        match self {
            Self::Created { .. } => None,
            Self::Updated { before, .. } | Self::Deleted { before } => Some(before),
        }
    }

    /// The record as it is now; none for one deleted.
    pub fn after(&self) -> Option<&Record> {
        match self {
            Self::Created { after } | Self::Updated { after, .. } => Some(after),
            Self::Deleted { .. } => None,
        }
    }

    /// Whose change this is.
    pub fn subject(&self) -> NodeId {
        match self {
            Self::Created { after: record }
            | Self::Updated { after: record, .. }
            | Self::Deleted { before: record } => record.id(),
        }
    }

    pub fn subject_type(&self) -> SubjectType {
        self.subject().subject_type()
    }
}

/// Why a change set was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// By an editor.
    Edit,
    /// From files, the bundled register included.
    Import,
}

/// Changes committed together, all or nothing, as one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSet {
    pub revision: Revision,
    pub at: Timestamp,
    /// The name of the token, or of the part of the program, that made it.
    pub actor: Box<str>,
    pub origin: Origin,
    pub note: Option<Box<str>>,
    /// Never empty; each record at most once.
    pub changes: Vec<Change>,
}
