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
//! | 3 | the records and the index of the log, in batches | done again |
//! | 4 | the meta record, the memos, and the mark removed, in one batch | done, but without the memos |
//!
//! Each step is flushed and synced before the next begins. To do steps 3 and 4 again changes nothing, however often.

use sled::Batch;

use super::{
    engine::{self, Engine},
    files::EngineFiles,
};
use crate::{
    model::ChangeSet,
    store::{
        error::StoreError,
        history,
        key::{self, APPLYING, META},
        log::Layout,
        memo::Memo,
        meta::Meta,
        values::{Order, Values},
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

    /// Commits `sets`, which bring the store from one meta record to the next. Once this returns, they would survive a
    /// power cut.
    pub fn commit(&mut self, sets: &[ChangeSet], memos: &[Memo], (meta, next): (Meta, Meta)) -> Result<(), StoreError> {
        let changes: usize = sets.iter().map(|set| set.changes.len()).sum();
        match changes <= AT_ONCE {
            true => self.commit_at_once(sets, memos, (meta, next)),
            false => self.commit_in_steps(sets, memos, (meta, next)),
        }
    }

    fn commit_at_once(
        &mut self,
        sets: &[ChangeSet],
        memos: &[Memo],
        (meta, next): (Meta, Meta),
    ) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        write::at_once(sets, memos, (meta, next), |write| engine::add(&mut batch, write))?;
        self.engine.apply(batch)?;
        self.settle()
    }

    fn commit_in_steps(
        &mut self,
        sets: &[ChangeSet],
        memos: &[Memo],
        (meta, next): (Meta, Meta),
    ) -> Result<(), StoreError> {
        let mut batches = Batches::new(self.engine);
        let layouts = write::parts(sets, |part| batches.add(part))?;
        batches.finish()?;
        self.settle()?;
        let mut mark = Batch::default();
        mark.insert(APPLYING, next.seal(APPLYING)?.value);
        self.engine.apply(mark)?;
        self.settle()?;
        self.finish(sets, &layouts, memos, (meta, next))
    }

    /// Steps 3 and 4.
    fn finish(
        &mut self,
        sets: &[ChangeSet],
        layouts: &[Layout],
        memos: &[Memo],
        (meta, next): (Meta, Meta),
    ) -> Result<(), StoreError> {
        self.write(write::records(sets))?;
        self.write(write::index(sets, layouts, meta)?)?;
        self.settle()?;
        let mut last = Batch::default();
        for memo in memos {
            engine::add(&mut last, memo.write()?);
        }
        last.insert(META, next.seal(META)?.value);
        last.remove(APPLYING);
        self.engine.apply(last)?;
        self.settle()
    }

    /// Gives a store of format 1 the index of its log, and with it the format of today. Done again after a crash.
    pub fn upgrade(&mut self, meta: Meta) -> Result<Meta, StoreError> {
        let mut indexed = Meta { revision: 0, changes: Some(0), ..meta };
        while indexed.revision < meta.revision {
            let sets = history::read(self.engine, indexed.revision, meta.revision, 1)?;
            let layouts = write::parts(&sets, |_| Ok(()))?;
            self.write(write::index(&sets, &layouts, indexed)?)?;
            let changes: usize = sets.iter().map(|set| set.changes.len()).sum();
            indexed.changes = indexed.changes.map(|before| before + changes as u64);
            indexed.revision += 1;
        }
        self.settle()?;
        let upgraded = Meta { changes: indexed.changes, ..meta };
        let mut batch = Batch::default();
        batch.insert(META, upgraded.seal(META)?.value);
        self.engine.apply(batch)?;
        self.settle()?;
        Ok(upgraded)
    }

    /// Finishes or removes what a crash left behind in a store at `meta`; answers where the store is then.
    pub fn recover(&mut self, meta: Meta) -> Result<Meta, StoreError> {
        let Some(mark) = self.engine.get(APPLYING)? else {
            self.remove_unfinished_log(meta)?;
            return Ok(meta);
        };
        let next = Meta::open(APPLYING, &mark).map_err(|damage| self.engine.damaged(damage))?;
        let sets = history::read(self.engine, meta.revision, next.revision, usize::MAX)?;
        // A mark that an older program left does not know the number of changes.
        let next = Meta { changes: meta.after(&sets)?.changes, ..next };
        let layouts = write::parts(&sets, |_| Ok(()))?;
        self.finish(&sets, &layouts, &[], (meta, next))?;
        Ok(next)
    }

    fn remove_unfinished_log(&mut self, meta: Meta) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let mut left = false;
        for entry in self.engine.range(key::log_after(meta.revision), Order::Forward) {
            batch.remove(entry?.0);
            left = true;
        }
        if !left {
            return Ok(());
        }
        self.engine.apply(batch)?;
        self.settle()
    }

    fn write(&self, writes: impl Iterator<Item = Result<Write, StoreError>>) -> Result<(), StoreError> {
        let mut batches = Batches::new(self.engine);
        for write in writes {
            batches.add(write?)?;
        }
        batches.finish()
    }

    /// Makes durable all that was written so far.
    fn settle(&mut self) -> Result<(), StoreError> {
        self.engine.flush()?;
        self.files.sync()
    }
}

/// Writes in batches of [`BATCH`].
struct Batches<'a> {
    engine: &'a Engine,
    batch: Batch,
    length: usize,
}

impl<'a> Batches<'a> {
    fn new(engine: &'a Engine) -> Self {
        Self { engine, batch: Batch::default(), length: 0 }
    }

    fn add(&mut self, write: Write) -> Result<(), StoreError> {
        engine::add(&mut self.batch, write);
        self.length += 1;
        if self.length < BATCH {
            return Ok(());
        }
        self.length = 0;
        self.engine.apply(std::mem::take(&mut self.batch))
    }

    fn finish(self) -> Result<(), StoreError> {
        self.engine.apply(self.batch)
    }
}
