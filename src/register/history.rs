//! Reading what was committed. The store blocks, so it is read on threads made for that: here, and nowhere else, blocking
//! storage crosses into async.

use tokio::task::spawn_blocking;

use super::Register;
use crate::{
    model::{Change, ChangeSet, Conflict, Entry, NodeId, Position, Revision, Since},
    store::{Logged, Store, StoreError},
};

/// Changes of a history that are told of a conflict, at most: enough to see what happened, and the history has the rest.
const MAX_TOLD: usize = 20;

impl Register {
    /// Up to `limit` change sets after revision `after`, in order and without gaps.
    pub async fn log(&self, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
        self.read(move |store| store.log(after, limit)).await
    }

    /// [`Register::log`] for a thread that may wait.
    pub fn log_blocking(&self, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
        self.store.log(after, limit)
    }

    /// Up to `limit` changes behind a position, in order: a page of the log, however large its change sets are.
    pub async fn changes(&self, after: Position, limit: usize) -> Result<Vec<Logged>, StoreError> {
        self.read(move |store| store.changes(after, limit)).await
    }

    /// How many changes there are after the first revision and up to the end of the second.
    pub async fn count_changes(&self, after: Revision, until: Revision) -> Result<u64, StoreError> {
        self.read(move |store| Ok(store.count_changes(after)?.saturating_sub(store.count_changes(until)?))).await
    }

    /// Up to `limit` changes before a position that concern a record, the newest first: its own, and those of the
    /// participations and events that belong or belonged to it.
    pub async fn history(&self, of: NodeId, before: Position, limit: usize) -> Result<Vec<Logged>, StoreError> {
        self.read(move |store| store.history(of, Some(before), limit)).await
    }

    /// How many changes concern a record.
    pub async fn count_history(&self, of: NodeId) -> Result<u64, StoreError> {
        self.read(move |store| store.count_history(of)).await
    }

    /// The changes that stand in the way of an edit, in order; of many the newest.
    pub async fn in_the_way(&self, conflict: Conflict) -> Result<Vec<Entry>, StoreError> {
        let newest = self.read(move |store| store.history(conflict.subject, None, MAX_TOLD)).await?;
        let mut changes: Vec<Entry> = newest
            .into_iter()
            .map(|logged| logged.entry)
            .filter(|entry| match conflict.since {
                Since::Revision(revision) => entry.revision > revision,
                Since::Version(seen) => is_later(&entry.change, conflict.subject, seen),
            })
            .collect();
        changes.reverse();
        Ok(changes)
    }

    pub(super) async fn read<T: Send + 'static>(&self, work: impl FnOnce(&dyn Store) -> T + Send + 'static) -> T {
        let store = self.store.clone();
        match spawn_blocking(move || work(&*store)).await {
            Ok(read) => read,
            // Work that has begun is not cancelled.
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }
}

/// Whether a change made a version of a record that is newer than the one seen.
fn is_later(change: &Change, subject: NodeId, seen: u32) -> bool {
    change.subject() == subject && change.after().is_none_or(|after| after.stamp().version > seen)
}
