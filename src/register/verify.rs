//! Whether a store holds what its log says, and whether that is a register.

use std::collections::{BTreeMap, HashMap};

use crate::{
    model::{Change, NodeId, Record, Revision, State},
    snapshot::{Dangling, Snapshot},
    store::{Store, StoreError, concerned},
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
    #[error("the log has {log} changes, but is said to have {counted}")]
    Count { log: u64, counted: u64 },
    #[error("the history of {0} is not what the log has of it")]
    History(NodeId),
}

/// Change sets read at once.
const LOG_PAGE: usize = 64;

/// Reads everything, replays the log from the empty register, and compares: each record, and the history of each. O(records +
/// log).
pub fn verify(store: &dyn Store) -> Result<Soundness, Inconsistency> {
    let loaded = store.load()?;
    let Replayed { revision, records: replayed, changes, histories } = replay(store)?;
    if revision != loaded.revision {
        return Err(Inconsistency::Revision { log: revision, records: loaded.revision });
    }
    let records = loaded.records.len();
    let present: BTreeMap<NodeId, Record> = loaded.records.iter().map(|record| (record.id(), record.clone())).collect();
    Snapshot::load(loaded.revision, loaded.records)?;
    let differs = |id: &&NodeId| present.get(id) != replayed.get(id);
    match present.keys().chain(replayed.keys()).find(differs) {
        Some(id) => Err(Inconsistency::Record(*id)),
        None => {
            check_histories(store, changes, &histories)?;
            Ok(Soundness { revision, records })
        }
    }
}

/// Whether the way from each record to its history leads to all that the log has of it: to as many changes, each of which
/// concerns the record, and none twice.
fn check_histories(store: &dyn Store, changes: u64, histories: &HashMap<NodeId, u64>) -> Result<(), Inconsistency> {
    let counted = store.count_changes(0)?;
    if counted != changes {
        return Err(Inconsistency::Count { log: changes, counted });
    }
    for (id, length) in histories {
        let history = store.history(*id, None, usize::MAX)?;
        let fits = history.len() as u64 == *length
            && store.count_history(*id)? == *length
            && history.is_sorted_by(|newer, older| newer.position > older.position)
            && history.iter().all(|logged| concerned(&logged.entry.change).contains(id));
        if !fits {
            return Err(Inconsistency::History(*id));
        }
    }
    Ok(())
}

/// What the log says.
#[derive(Default)]
struct Replayed {
    revision: Revision,
    records: BTreeMap<NodeId, Record>,
    changes: u64,
    /// How many changes concern each record.
    histories: HashMap<NodeId, u64>,
}

/// Replays the log, each change of which must find what it says was there.
fn replay(store: &dyn Store) -> Result<Replayed, Inconsistency> {
    let mut replayed = Replayed::default();
    loop {
        let page = store.log(replayed.revision, LOG_PAGE)?;
        if page.is_empty() {
            return Ok(replayed);
        }
        for set in page {
            replayed.revision = set.revision;
            set.changes.iter().try_for_each(|change| replayed.apply(change))?;
        }
    }
}

impl Replayed {
    fn apply(&mut self, change: &Change) -> Result<(), Inconsistency> {
        let subject = change.subject();
        let before = self.records.remove(&subject).or_else(|| untouched(subject));
        if before.as_ref() != change.before() {
            return Err(Inconsistency::Before { revision: self.revision, subject });
        }
        self.records.extend(change.after().map(|after| (subject, after.clone())));
        self.changes += 1;
        for id in concerned(change) {
            *self.histories.entry(id).or_default() += 1;
        }
        Ok(())
    }
}

/// What the register has before anything is written: its states, which a store keeps once they are changed.
fn untouched(id: NodeId) -> Option<Record> {
    let NodeId::State(code) = id else { return None };
    Some(State::undocumented(code).into())
}
