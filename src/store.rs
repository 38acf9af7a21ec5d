//! The seam to what is kept: load the register, commit change sets, read the log.
//!
//! [`Store`] is blocking on purpose. One thread, the register's writer, commits; it waits for the disk and nobody waits
//! for it. Back ends: [`Memory`], the reference; [`Sled`], a directory of this machine; with the feature `etcd`, a
//! cluster of etcd that many nodes share. What they share is here too:
//! `key` is the whole key space, `frame` what surrounds each value, `record`, `log`, `index`, `memo` and `meta` the
//! values, `code` the numbers that stand for words, `values` what reading them by `history` needs of a back end.
//!
//! **A commit, from top to bottom:** the register hands over the revision it checked against and the change sets.
//! `check_sequence` refuses them if the store has moved on. `meta` computes what the records will come to, `log`
//! gives each set its values, `index` says where in it each record is concerned, `write` gives each record its last
//! state; the back end writes all of it in one step
//! and returns when that would survive a power cut.
//!
//! *Invariants:* knows nothing of GraphQL, nor what makes a change right; acknowledges nothing that is not durable;
//! shows nothing that is not committed; after a failed write commits nothing more.

pub mod backup;
pub mod error;
#[cfg(feature = "etcd")]
pub mod etcd;
pub mod memory;
pub mod sled;

mod code;
mod frame;
mod history;
mod index;
mod key;
mod log;
mod memo;
mod meta;
mod record;
mod times;
mod values;
mod write;

#[cfg(feature = "etcd")]
pub use self::etcd::Etcd;
pub use self::sled::{Salvage, Sled};
pub use backup::{BackupError, Contents};
pub use error::{Damage, Flaw, StoreError};
pub use index::concerned;
pub use memo::{Memo, MemoKey};
pub use memory::Memory;
pub use meta::Tally;
pub use times::times;

use std::{sync::Arc, time::Duration};

use prometheus_client::metrics::histogram::Histogram;

use crate::model::{ChangeSet, Entry, NodeId, Position, Record, Revision, Timestamp};

/// What a register is kept in.
pub trait Store: Send + Sync {
    /// Every record at the store's revision, in no particular order. A state that was never changed is not among them.
    ///
    /// Never answers with less than was committed: what is lost or damaged is an error.
    fn load(&self) -> Result<Loaded, StoreError>;

    /// As [`commit_with`](Self::commit_with), without memos.
    fn commit(&self, base: Revision, sets: &[ChangeSet]) -> Result<(), StoreError> {
        self.commit_with(base, sets, &[])
    }

    /// Commits `sets` and `memos`, all or nothing, if the store is still at revision `base`. The revisions of the sets are
    /// `base` + 1, `base` + 2 and so on; what their changes say was before is what the store holds. A memo takes the place
    /// of one with the same key.
    ///
    /// Returns only when all of it would survive a power cut. If it fails with anything but [`StoreError::Stale`] or
    /// [`StoreError::Unordered`], the sets may turn out to be committed, wholly, or not at all, wholly, when the store
    /// is opened again. Until then it refuses further commits, and may refuse to load, with [`StoreError::Poisoned`]:
    /// after a failed write or sync nobody knows what the disk holds.
    fn commit_with(&self, base: Revision, sets: &[ChangeSet], memos: &[Memo]) -> Result<(), StoreError>;

    /// Up to `limit` change sets after revision `after`, in order and without gaps.
    fn log(&self, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError>;

    /// Up to `limit` changes behind a position, in order: a page of the log, however large its change sets are.
    fn changes(&self, after: Position, limit: usize) -> Result<Vec<Logged>, StoreError>;

    /// How many changes there are after revision `after`.
    fn count_changes(&self, after: Revision) -> Result<u64, StoreError>;

    /// Up to `limit` changes that concern a record, the newest first: its own, and those of the participations and events
    /// that belong or belonged to it. Only those before a position, if one is given.
    fn history(&self, of: NodeId, before: Option<Position>, limit: usize) -> Result<Vec<Logged>, StoreError>;

    /// How many changes concern a record.
    fn count_history(&self, of: NodeId) -> Result<u64, StoreError>;

    /// The memo with this key.
    fn memo(&self, key: &MemoKey) -> Result<Option<Memo>, StoreError>;

    /// Forgets the memos made before a time. A crash may bring some of them back.
    fn forget(&self, before: Timestamp) -> Result<(), StoreError>;

    /// How long it took to make what was written durable, where that is a step of its own.
    fn sync_times(&self) -> Option<Histogram> {
        None
    }

    /// Whether others may commit to the same store.
    fn is_shared(&self) -> bool {
        false
    }

    /// From now on has `changed` called with the store's revision whenever others may have committed; it may be told the
    /// same again. It must not wait.
    fn watch(&self, _changed: Box<dyn Fn(Revision) + Send + Sync>) {}

    /// How long ago the store was last known to hold nothing that [`watch`](Self::watch) has not told. Nobody else commits to
    /// one that is not shared.
    fn age(&self) -> Duration {
        Duration::ZERO
    }
}

/// A value that several nodes share, beside the register.
pub trait Document: Send + Sync {
    /// The value as it was last seen, without asking.
    fn latest(&self) -> Option<Arc<Vec<u8>>>;

    /// The value as it is; none where there has never been one.
    fn read(&self) -> Result<Option<Vec<u8>>, StoreError>;

    /// Puts another value in the place of `before`; not done if it is no longer that.
    fn replace(&self, before: Option<&[u8]>, after: &[u8]) -> Result<bool, StoreError>;
}

/// A change as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    pub position: Position,
    pub entry: Entry,
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
