//! What can still be read of the log of a damaged store: from a copy, so that the store stays as it was found.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    directory::{self, Directory},
    engine::Engine,
    guard::guarded,
    restore::beside,
    witness::Witness,
};
use crate::{
    model::{ChangeSet, Revision},
    store::{
        error::StoreError,
        key,
        log::Assembly,
        values::{Order, Values},
    },
};

/// The log of a damaged store.
pub struct Salvage {
    /// Of the store that is read.
    location: String,
    copy: PathBuf,
    /// The last revision that was committed, as far as that is known.
    pub witnessed: Option<Revision>,
}

impl Salvage {
    /// Copies the store in `directory`.
    pub(super) fn of(directory: &Path) -> Result<Self, StoreError> {
        let _held = Directory::take(directory)?;
        let copy = beside(directory, ".reading");
        let witnessed = Witness::open(directory).ok().flatten().map(|(_, revision)| revision);
        let salvage = Self { location: directory.display().to_string(), copy, witnessed };
        directory::copy(directory, &salvage.copy).map_err(|source| StoreError::File {
            operation: "copy the store to",
            path: salvage.copy.clone(),
            source,
        })?;
        Ok(salvage)
    }

    /// Hands out the change sets after revision `after` that can be read, one by one, in order and without gaps, each with
    /// all of its parts. Ends where no more can be read, or with the first error of `take`.
    pub fn each<E>(&self, after: Revision, mut take: impl FnMut(&ChangeSet) -> Result<(), E>) -> Result<(), E> {
        let mut failed = None;
        // What stands in the way is what the store is damaged by: whoever recovers it has been told.
        let _ = guarded(&self.location, || {
            let engine = Engine::open(&self.copy)?;
            let mut assembly = Assembly::after(after);
            for entry in engine.range(key::log_after(after), Order::Forward) {
                let (key, value) = entry?;
                let Some(set) = assembly.push(&key, &value).map_err(|damage| engine.damaged(damage))? else { continue };
                if let Err(error) = take(&set) {
                    failed = Some(error);
                    break;
                }
            }
            Ok(())
        });
        failed.map_or(Ok(()), Err)
    }
}

impl Drop for Salvage {
    fn drop(&mut self) {
        // Whoever finds it knows from its name that it is of no use.
        let _ = fs::remove_dir_all(&self.copy);
    }
}
