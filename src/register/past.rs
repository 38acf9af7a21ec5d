//! What was committed, as the writer sees it: the log of the store, and the change sets that wait to be committed with the
//! one that asks.

use crate::{
    model::{Change, ChangeSet, NodeId, Position, Revision},
    store::{Store, StoreError},
};

#[derive(Clone, Copy)]
pub struct Past<'a> {
    pub store: &'a dyn Store,
    /// They follow what is in the store.
    pub pending: &'a [ChangeSet],
}

/// Changes of a history that are read at once: the newest are nearly always enough.
const PAGE: usize = 16;

impl Past<'_> {
    /// The change set of a revision; none where there is none.
    pub fn set(&self, revision: Revision) -> Result<Option<ChangeSet>, StoreError> {
        if let Some(set) = self.pending.iter().find(|set| set.revision == revision) {
            return Ok(Some(set.clone()));
        }
        match revision.checked_sub(1) {
            Some(before) => Ok(self.store.log(before, 1)?.pop()),
            None => Ok(None),
        }
    }

    /// The last version that a record had, whether or not it is there.
    pub fn last_version(&self, of: NodeId) -> Result<Option<u32>, StoreError> {
        let version = |change: &Change| {
            let record = change.after().or(change.before()).filter(|_| change.subject() == of);
            record.map(|record| record.stamp().version)
        };
        let mut pending = self.pending.iter().rev().flat_map(|set| set.changes.iter().rev());
        if let Some(version) = pending.find_map(version) {
            return Ok(Some(version));
        }
        let mut before: Option<Position> = None;
        loop {
            let page = self.store.history(of, before, PAGE)?;
            if let Some(version) = page.iter().find_map(|logged| version(&logged.entry.change)) {
                return Ok(Some(version));
            }
            match page.last() {
                Some(last) => before = Some(last.position),
                None => return Ok(None),
            }
        }
    }
}
