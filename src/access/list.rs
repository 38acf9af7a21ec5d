//! The list of tokens, wherever it is kept: in a file of a data directory, or beside a register that several nodes share.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{AccessError, TokenFile, Tokens, shape, watch::Watched};
use crate::store::Document;

/// Where the list is read and changed.
pub enum TokenList {
    File(TokenFile),
    Shared(SharedList),
}

/// A list that several nodes share.
pub struct SharedList {
    document: Arc<dyn Document>,
    /// For messages.
    location: PathBuf,
}

/// The list as a running server sees it.
pub enum Followed {
    File(Watched),
    Shared { list: SharedList, seen: Mutex<Option<Seen>> },
}

/// The text of a list, and what it says.
type Seen = (Arc<Vec<u8>>, Arc<Tokens>);

impl TokenList {
    /// The one of a data directory, whether it exists or not.
    pub fn of(directory: &Path) -> Self {
        Self::File(TokenFile::of(directory))
    }

    /// One that is kept beside a shared register at `location`.
    pub fn shared(document: Arc<dyn Document>, location: String) -> Self {
        Self::Shared(SharedList { document, location: location.into() })
    }

    /// Whether there has ever been a token.
    pub fn exists(&self) -> Result<bool, AccessError> {
        match self {
            Self::File(file) => Ok(file.exists()),
            Self::Shared(list) => Ok(list.text()?.is_some()),
        }
    }

    /// The list; the empty one if there is none.
    pub fn read(&self) -> Result<Tokens, AccessError> {
        match self {
            Self::File(file) => file.read(),
            Self::Shared(list) => list.tokens(list.text()?.as_deref()),
        }
    }

    /// Changes the list, durably when this returns, with no other change between reading and writing it. A change that
    /// fails leaves the list as it was. It is asked for again if somebody else was first.
    pub fn change<T>(&self, mut change: impl FnMut(&mut Tokens) -> Result<T, AccessError>) -> Result<T, AccessError> {
        match self {
            Self::File(file) => file.change(change),
            Self::Shared(list) => loop {
                let before = list.text()?;
                let mut tokens = list.tokens(before.as_deref())?;
                let outcome = change(&mut tokens)?;
                let after = shape::write(&tokens).map_err(AccessError::Encode)?;
                if list.document.replace(before.as_deref(), after.as_bytes()).map_err(AccessError::Store)? {
                    return Ok(outcome);
                }
            },
        }
    }

    /// The list for a server, which asks with every request.
    pub(super) fn follow(self) -> Followed {
        match self {
            Self::File(file) => Followed::File(Watched::new(file)),
            Self::Shared(list) => Followed::Shared { list, seen: Mutex::default() },
        }
    }
}

impl From<TokenFile> for TokenList {
    fn from(file: TokenFile) -> Self {
        Self::File(file)
    }
}

impl SharedList {
    fn text(&self) -> Result<Option<Vec<u8>>, AccessError> {
        self.document.read().map_err(AccessError::Store)
    }

    fn tokens(&self, text: Option<&[u8]>) -> Result<Tokens, AccessError> {
        let read = |text| shape::read(text).map_err(|flaw| AccessError::damaged(&self.location, flaw));
        text.map_or_else(|| Ok(Tokens::default()), read)
    }
}

impl Followed {
    /// The list as it is now, as far as this node has been told. Waits for nothing.
    pub fn tokens(&self) -> Result<Arc<Tokens>, AccessError> {
        let (list, seen) = match self {
            Self::File(watched) => return watched.tokens(),
            Self::Shared { list, seen } => (list, seen),
        };
        let Some(text) = list.document.latest() else { return Ok(Arc::default()) };
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        match &*seen {
            Some((last, tokens)) if Arc::ptr_eq(last, &text) => Ok(tokens.clone()),
            _ => {
                let tokens = Arc::new(list.tokens(Some(&text))?);
                *seen = Some((text, tokens.clone()));
                Ok(tokens)
            }
        }
    }
}
