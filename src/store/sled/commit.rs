//! How a commit reaches the disk.
//!
//! **At once**, as nearly all are: one batch of log, records and meta record, one flush, one sync. The engine finds a
//! batch after a crash wholly or not at all.
//!
//! **In steps**, with more than [`AT_ONCE`] changes. A batch is held in memory as a whole, several times over: one of
//! 470,000 records took 27 s and 3.5 GB, while sorted batches of 500 take 7 s and 146 MB. So the log, which is written
//! anyway, serves as a write-ahead log:
//!
//! | step | writes | after a crash behind it |
//! | --- | --- | --- |
//! | 1 | the log, in batches; nobody reads it, the meta record is still the old one | removed: nothing was committed |
//! | 2 | the mark: the new meta record under its own key. **This commits** | done again from step 3 on, from the log |
//! | 3 | the records, in batches | done again |
//! | 4 | the meta record, and the mark removed, in one batch | done |
//!
//! Each step is flushed and synced before the next begins. To do steps 3 and 4 again changes nothing, however often.

use sled::Batch;

use super::{
    engine::{self, Engine},
    files::EngineFiles,
    history,
};
use crate::{
    model::ChangeSet,
    store::{
        error::StoreError,
        key::{self, APPLYING, META},
        log,
        meta::Meta,
        write::{self, Write},
    },
};

/// The most changes written in one batch with their log.
const AT_ONCE: usize = 1_000;

/// Values in one batch of a large commit.
const BATCH: usize = 500;

/// The way to the disk: write to the engine, then make it durable.
pub struct Disk<'a> {
    pub engine: &'a Engine,
    pub files: &'a mut EngineFiles,
}

impl Disk<'_> {
    /// Makes a fresh engine an empty store.
    pub fn initialise(&mut self) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch.insert(META, Meta::default().seal(META)?.value);
        self.engine.apply(batch)?;
        self.settle()
    }

    /// Commits `sets`, which bring the store to `meta`. Once this returns, they would survive a power cut.
    pub fn commit(&mut self, sets: &[ChangeSet], meta: Meta) -> Result<(), StoreError> {
        let changes: usize = sets.iter().map(|set| set.changes.len()).sum();
        if changes <= AT_ONCE { self.commit_at_once(sets, meta) } else { self.commit_in_steps(sets, meta) }
    }

    fn commit_at_once(&mut self, sets: &[ChangeSet], meta: Meta) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        for write in sets.iter().flat_map(log::parts).chain(write::records(sets)) {
            engine::add(&mut batch, write?);
        }
        batch.insert(META, meta.seal(META)?.value);
        self.engine.apply(batch)?;
        self.settle()
    }

    fn commit_in_steps(&mut self, sets: &[ChangeSet], meta: Meta) -> Result<(), StoreError> {
        self.write(sets.iter().flat_map(log::parts))?;
        self.settle()?;
        let mut mark = Batch::default();
        mark.insert(APPLYING, meta.seal(APPLYING)?.value);
        self.engine.apply(mark)?;
        self.settle()?;
        self.finish(sets, meta)
    }

    /// Steps 3 and 4.
    fn finish(&mut self, sets: &[ChangeSet], meta: Meta) -> Result<(), StoreError> {
        self.write(write::records(sets))?;
        self.settle()?;
        let mut last = Batch::default();
        last.insert(META, meta.seal(META)?.value);
        last.remove(APPLYING);
        self.engine.apply(last)?;
        self.settle()
    }

    /// Finishes or removes what a crash left behind in a store at `meta`; answers where the store is then.
    pub fn recover(&mut self, meta: Meta) -> Result<Meta, StoreError> {
        let Some(mark) = self.engine.get(APPLYING)? else {
            self.remove_unfinished_log(meta)?;
            return Ok(meta);
        };
        let next = Meta::open(APPLYING, &mark).map_err(|damage| self.engine.damaged(damage))?;
        let sets = history::read(self.engine, meta.revision, next.revision, usize::MAX)?;
        self.finish(&sets, next)?;
        Ok(next)
    }

    fn remove_unfinished_log(&mut self, meta: Meta) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let mut left = false;
        for key in self.engine.db.range(key::log_after(meta.revision)).keys() {
            batch.remove(key.map_err(|error| self.engine.error("read", error))?);
            left = true;
        }
        if !left {
            return Ok(());
        }
        self.engine.apply(batch)?;
        self.settle()
    }

    fn write(&self, writes: impl Iterator<Item = Result<Write, StoreError>>) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        for (position, write) in writes.enumerate() {
            engine::add(&mut batch, write?);
            if position % BATCH == BATCH - 1 {
                self.engine.apply(std::mem::take(&mut batch))?;
            }
        }
        self.engine.apply(batch)
    }

    /// Makes durable all that was written so far.
    fn settle(&mut self) -> Result<(), StoreError> {
        self.engine.flush()?;
        self.files.sync()
    }
}
