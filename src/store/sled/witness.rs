//! The witness: a small file beside the engine's that names the last revision committed.
//!
//! sled takes a damaged tail of its log for a write that did not happen and goes on from before it. What it then holds
//! is in order, only old. The witness is how that is noticed: a store that ends before the revision witnessed has lost
//! commits.
//!
//! It is written after the commit is durable, so it is never ahead; it is not synced, so it costs no time. A killed
//! process loses none of it, a power cut some seconds, and then it only witnesses less.
//!
//! Its one line has always the same length, so a write changes neither the size of the file nor more than one sector:
//! `revision 00000000000000000042 8f1d2c3b4a596877`, the number in decimal and the XXH3 hash of what stands before it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use xxhash_rust::xxh3::xxh3_64;

use super::directory;
use crate::{
    model::Revision,
    store::error::{Damage, StoreError},
};

const FILE: &str = "HEAD";
/// Written first and then renamed, so that a witness is never seen without its line.
const DRAFT: &str = "HEAD.draft";

/// The open witness file.
pub struct Witness {
    path: PathBuf,
    file: File,
}

impl Witness {
    /// Opens the witness of `directory` with the revision it names; `None` where there is none yet.
    pub fn open(directory: &Path) -> Result<Option<(Self, Revision)>, StoreError> {
        let path = directory.join(FILE);
        let mut file = match OpenOptions::new().read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::File { operation: "open", path, source }),
        };
        let mut line = Vec::new();
        if let Err(source) = file.read_to_end(&mut line) {
            return Err(StoreError::File { operation: "read", path, source });
        }
        match parse(&line) {
            Some(revision) => Ok(Some((Self { path, file }, revision))),
            None => Err(StoreError::damaged(&directory.display().to_string(), Damage::Witness(path))),
        }
    }

    /// Creates the witness of a new store, durably: from now on the directory is known to have been used.
    pub fn create(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join(FILE);
        let draft = directory.join(DRAFT);
        let create = || -> io::Result<File> {
            let mut file = File::create(&draft)?;
            file.write_all(line(0).as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)?;
            Ok(file)
        };
        let file = create().map_err(|source| StoreError::File { operation: "create", path: path.clone(), source })?;
        directory::sync(directory)?;
        Ok(Self { path, file })
    }

    /// Witnesses that `revision` is durable.
    pub fn write(&mut self, revision: Revision) -> Result<(), StoreError> {
        let text = line(revision);
        let write = self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.write_all(text.as_bytes()));
        write.map_err(|source| StoreError::File { operation: "write", path: self.path.clone(), source })
    }
}

fn line(revision: Revision) -> String {
    let statement = format!("revision {revision:020}");
    let hash = xxh3_64(statement.as_bytes());
    format!("{statement} {hash:016x}\n")
}

fn parse(text: &[u8]) -> Option<Revision> {
    let text = std::str::from_utf8(text).ok()?;
    let revision = text.split_ascii_whitespace().nth(1)?.parse().ok()?;
    (line(revision) == text).then_some(revision)
}
