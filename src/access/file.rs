//! The file that the list of tokens is kept in, and how it is changed by several processes without losing anything.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use super::{AccessError, Tokens, shape};

const FILE: &str = "tokens";
/// The next list while it is written.
const NEXT_FILE: &str = "tokens.next";
/// Locked by whoever changes the list. Not the list itself, which is another file after each change.
const LOCK_FILE: &str = "tokens.lock";

/// The file `tokens` in a data directory.
#[derive(Clone, Debug)]
pub struct TokenFile {
    directory: PathBuf,
    path: PathBuf,
}

impl TokenFile {
    /// The one of this data directory, whether it exists or not.
    pub fn of(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), path: directory.join(FILE) }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there has ever been a token.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// The list; the empty one if there is no file.
    pub fn read(&self) -> Result<Tokens, AccessError> {
        self.open()?.map_or_else(|| Ok(Tokens::default()), |mut file| self.read_from(&mut file))
    }

    /// Changes the list, durably when this returns, with no other change between reading and writing it. A change that
    /// fails leaves the list as it was.
    pub fn change<T>(&self, change: impl FnOnce(&mut Tokens) -> Result<T, AccessError>) -> Result<T, AccessError> {
        let _lock = self.lock()?;
        let mut tokens = self.read()?;
        let outcome = change(&mut tokens)?;
        self.replace(&tokens)?;
        Ok(outcome)
    }

    pub(super) fn open(&self) -> Result<Option<File>, AccessError> {
        match File::open(&self.path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("open", &self.path)(error)),
        }
    }

    pub(super) fn read_from(&self, file: &mut File) -> Result<Tokens, AccessError> {
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(failed("read", &self.path))?;
        shape::read(&text).map_err(|flaw| AccessError::damaged(&self.path, flaw))
    }

    /// Held until the file is closed, however the process ends.
    fn lock(&self) -> Result<File, AccessError> {
        let path = self.directory.join(LOCK_FILE);
        let file = private().create(true).truncate(false).open(&path).map_err(failed("open", &path))?;
        give_to_owner_of(&self.directory, &file);
        file.lock().map_err(failed("lock", &path))?;
        Ok(file)
    }

    /// Puts a new file in the place of the old one: a reader, or a power cut, finds one or the other, whole.
    fn replace(&self, tokens: &Tokens) -> Result<(), AccessError> {
        let text = shape::write(tokens).map_err(AccessError::Encode)?;
        let next = self.directory.join(NEXT_FILE);
        remove_leftover(&next).map_err(failed("remove", &next))?;
        let mut file = private().create_new(true).open(&next).map_err(failed("create", &next))?;
        give_to_owner_of(&self.directory, &file);
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed("write", &next))?;
        fs::rename(&next, &self.path).map_err(failed("replace", &self.path))?;
        File::open(&self.directory).and_then(|directory| directory.sync_all()).map_err(failed("sync", &self.directory))
    }
}

/// For files that are nobody else's business: the digests give nothing away, the names might.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Has a file belong to whoever the directory belongs to: an administrator who adds a token as root would otherwise lock
/// out the server, which runs as somebody else. Who may not give files away has to be the owner, or to know better.
#[cfg(unix)]
fn give_to_owner_of(directory: &Path, file: &File) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if let Ok(owner) = fs::metadata(directory) {
        let _ = fchown(file, Some(owner.uid()), Some(owner.gid()));
    }
}

#[cfg(not(unix))]
fn give_to_owner_of(_: &Path, _: &File) {}

/// Of a process that was ended in the middle; its mode may be any.
fn remove_leftover(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn failed(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> AccessError {
    let path = path.to_owned();
    move |source| AccessError::File { operation, path, source }
}
