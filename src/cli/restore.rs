//! `buendnis restore`.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{Data, Failure, place::Place, print, verify};
use crate::{register::Soundness, store::Contents, transfer};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let place = options.data.place()?;
    let (contents, sound) = restore(&place, &options.file)?;
    print(&format!(
        "`{}` is as it was at revision {}, with {} changes: {} records, and all that was said of them before\n",
        place, contents.revision, contents.changes, sound.records
    ))
}

/// Makes the store at a place of a backup, and looks whether it is sound.
pub fn restore(place: &Place, backup: &Path) -> Result<(Contents, Soundness), Failure> {
    let file = File::open(backup)
        .map_err(|source| Failure::Import(transfer::Error::Read { path: backup.to_owned(), source }))?;
    let contents = place.restore(file).map_err(|error| Failure::Backup(error.into()))?;
    Ok((contents, verify::sound(place)?))
}
