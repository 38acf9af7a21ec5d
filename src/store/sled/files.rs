//! What makes sled's files durable.
//!
//! sled writes its log into one file, `db`, and calls `sync_file_range` on what it wrote. That waits for the pages but
//! not for the size of the file or the cache of the disk (sync_file_range(2): "none of these operations writes out the
//! file's metadata"; sled's issue 1452). `fdatasync` on any handle of the file does both, so a commit ends with one.
//!
//! A value too large for the log goes into a file of its own in `blobs`, which sled never syncs. Such a file is written
//! once and named by a number that only grows, so each is synced once, before the commit that refers to it.
//!
//! The other files, `conf` and `snap.…`, change only when the store is opened.
//!
//! To list `blobs` and to write into it takes a free place among the files that the process may have open, which a server full of
//! connections may lack. So a handle is kept in reserve, and let go of for the time of a commit.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Instant,
};

use prometheus_client::metrics::histogram::Histogram;

use super::directory;
use crate::store::{error::StoreError, times};

/// The engine's log in `directory`.
pub fn data_file(directory: &Path) -> PathBuf {
    directory.join("db")
}

/// Handles on the engine's files, to sync them.
pub struct EngineFiles {
    data: File,
    data_path: PathBuf,
    blobs_path: PathBuf,
    synced_blobs: BTreeSet<OsString>,
    /// Keeps a place among the open files for a commit.
    reserve: Option<File>,
    /// Syncs until one is to fail.
    failing_in: Option<u64>,
    /// How long the syncs took.
    times: Histogram,
}

/// Makes the engine's log durable before the engine is opened, if there is one.
pub fn sync_data_file(directory: &Path) -> Result<(), StoreError> {
    match directory::sync(&data_file(directory)) {
        Err(StoreError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

impl EngineFiles {
    /// Makes durable what opening the store has written, the directory's entries included.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let data_path = data_file(directory);
        let data = File::options().write(true).open(&data_path).map_err(|source| StoreError::File {
            operation: "open",
            path: data_path.clone(),
            source,
        })?;
        let mut files = Self {
            data,
            data_path,
            blobs_path: directory.join("blobs"),
            synced_blobs: BTreeSet::new(),
            reserve: None,
            failing_in: None,
            times: times(),
        };
        directory::sync(&directory.join("conf"))?;
        files.sync()?;
        directory::sync(directory)?;
        files.keep_room()?;
        Ok(files)
    }

    /// Sees to it that a commit can open a file, before it begins; an error if the process has no place left for one.
    pub fn make_room(&mut self) -> Result<(), StoreError> {
        self.keep_room()?;
        self.reserve = None;
        Ok(())
    }

    /// Takes a place for the next commit, unless it is taken.
    pub fn keep_room(&mut self) -> Result<(), StoreError> {
        if self.reserve.is_none() {
            let reserve = File::open(&self.data_path);
            self.reserve = Some(reserve.map_err(|source| StoreError::File {
                operation: "open",
                path: self.data_path.clone(),
                source,
            })?);
        }
        Ok(())
    }

    /// Has the `sync`th sync from now, counted from 1, fail.
    pub fn fail_at(&mut self, sync: Option<u64>) {
        self.failing_in = sync;
    }

    /// How long each sync took.
    pub fn times(&self) -> Histogram {
        self.times.clone()
    }

    /// Makes durable all that the engine has written so far.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        let start = Instant::now();
        self.sync_blobs()?;
        let synced = self.sync_data();
        self.times.observe(start.elapsed().as_secs_f64());
        synced.map_err(|source| StoreError::File { operation: "sync", path: self.data_path.clone(), source })
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.failing_in = self.failing_in.map(|syncs| syncs.wrapping_sub(1));
        match self.failing_in {
            Some(0) => Err(io::Error::other("told to fail")),
            _ => self.data.sync_data(),
        }
    }

    fn sync_blobs(&mut self) -> Result<(), StoreError> {
        let blobs = self.list_blobs().map_err(|source| StoreError::File {
            operation: "list",
            path: self.blobs_path.clone(),
            source,
        })?;
        let mut new = blobs.difference(&self.synced_blobs).peekable();
        if new.peek().is_some() {
            for blob in new {
                self.sync_blob(&self.blobs_path.join(blob))?;
            }
            directory::sync(&self.blobs_path)?;
        }
        self.synced_blobs = blobs;
        Ok(())
    }

    /// The engine removes a blob once nothing refers to it, maybe just now.
    fn sync_blob(&self, path: &Path) -> Result<(), StoreError> {
        match directory::sync(path) {
            Err(StoreError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    fn list_blobs(&self) -> io::Result<BTreeSet<OsString>> {
        fs::read_dir(&self.blobs_path)?.map(|entry| Ok(entry?.file_name())).collect()
    }
}
