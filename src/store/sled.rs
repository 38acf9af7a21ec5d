//! The embedded store: one directory, by the storage engine sled 0.34.
//!
//! | file | whose | |
//! | --- | --- | --- |
//! | `LOCK` | ours | held by the process that has the store open, with its number, see `directory` |
//! | `HEAD` | ours | the last revision committed, see `witness` |
//! | `db`, `conf`, `blobs/`, `snap.…` | sled's | its log, settings, large values, and where in the log which page is |
//! | `before-format-2/` | ours | the store as it was before it was brought to a newer format, if it was; may be removed |
//!
//! A commit is a batch, a flush, and an `fdatasync` of `db`, see `commit` and `files`. These are the system calls of one
//! small commit, from the batch to its acknowledgement (`strace -f -y`, as `tests/durability.rs` checks it; the first
//! write is sled's note of where the batch ends):
//!
//! ```text
//! sled-io-3  pwrite64(4<data/db>, "\270\211;5\3\10\0\377"..., 24, 2730) = 24
//! sled-io-3  sync_file_range(4<data/db>, 2730, 24, WAIT_BEFORE|WRITE|WAIT_AFTER) = 0
//! sled-io-3  pwrite64(4<data/db>, "-W\254\200\nd\0\2\0\21O"..., 971, 2754) = 971
//! sled-io-3  sync_file_range(4<data/db>, 2754, 971, WAIT_BEFORE|WRITE|WAIT_AFTER) = 0
//! writer     fdatasync(5<data/db>) = 0
//! writer     write(6<data/HEAD>, "revision 00000000000000000003 68"..., 47) = 47
//! writer     write(1, "acknowledged 3\n", 15) = 15
//! ```
//!
//! **What sled does not promise.** It reuses a part of `db` once the pages there were written elsewhere and
//! `sync_file_range` has returned for them. In a commit that writes more than 512 KiB, a power cut could find the reuse on
//! disk and the new place not. What is lost then is noticed when the store is loaded (`store::meta`) and not
//! served. A panic of one of sled's own threads while it writes would leave a flush waiting for ever; a damaged store is
//! refused before it is written to, so that such a panic would have to come from a bug.
//!
//! *Invariants:* one process at a time; no panic of sled's gets out; nothing is acknowledged before its sync.

mod commit;
mod directory;
mod engine;
mod files;
mod guard;
mod memos;
mod restore;
mod salvage;
mod scan;
mod witness;

use std::{
    io::Read,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use prometheus_client::metrics::histogram::Histogram;

pub use self::salvage::Salvage;
use self::{commit::Disk, directory::Directory, engine::Engine, files::EngineFiles, guard::guarded, witness::Witness};
use super::{
    Loaded, Logged, Memo, MemoKey, Store, StoreError,
    backup::{self, BackupError, Contents},
    check_sequence,
    error::Damage,
    history,
    key::META,
    meta::Meta,
    values::Values,
};
use crate::model::{ChangeSet, NodeId, Position, Revision, Timestamp};

/// A store in a directory of this machine.
pub struct Sled {
    // Dropped in this order: the directory is let go of last.
    engine: Engine,
    writer: Mutex<Writer>,
    /// The revision that readers of the log may see.
    committed: AtomicU64,
    location: String,
    _directory: Directory,
}

/// What only a commit changes.
struct Writer {
    meta: Meta,
    poisoned: bool,
    files: EngineFiles,
    witness: Witness,
}

impl Sled {
    /// Opens the store in `directory`, or creates an empty one, and finishes or removes what a crash left half done.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        Self::open_with(directory, None)
    }

    /// As [`open`](Self::open), but the `sync`th sync of a commit, counted from 1, fails as if the disk refused it. For
    /// tests of what a crash at that point leaves.
    pub fn failing_at_sync(directory: &Path, sync: u64) -> Result<Self, StoreError> {
        Self::open_with(directory, Some(sync))
    }

    fn open_with(path: &Path, failing_at: Option<u64>) -> Result<Self, StoreError> {
        let directory = Directory::take(path)?;
        directory.wait_for_release(&files::data_file(path))?;
        let location = path.display().to_string();
        guarded(&location, || {
            // What the last process wrote may not be durable yet, and opening notes where in the file it is.
            files::sync_data_file(path)?;
            let engine = Engine::open(path)?;
            let mut files = EngineFiles::open(path)?;
            let (meta, witness) = begin(&engine, &mut files, path)?;
            files.fail_at(failing_at);
            let writer = Mutex::new(Writer { meta, poisoned: false, files, witness });
            let committed = AtomicU64::new(meta.revision);
            Ok(Self { engine, writer, committed, location: location.clone(), _directory: directory })
        })
    }

    /// Makes the store in `directory`, which must be missing or empty, of a backup.
    pub fn restore(directory: &Path, backup: impl Read) -> Result<Contents, BackupError> {
        Self::rebuild(directory, |store| backup::read(backup, |base, sets| store.commit(base, sets)))
    }

    /// Makes the store in `directory`, which must be missing or empty, of what `fill` commits to it. If that fails, there
    /// is none.
    pub fn rebuild<T, E: From<StoreError>>(directory: &Path, fill: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        restore::rebuild(directory, fill)
    }

    /// What can still be read of the log of a store, though the store may be damaged. Leaves it as it is.
    pub fn salvage(directory: &Path) -> Result<Salvage, StoreError> {
        Salvage::of(directory)
    }

    /// The writer. A panic while it was held is caught inside, and has left it poisoned in our own sense.
    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last revision that readers may see.
    fn revision(&self) -> Revision {
        self.committed.load(Ordering::Acquire)
    }

    fn refuse_if(&self, poisoned: bool) -> Result<(), StoreError> {
        if poisoned { Err(StoreError::Poisoned { location: self.location.clone() }) } else { Ok(()) }
    }
}

/// Where a store of an older format is kept as it was, in its own directory, until somebody removes it.
const OLDER: &str = "before-format-2";

/// Copies a store before its format is changed. A copy that is there is from before the first try, and stays.
fn keep_as_it_was(path: &Path) -> Result<(), StoreError> {
    let copy = path.join(OLDER);
    if copy.exists() {
        return Ok(());
    }
    let draft = path.join(format!("{OLDER}.draft"));
    let failed = |source| StoreError::File { operation: "copy the store to", path: copy.clone(), source };
    directory::copy(path, &draft).map_err(failed)?;
    std::fs::rename(&draft, &copy).map_err(failed)?;
    directory::sync(path)
}

/// Where the store is, after what a crash left was put in order, and its witness.
fn begin(engine: &Engine, files: &mut EngineFiles, path: &Path) -> Result<(Meta, Witness), StoreError> {
    let mut disk = Disk { engine, files };
    let witness = Witness::open(path)?;
    let Some(value) = engine.get(META)? else {
        if witness.is_some() || !engine.db.is_empty() {
            return Err(engine.damaged(Damage::MetaMissing));
        }
        disk.initialise()?;
        return Ok((Meta::default(), Witness::create(path)?));
    };
    let meta = Meta::open(META, &value).map_err(|damage| engine.damaged(damage))?;
    let meta = match meta.changes {
        Some(_) => meta,
        None => {
            keep_as_it_was(path)?;
            disk.upgrade(meta)?
        }
    };
    let meta = disk.recover(meta)?;
    let witness = match witness {
        Some((_, witnessed)) if witnessed > meta.revision => {
            return Err(engine.damaged(Damage::Lost { witnessed, found: meta.revision }));
        }
        Some((mut witness, _)) => {
            witness.write(meta.revision)?;
            witness
        }
        // The process was stopped between the two files of a new store.
        None if meta.revision == 0 => Witness::create(path)?,
        None => return Err(engine.damaged(Damage::WitnessMissing)),
    };
    Ok((meta, witness))
}

impl Store for Sled {
    fn load(&self) -> Result<Loaded, StoreError> {
        let writer = self.writer();
        // What the failed commit left would look like damage.
        self.refuse_if(writer.poisoned)?;
        let (records, tally) = guarded(&self.location, || scan::scan(&self.engine))?;
        writer.meta.verify(tally).map_err(|damage| self.engine.damaged(damage))?;
        Ok(Loaded { revision: writer.meta.revision, at: writer.meta.at, records })
    }

    fn commit_with(&self, base: Revision, sets: &[ChangeSet], memos: &[Memo]) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let Writer { meta, poisoned, files, witness } = &mut *writer;
        self.refuse_if(*poisoned)?;
        check_sequence(meta.revision, base, sets)?;
        let next = meta.after(sets)?;
        files.make_room()?;
        // Only a commit that comes to its end leaves the store fit for another.
        *poisoned = true;
        guarded(&self.location, || Disk { engine: &self.engine, files }.commit(sets, memos, (*meta, next)))?;
        if next.revision > meta.revision {
            witness.write(next.revision)?;
        }
        *poisoned = false;
        *meta = next;
        self.committed.store(next.revision, Ordering::Release);
        // If not now, then before the next commit.
        let _ = files.keep_room();
        Ok(())
    }

    fn log(&self, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
        guarded(&self.location, || history::read(&self.engine, after, self.revision(), limit))
    }

    fn changes(&self, after: Position, limit: usize) -> Result<Vec<Logged>, StoreError> {
        guarded(&self.location, || history::changes(&self.engine, after, self.revision(), limit))
    }

    fn count_changes(&self, after: Revision) -> Result<u64, StoreError> {
        let current = self.revision();
        let until = |revision| guarded(&self.location, || history::count_until(&self.engine, revision));
        Ok(until(current)? - until(after.min(current))?)
    }

    fn history(&self, of: NodeId, before: Option<Position>, limit: usize) -> Result<Vec<Logged>, StoreError> {
        let end = Position::end_of(self.revision());
        let before = before.map_or(end, |before| before.min(end));
        guarded(&self.location, || history::of_record(&self.engine, of, before, limit))
    }

    fn count_history(&self, of: NodeId) -> Result<u64, StoreError> {
        guarded(&self.location, || history::count_of_record(&self.engine, of, self.revision()))
    }

    fn memo(&self, key: &MemoKey) -> Result<Option<Memo>, StoreError> {
        guarded(&self.location, || memos::read(&self.engine, key))
    }

    fn forget(&self, before: Timestamp) -> Result<(), StoreError> {
        let writer = self.writer();
        self.refuse_if(writer.poisoned)?;
        guarded(&self.location, || memos::forget(&self.engine, before))
    }

    fn sync_times(&self) -> Option<Histogram> {
        Some(self.writer().files.times())
    }
}
