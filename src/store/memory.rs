//! The reference implementation: a store that lasts as long as its process. What another back end does, it must do as
//! this one does. Tests of the layers above can have it fail.

use std::{
    collections::BTreeMap,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Loaded, Logged, Memo, MemoKey, Store, StoreError, check_sequence, index::concerned};
use crate::model::{ChangeSet, NodeId, Position, Record, Revision, Timestamp};

const LOCATION: &str = "memory";

/// A store in memory.
#[derive(Default)]
pub struct Memory {
    content: Mutex<Content>,
    /// The number of the commit that fails, counted from 1.
    failing_at: Option<u64>,
}

#[derive(Default)]
struct Content {
    records: BTreeMap<NodeId, Record>,
    log: Vec<ChangeSet>,
    memos: BTreeMap<MemoKey, Memo>,
    /// Commits tried so far, those refused for their revision not counted.
    tried: u64,
    poisoned: bool,
}

impl Memory {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty store whose `commit`th commit, counted from 1, fails as if its disk were full.
    pub fn failing_at(commit: u64) -> Self {
        Self { failing_at: Some(commit), ..Self::default() }
    }

    /// The content. Nobody who held it can have left it half changed: applying changes does not panic.
    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Content {
    fn revision(&self) -> Revision {
        self.log.last().map_or(0, |set| set.revision)
    }

    fn apply(&mut self, set: &ChangeSet) {
        for change in &set.changes {
            match change.after() {
                Some(record) => self.records.insert(record.id(), record.clone()),
                None => self.records.remove(&change.subject()),
            };
        }
        self.log.push(set.clone());
    }

    /// Every change, in order. A change set has one part here.
    fn changes(&self) -> impl DoubleEndedIterator<Item = Logged> {
        self.log.iter().flat_map(|set| {
            let position = |index| Position { revision: set.revision, part: 0, index };
            let logged = |(index, entry)| Logged { position: position(index), entry };
            (0..).zip(set.entries()).map(logged).collect::<Vec<_>>()
        })
    }

    fn history(&self, of: NodeId) -> impl DoubleEndedIterator<Item = Logged> {
        self.changes().filter(move |logged| concerned(&logged.entry.change).contains(&of))
    }
}

impl Store for Memory {
    fn load(&self) -> Result<Loaded, StoreError> {
        let content = self.content();
        let at = content.log.last().map_or(Timestamp::EPOCH, |set| set.at);
        Ok(Loaded { revision: content.revision(), at, records: content.records.values().cloned().collect() })
    }

    fn commit_with(&self, base: Revision, sets: &[ChangeSet], memos: &[Memo]) -> Result<(), StoreError> {
        let mut content = self.content();
        if content.poisoned {
            return Err(StoreError::Poisoned { location: LOCATION.to_owned() });
        }
        check_sequence(content.revision(), base, sets)?;
        content.tried += 1;
        if self.failing_at == Some(content.tried) {
            content.poisoned = true;
            let source = io::Error::new(io::ErrorKind::StorageFull, "told to fail");
            return Err(StoreError::File { operation: "write to", path: LOCATION.into(), source });
        }
        for set in sets {
            content.apply(set);
        }
        content.memos.extend(memos.iter().map(|memo| (memo.key, memo.clone())));
        Ok(())
    }

    fn log(&self, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
        let content = self.content();
        let first = content.log.partition_point(|set| set.revision <= after);
        Ok(content.log.iter().skip(first).take(limit).cloned().collect())
    }

    fn changes(&self, after: Position, limit: usize) -> Result<Vec<Logged>, StoreError> {
        Ok(self.content().changes().filter(|logged| logged.position > after).take(limit).collect())
    }

    fn count_changes(&self, after: Revision) -> Result<u64, StoreError> {
        let content = self.content();
        Ok(content.log.iter().filter(|set| set.revision > after).map(|set| set.changes.len() as u64).sum())
    }

    fn history(&self, of: NodeId, before: Option<Position>, limit: usize) -> Result<Vec<Logged>, StoreError> {
        let is_before = |logged: &Logged| before.is_none_or(|before| logged.position < before);
        Ok(self.content().history(of).rev().filter(is_before).take(limit).collect())
    }

    fn count_history(&self, of: NodeId) -> Result<u64, StoreError> {
        Ok(self.content().history(of).count() as u64)
    }

    fn memo(&self, key: &MemoKey) -> Result<Option<Memo>, StoreError> {
        Ok(self.content().memos.get(key).cloned())
    }

    fn forget(&self, before: Timestamp) -> Result<(), StoreError> {
        self.content().memos.retain(|_, memo| memo.at >= before);
        Ok(())
    }
}
