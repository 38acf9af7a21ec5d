//! The data directory: made durable when it is made, and one process at a time.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process, thread,
    time::{Duration, Instant},
};

use crate::store::error::{Holder, StoreError};

const LOCK_FILE: &str = "LOCK";

/// How long a store just closed in this process may take to let go of its data file: its last write runs on a thread of
/// the engine, which nobody can wait for. That thread has at most one buffer of 512 KiB left to write.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(2);
const RELEASE_POLL: Duration = Duration::from_millis(1);

/// A data directory held by this process until dropped. The operating system lets go of it however the process ends.
pub struct Directory {
    path: PathBuf,
    _lock: File,
}

impl Directory {
    /// Creates the directory if it is missing, and takes hold of it.
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        create(path)?;
        let lock_path = path.join(LOCK_FILE);
        let mut lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&lock_path)
            .map_err(|source| StoreError::File { operation: "open", path: lock_path.clone(), source })?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::InUse { directory: path.to_owned(), holder: holder(&mut lock) });
            }
            Err(TryLockError::Error(source)) => {
                return Err(StoreError::File { operation: "lock", path: lock_path, source });
            }
        }
        sign(&mut lock).map_err(|source| StoreError::File { operation: "write", path: lock_path, source })?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Waits until no earlier store of this process holds the data file any longer. The engine locks it as well, but
    /// does not wait and does not say who has it.
    pub fn wait_for_release(&self, data: &Path) -> Result<(), StoreError> {
        let file = match File::open(data) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(StoreError::File { operation: "open", path: data.to_owned(), source }),
        };
        let deadline = Instant::now() + RELEASE_TIMEOUT;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(RELEASE_POLL),
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::InUse { directory: self.path.clone(), holder: Holder::Unknown });
                }
                Err(TryLockError::Error(source)) => {
                    return Err(StoreError::File { operation: "lock", path: data.to_owned(), source });
                }
            }
        }
    }
}

/// Creates the directory and those above it, each entry durable before the next.
fn create(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = parent(path);
    if !parent.is_dir() {
        create(parent)?;
    }
    fs::create_dir(path).map_err(|source| StoreError::File { operation: "create", path: path.to_owned(), source })?;
    sync(parent)
}

/// The directory that a path is in.
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Makes the entries of a directory, or the content of a file, durable.
pub fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|source| StoreError::File {
        operation: "sync",
        path: path.to_owned(),
        source,
    })
}

/// Copies the files of a store, those of its subdirectories included, and makes the copies durable. What is copied into the
/// store itself is not copied again.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let entries: Vec<_> = fs::read_dir(from)?.collect::<io::Result<_>>()?;
    fs::create_dir_all(to)?;
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        if path == to {
            continue;
        }
        match path.is_dir() {
            true => copy(&path, &to.join(name))?,
            false => {
                fs::copy(&path, to.join(&name))?;
                File::open(to.join(name))?.sync_all()?;
            }
        }
    }
    File::open(to)?.sync_all()
}

/// Writes down which process holds the directory.
fn sign(lock: &mut File) -> io::Result<()> {
    lock.set_len(0)?;
    writeln!(lock, "{}", process::id())
}

fn holder(lock: &mut File) -> Holder {
    let mut text = String::new();
    match lock.read_to_string(&mut text) {
        Ok(_) => text.trim().parse().map_or(Holder::Unknown, Holder::Process),
        Err(_) => Holder::Unknown,
    }
}
