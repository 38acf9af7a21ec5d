//! `buendnis restore`.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{Data, Failure, print};
use crate::{
    register::{Inconsistency, OpenError, Soundness, verify},
    store::{Contents, Sled},
    transfer,
};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let directory = &options.data.data;
    let (contents, sound) = restore(directory, &options.file)?;
    print(&format!(
        "`{}` is as it was at revision {}, with {} changes: {} records, and all that was said of them before\n",
        directory.display(),
        contents.revision,
        contents.changes,
        sound.records
    ))
}

/// Makes the store in `directory` of a backup, and looks whether it is sound.
pub fn restore(directory: &Path, backup: &Path) -> Result<(Contents, Soundness), Failure> {
    let file = File::open(backup)
        .map_err(|source| Failure::Import(transfer::Error::Read { path: backup.to_owned(), source }))?;
    let contents = Sled::restore(directory, file).map_err(|error| Failure::Backup(error.into()))?;
    let store = Sled::open(directory).map_err(OpenError::from)?;
    let sound = verify(&store).map_err(|error| match error {
        Inconsistency::Store(error) => Failure::Open(error.into()),
        source => Failure::Inconsistent { location: directory.to_owned(), source },
    })?;
    Ok((contents, sound))
}
