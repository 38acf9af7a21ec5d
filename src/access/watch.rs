//! The list of tokens as a running server sees it: read again when, and only when, the file is another one.

use std::{
    fs::{self, File, Metadata},
    io,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use super::{AccessError, TokenFile, Tokens};

/// A file of tokens, and what was last read from it.
pub struct Watched {
    file: TokenFile,
    seen: Mutex<Option<Seen>>,
}

/// A list and the file it was read from.
struct Seen {
    version: Version,
    tokens: Arc<Tokens>,
    /// Kept open: as long as it is, the system gives its inode to no other file, so that a list put in the place of this
    /// one is never taken for it.
    _file: File,
}

/// By what a file differs from the one it replaced, or from itself before somebody edited it.
#[derive(PartialEq, Eq)]
struct Version {
    modified: Option<SystemTime>,
    length: u64,
    #[cfg(unix)]
    inode: (u64, u64),
}

impl Version {
    fn of(metadata: &Metadata) -> Self {
        Self {
            modified: metadata.modified().ok(),
            length: metadata.len(),
            #[cfg(unix)]
            inode: {
                use std::os::unix::fs::MetadataExt;
                (metadata.dev(), metadata.ino())
            },
        }
    }
}

impl Watched {
    pub fn new(file: TokenFile) -> Self {
        Self { file, seen: Mutex::default() }
    }

    /// The list as it is now. Asking the system whether the file has changed takes about a microsecond, so every request
    /// with a token asks: one that was revoked a moment ago is refused.
    pub fn tokens(&self) -> Result<Arc<Tokens>, AccessError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let current = self.version()?;
        match &*seen {
            Some(last) if current.as_ref() == Some(&last.version) => return Ok(last.tokens.clone()),
            _ => *seen = self.read()?,
        }
        Ok(seen.as_ref().map(|seen| seen.tokens.clone()).unwrap_or_default())
    }

    fn version(&self) -> Result<Option<Version>, AccessError> {
        match fs::metadata(self.file.path()) {
            Ok(metadata) => Ok(Some(Version::of(&metadata))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.failed("look at", source)),
        }
    }

    fn read(&self) -> Result<Option<Seen>, AccessError> {
        let Some(mut file) = self.file.open()? else { return Ok(None) };
        // Of the open file, not of its name, which may be another's by now.
        let metadata = file.metadata().map_err(|source| self.failed("look at", source))?;
        let tokens = Arc::new(self.file.read_from(&mut file)?);
        Ok(Some(Seen { version: Version::of(&metadata), tokens, _file: file }))
    }

    fn failed(&self, operation: &'static str, source: io::Error) -> AccessError {
        AccessError::File { operation, path: self.file.path().to_owned(), source }
    }
}
