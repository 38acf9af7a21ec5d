//! The seam to what is kept: load the register, commit change sets, read the log.
//!
//! [`Store`] is blocking on purpose. One thread, the register's writer, commits; it waits for the disk and nobody waits
//! for it. Back ends: [`Memory`], the reference; [`Sled`], a directory of this machine. What they share is here too:
//! `key` is the whole key space, `frame` what surrounds each value, `record`, `log` and `meta` the values,
//! `code` the numbers that stand for words.
//!
//! **A commit, from top to bottom:** the register hands over the revision it checked against and the change sets.
//! `check_sequence` refuses them if the store has moved on. `meta` computes what the records will come to, `log`
//! gives each set its values, `write` each record its last state; the back end writes all of it in one step
//! and returns when that would survive a power cut.
//!
//! *Invariants:* knows nothing of GraphQL, nor what makes a change right; acknowledges nothing that is not durable;
//! shows nothing that is not committed; after a failed write commits nothing more.

pub mod error;
pub mod memory;
pub mod sled;

mod code;
mod frame;
mod key;
mod log;
mod meta;
mod record;
mod write;

pub use self::sled::Sled;
pub use error::{Damage, Flaw, StoreError};
pub use memory::Memory;
pub use meta::Tally;

use crate::model::{ChangeSet, Record, Revision, Timestamp};

/// What a register is kept in.
pub trait Store: Send + Sync {
    /// Every record at the store's revision, in no particular order. A state that was never changed is not among them.
    ///
    /// Never answers with less than was committed: what is lost or damaged is an error.
    fn load(&self) -> Result<Loaded, StoreError>;

    /// Commits `sets`, all or nothing, if the store is still at revision `base`. Their revisions are `base` + 1,
    /// `base` + 2 and so on; what their changes say was before is what the store holds.
    ///
    /// Returns only when all of it would survive a power cut. If it fails with anything but [`StoreError::Stale`] or
    /// [`StoreError::Unordered`], the sets may turn out to be committed, wholly, or not at all, wholly, when the store
    /// is opened again. Until then it refuses further commits, and may refuse to load, with [`StoreError::Poisoned`]:
    /// after a failed write or sync nobody knows what the disk holds.
    fn commit(&self, base: Revision, sets: &[ChangeSet]) -> Result<(), StoreError>;

    /// Up to `limit` change sets after revision `after`, in order and without gaps.
    fn log(&self, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError>;
}

/// A register as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    pub revision: Revision,
    /// When the last change set was made; the beginning of time where there is none.
    pub at: Timestamp,
    pub records: Vec<Record>,
}

/// Refuses change sets that do not follow the revision `current` one by one.
fn check_sequence(current: Revision, base: Revision, sets: &[ChangeSet]) -> Result<(), StoreError> {
    if base != current {
        return Err(StoreError::Stale { base, current });
    }
    for (expected, set) in (base + 1..).zip(sets) {
        if set.revision != expected {
            return Err(StoreError::Unordered { expected, found: set.revision });
        }
    }
    Ok(())
}
