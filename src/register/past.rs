//! What was committed, as the writer sees it: the log of the store, and the change sets that wait to be committed with the
//! one that asks.

use crate::{
    model::{ChangeSet, NodeId, Position, Revision},
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

    /// The last revision in which a record itself was changed, which those linked to it do not count for.
    pub fn last_change(&self, of: NodeId) -> Result<Option<Revision>, StoreError> {
        let changes_it = |set: &&ChangeSet| set.changes.iter().any(|change| change.subject() == of);
        if let Some(set) = self.pending.iter().rev().find(changes_it) {
            return Ok(Some(set.revision));
        }
        let mut before: Option<Position> = None;
        loop {
            let page = self.store.history(of, before, PAGE)?;
            if let Some(own) = page.iter().find(|logged| logged.entry.change.subject() == of) {
                return Ok(Some(own.entry.revision));
            }
            match page.last() {
                Some(last) => before = Some(last.position),
                None => return Ok(None),
            }
        }
    }
}
