//! Whether a store holds what its log says, and whether that is a register.

use std::collections::BTreeMap;

use crate::{
    model::{NodeId, Record, Revision},
    snapshot::{Dangling, Snapshot},
    store::{Store, StoreError},
};

/// A store in which everything fits together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Soundness {
    pub revision: Revision,
    /// Records that were ever written, the sixteen states only where they were changed.
    pub records: usize,
}

/// The first thing in a store that does not fit.
#[derive(Debug, thiserror::Error)]
pub enum Inconsistency {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Dangling(#[from] Dangling),
    #[error("the log ends at revision {log}, the records are of revision {records}")]
    Revision { log: Revision, records: Revision },
    #[error("change set {revision} says that {subject} was otherwise than it was")]
    Before { revision: Revision, subject: NodeId },
    #[error("{0} is not what the log leads to")]
    Record(NodeId),
}

/// Change sets read at once.
const LOG_PAGE: usize = 64;

/// Reads everything, replays the log from the empty register, and compares. O(records + log).
pub fn verify(store: &dyn Store) -> Result<Soundness, Inconsistency> {
    let loaded = store.load()?;
    let (revision, replayed) = replay(store)?;
    if revision != loaded.revision {
        return Err(Inconsistency::Revision { log: revision, records: loaded.revision });
    }
    let records = loaded.records.len();
    let present: BTreeMap<NodeId, Record> = loaded.records.iter().map(|record| (record.id(), record.clone())).collect();
    Snapshot::load(loaded.revision, loaded.records)?;
    let differs = |id: &&NodeId| present.get(id) != replayed.get(id);
    match present.keys().chain(replayed.keys()).find(differs) {
        Some(id) => Err(Inconsistency::Record(*id)),
        None => Ok(Soundness { revision, records }),
    }
}

/// The records to which the log leads, each change of which found what it said was there. A state that was never changed
/// is not among them, as it is not in the store.
fn replay(store: &dyn Store) -> Result<(Revision, BTreeMap<NodeId, Record>), Inconsistency> {
    let mut records: BTreeMap<NodeId, Record> = BTreeMap::new();
    let mut revision = 0;
    loop {
        let page = store.log(revision, LOG_PAGE)?;
        if page.is_empty() {
            return Ok((revision, records));
        }
        for set in page {
            revision = set.revision;
            for change in set.changes {
                let subject = change.subject();
                let before = records.remove(&subject);
                if before.as_ref() != change.before() {
                    return Err(Inconsistency::Before { revision, subject });
                }
                records.extend(change.after().map(|after| (subject, after.clone())));
            }
        }
    }
}
