//! Changes as values: what was, what is. The log is made of them, replaying it makes the register, reversing them
//! undoes it.

use std::sync::Arc;

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
    /// To make one organisation of two.
    Merge,
    /// To undo an earlier one.
    Revert,
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

impl ChangeSet {
    /// The change at this place, with what the set says of it.
    pub fn entry(&self, place: usize) -> Option<Entry> {
        let (actor, note) = (self.actor.as_ref().into(), self.note.as_deref().map(Into::into));
        let change = self.changes.get(place)?.clone();
        Some(Entry { revision: self.revision, at: self.at, actor, origin: self.origin, note, change })
    }

    /// Its changes, each with what the set says of all of them.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        let (actor, note): (Arc<str>, Option<Arc<str>>) =
            (self.actor.as_ref().into(), self.note.as_deref().map(Into::into));
        self.changes.iter().map(move |change| Entry {
            revision: self.revision,
            at: self.at,
            actor: actor.clone(),
            origin: self.origin,
            note: note.clone(),
            change: change.clone(),
        })
    }
}

/// One change with what its change set says of it: a line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub revision: Revision,
    pub at: Timestamp,
    pub actor: Arc<str>,
    pub origin: Origin,
    pub note: Option<Arc<str>>,
    pub change: Change,
}

/// Where a change stands in the log of a store. Positions are in the order of the changes, and stay what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub revision: Revision,
    /// The part of the change set that holds it.
    pub part: u32,
    /// Its place among the changes of that part.
    pub index: u32,
}

impl Position {
    /// Behind the last change of a revision, and before the first of the next.
    pub const fn end_of(revision: Revision) -> Self {
        Self { revision, part: u32::MAX, index: u32::MAX }
    }
}
