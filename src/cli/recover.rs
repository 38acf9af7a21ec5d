//! `buendnis recover`.
//!
//! A command and nothing that a server does by itself: what is lost beyond the newest backup is for a person to know of
//! before others go on from there.

use std::{
    error::Error,
    fs::{self, File},
    path::{Path, PathBuf},
    slice,
};

use clap::Args;

use super::{
    Data, Failure,
    place::Place,
    print,
    shelf::{Shelf, time},
};
use crate::{
    access::TokenFile,
    model::{ChangeSet, Revision, Timestamp},
    register::{Inconsistency, OpenError, verify},
    store::{BackupError, Contents, Salvage, Sled, Store, StoreError, backup},
};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// Where there are backups; without one, only what can still be read is brought back.
    #[arg(long, value_name = "DIR", env = "BUENDNIS_BACKUP_DIR")]
    backup_dir: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let directory = options.data.directory()?;
    if !directory.is_dir() {
        return Err(Failure::Missing(directory.to_owned()));
    }
    let Some(damage) = damage(directory)? else {
        return print(&format!("`{}` is sound: nothing was done\n", directory.display()));
    };
    print(&format!("`{}` is damaged: {damage}\n", directory.display()))?;
    let aside = set_aside(directory)?;
    let backup = newest_good(options.backup_dir.as_deref())?;
    let after = backup.as_ref().map_or(0, |(_, contents)| contents.revision);
    let salvage = Sled::salvage(&aside).map_err(OpenError::from)?;
    let file = backup.as_ref().map(|(path, _)| path.as_path());
    let revision = match make(directory, file, after, Some(&salvage)) {
        Err(Failure::Inconsistent { source, .. }) => {
            print(&format!("what can be read there does not go on from the backup, and was left: {source}\n"))?;
            fs::remove_dir_all(directory).map_err(|error| Failure::Export(directory.to_owned(), error))?;
            make(directory, file, after, None)?
        }
        made => made?,
    };
    keep_tokens(&aside, directory)?;
    print(&format!("{} more change sets could be read from what was set aside\n", revision - after))?;
    if let Some(witnessed) = salvage.witnessed.filter(|witnessed| *witnessed > revision) {
        print(&format!("revisions {} to {witnessed} were committed and are lost\n", revision + 1))?;
    }
    print(&format!("`{}` is a register again, at revision {revision}\n", directory.display()))
}

/// What is wrong with a store, if anything is. What is wrong with the machine, or with the program's age, fails.
fn damage(directory: &Path) -> Result<Option<String>, Failure> {
    let checked = Sled::open(directory).map_err(Inconsistency::from).and_then(|store| verify(&store));
    match checked {
        Ok(_) => Ok(None),
        Err(Inconsistency::Store(error @ StoreError::Damaged { .. })) => {
            Ok(Some(error.source().map_or_else(|| error.to_string(), ToString::to_string)))
        }
        Err(Inconsistency::Store(error)) => Err(Failure::Open(error.into())),
        Err(inconsistency) => Ok(Some(inconsistency.to_string())),
    }
}

fn set_aside(directory: &Path) -> Result<PathBuf, Failure> {
    let mut name = directory.file_name().unwrap_or_default().to_owned();
    name.push(format!(".damaged-{}", time(Timestamp::now())));
    let aside = directory.with_file_name(name);
    fs::rename(directory, &aside).map_err(|error| Failure::Export(aside.clone(), error))?;
    print(&format!("it was set aside as `{}`: keep it until you miss nothing\n", aside.display()))?;
    Ok(aside)
}

/// The newest backup that can be read to its end.
fn newest_good(backups: Option<&Path>) -> Result<Option<(PathBuf, Contents)>, Failure> {
    let Some(backups) = backups else { return Ok(None) };
    for path in Shelf::new(backups.to_owned(), usize::MAX).newest_first()? {
        let read = File::open(&path).map_err(BackupError::Read).and_then(|file| backup::read(file, |_, _| Ok(())));
        match read {
            Ok(contents) => {
                print(&format!("`{}` has everything up to revision {}\n", path.display(), contents.revision))?;
                return Ok(Some((path, contents)));
            }
            Err(error) => print(&format!("`{}` cannot be used: {error}\n", path.display()))?,
        }
    }
    Ok(None)
}

/// Makes the store anew of a backup up to revision `after` and of what was salvaged behind it, and looks whether it is sound.
fn make(
    directory: &Path,
    backup: Option<&Path>,
    after: Revision,
    salvage: Option<&Salvage>,
) -> Result<Revision, Failure> {
    let fill = |store: &Sled| -> Result<(), BackupError> {
        if let Some(path) = backup {
            let file = File::open(path).map_err(BackupError::Read)?;
            backup::read(file, |base, sets| store.commit(base, sets))?;
        }
        let commit = |set: &ChangeSet| store.commit(set.revision - 1, slice::from_ref(set));
        salvage.map_or(Ok(()), |salvage| salvage.each(after, commit)).map_err(BackupError::from)
    };
    Sled::rebuild(directory, fill).map_err(|error| Failure::Backup(error.into()))?;
    let store = Sled::open(directory).map_err(OpenError::from)?;
    let sound = verify(&store)
        .map_err(|source| Failure::Inconsistent { place: Place::Directory(directory.to_owned()).into(), source })?;
    Ok(sound.revision)
}

/// Who may change the register stays who they were.
fn keep_tokens(from: &Path, to: &Path) -> Result<(), Failure> {
    let (from, to) = (TokenFile::of(from), TokenFile::of(to));
    match fs::copy(from.path(), to.path()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::Export(to.path().to_owned(), error)),
        _ => Ok(()),
    }
}
