//! A directory of backups, of which the newest are kept.

use std::{
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
};

use crate::{
    model::Timestamp,
    register::Register,
    store::{BackupError, Contents, backup},
};

/// The name of a backup is `buendnis-`, when it was made, and this; so names sort by time.
const EXTENSION: &str = "backup";
/// A backup that is not whole yet, or never became so.
const DRAFT: &str = "draft";

/// See the module.
#[derive(Clone, Debug)]
pub struct Shelf {
    directory: PathBuf,
    keep: usize,
}

/// Why there is no new backup.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error("cannot {operation} `{}`: check that the path exists, is writable and its disk is not full", .path.display())]
    File { operation: &'static str, path: PathBuf, source: io::Error },
    #[error("the backup `{}` says otherwise than it should when it is read back", .0.display())]
    Differs(PathBuf),
}

impl Shelf {
    pub fn new(directory: PathBuf, keep: usize) -> Self {
        Self { directory, keep }
    }

    /// Takes a backup made at `at`, and gives away the oldest beyond those that are kept.
    pub fn add(&self, register: &Register, at: Timestamp) -> Result<(PathBuf, Contents), ShelfError> {
        fs::create_dir_all(&self.directory).map_err(failed("create", &self.directory))?;
        let path = self.directory.join(format!("buendnis-{}.{EXTENSION}", time(at)));
        let contents = write(&path, register)?;
        for old in self.newest_first()?.into_iter().skip(self.keep) {
            fs::remove_file(&old).map_err(failed("remove", &old))?;
        }
        Ok((path, contents))
    }

    /// All backups that are whole.
    pub fn newest_first(&self) -> Result<Vec<PathBuf>, ShelfError> {
        let list = || -> io::Result<Vec<PathBuf>> {
            let paths =
                fs::read_dir(&self.directory)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
            Ok(paths.into_iter().filter(|path| is_backup(path)).collect())
        };
        let mut backups = list().map_err(failed("list", &self.directory))?;
        backups.sort_unstable_by(|one, other| other.cmp(one));
        Ok(backups)
    }
}

/// A time as a part of names of files, which sorts as the times do.
pub fn time(at: Timestamp) -> String {
    let text = at.to_string();
    let whole = text.split('.').next().unwrap_or_default().trim_end_matches('Z');
    format!("{}Z", whole.replace(['-', ':'], ""))
}

fn is_backup(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("buendnis-") && path.extension().is_some_and(|extension| extension == EXTENSION)
}

/// Writes a backup, makes it durable, reads it back, and only then gives it its name.
pub fn write(path: &Path, register: &Register) -> Result<Contents, ShelfError> {
    let draft = path.with_extension(DRAFT);
    let file = File::create(&draft).map_err(failed("create", &draft))?;
    let mut out = BufWriter::new(file);
    let contents = register.back_up(&mut out)?;
    let file = out.into_inner().map_err(|error| failed("write", &draft)(error.into_error()))?;
    file.sync_all().map_err(failed("sync", &draft))?;
    let file = File::open(&draft).map_err(failed("open", &draft))?;
    if backup::read(file, |_, _| Ok(()))? != contents {
        return Err(ShelfError::Differs(draft));
    }
    fs::rename(&draft, path).map_err(failed("rename", &draft))?;
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory).and_then(|directory| directory.sync_all()).map_err(failed("sync", directory))?;
    Ok(contents)
}

fn failed(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ShelfError {
    let path = path.to_owned();
    move |source| ShelfError::File { operation, path, source }
}
