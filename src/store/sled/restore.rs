//! A store made anew: beside where it shall be, and moved there once it is whole. So what fails, or is killed, leaves
//! nothing that looks like a register.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Sled,
    directory::{self, Directory},
};
use crate::store::StoreError;

/// Makes the store in `directory`, which must be missing or empty, and has `fill` commit to it what it shall hold.
pub fn rebuild<T, E: From<StoreError>>(directory: &Path, fill: impl FnOnce(&Sled) -> Result<T, E>) -> Result<T, E> {
    refuse_if_occupied(directory)?;
    let unfinished = beside(directory, ".restoring");
    clear(&unfinished)?;
    let made = Sled::open(&unfinished).map_err(E::from).and_then(|store| fill(&store)).and_then(|filled| {
        put_in_place(&unfinished, directory)?;
        Ok(filled)
    });
    if made.is_err() {
        // It is of no use; what cannot be removed now the next one removes.
        let _ = fs::remove_dir_all(&unfinished);
    }
    made
}

/// The directory of the same name with something behind it.
pub fn beside(directory: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = directory.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    directory.with_file_name(name)
}

fn refuse_if_occupied(directory: &Path) -> Result<(), StoreError> {
    match fs::read_dir(directory).map(|mut entries| entries.next().is_none()) {
        Ok(false) => Err(StoreError::Occupied { directory: directory.to_owned() }),
        Ok(true) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(StoreError::File { operation: "list", path: directory.to_owned(), source }),
    }
}

/// Removes what an earlier try left, unless one is at work there.
fn clear(unfinished: &Path) -> Result<(), StoreError> {
    let held = Directory::take(unfinished)?;
    fs::remove_dir_all(unfinished).map_err(|source| StoreError::File {
        operation: "remove",
        path: unfinished.to_owned(),
        source,
    })?;
    drop(held);
    Ok(())
}

fn put_in_place(unfinished: &Path, directory: &Path) -> Result<(), StoreError> {
    fs::rename(unfinished, directory).map_err(|source| StoreError::File {
        operation: "move the new store to",
        path: directory.to_owned(),
        source,
    })?;
    directory::sync(directory::parent(directory))
}
