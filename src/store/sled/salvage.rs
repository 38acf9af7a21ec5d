//! What can still be read of the log of a damaged store: from a copy, so that the store stays as it was found.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{directory::Directory, engine::Engine, guard::guarded, restore::beside, witness::Witness};
use crate::{
    model::{ChangeSet, Revision},
    store::{
        error::StoreError,
        key,
        log::Assembly,
        values::{Order, Values},
    },
};

/// The change sets that can be read, and why there are no more.
pub struct Salvage {
    /// In order and without gaps, each with all of its parts.
    pub sets: Vec<ChangeSet>,
    /// None where the log came to its end.
    pub obstacle: Option<StoreError>,
    /// The last revision that was committed, as far as that is known.
    pub witnessed: Option<Revision>,
}

/// Reads the log of the store in `directory` after revision `after`, as far as it goes.
pub fn salvage(directory: &Path, after: Revision) -> Result<Salvage, StoreError> {
    let _held = Directory::take(directory)?;
    let copy = beside(directory, ".reading");
    copied(directory, &copy).map_err(|source| StoreError::File {
        operation: "copy the store to",
        path: copy.clone(),
        source,
    })?;
    let mut sets = Vec::new();
    let location = directory.display().to_string();
    let obstacle = guarded(&location, || read(&copy, after, &mut sets)).err();
    // Whoever finds it knows from its name that it is of no use.
    let _ = fs::remove_dir_all(&copy);
    let witnessed = Witness::open(directory).ok().flatten().map(|(_, revision)| revision);
    Ok(Salvage { sets, obstacle, witnessed })
}

fn read(copy: &Path, after: Revision, sets: &mut Vec<ChangeSet>) -> Result<(), StoreError> {
    let engine = Engine::open(copy)?;
    let mut assembly = Assembly::after(after);
    for entry in engine.range(key::log_after(after), Order::Forward) {
        let (key, value) = entry?;
        sets.extend(assembly.push(&key, &value).map_err(|damage| engine.damaged(damage))?);
    }
    Ok(())
}

/// Copies the files of a store, those in its subdirectory included.
fn copied(from: &Path, to: &PathBuf) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        match path.is_dir() {
            true => copied(&path, &to.join(name))?,
            false => drop(fs::copy(&path, to.join(name))?),
        }
    }
    Ok(())
}
