//! What can go wrong with the list of tokens. No text repeats a secret.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{NameError, RoleError, TokenName};
use crate::{model::time::TimestampError, store::StoreError};

/// Why the list of tokens could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error("cannot {operation} `{}`: check that the path exists, is writable and its disk is not full", .path.display())]
    File { operation: &'static str, path: PathBuf, source: io::Error },
    #[error("the list of tokens `{}` is damaged: mend it, or move it away and add the tokens again", .path.display())]
    Damaged { path: PathBuf, source: Flaw },
    #[error(
        "the list of tokens `{}` has format version {found}, this program reads version {supported}: start a newer \
         version of the program", .path.display()
    )]
    Newer { path: PathBuf, found: u64, supported: u64 },
    #[error("cannot write the list of tokens as JSON: report it, the program is wrong")]
    Encode(#[source] serde_json::Error),
    #[error("there is a valid token `{0}` already: revoke it first, or choose another name")]
    Taken(TokenName),
    #[error("there is no valid token `{0}`: `buendnis token list` shows them all")]
    Missing(TokenName),
    #[error("there are {most} valid tokens already: revoke some that nobody needs")]
    Full { most: usize },
    #[error("the list of tokens, which the nodes share, cannot be read or changed")]
    Store(#[source] StoreError),
    #[error("the system has no random numbers for a secret")]
    Random(#[source] getrandom::Error),
}

impl AccessError {
    /// What is wrong with the list at `path`. A list of a newer format is not damaged.
    pub(super) fn damaged(path: &Path, flaw: Flaw) -> Self {
        let path = path.to_owned();
        match flaw {
            Flaw::Newer { found, supported } => Self::Newer { path, found, supported },
            source => Self::Damaged { path, source },
        }
    }
}

/// What is wrong with the text of a list.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    #[error("it is not the JSON of a list of tokens")]
    Json(#[from] serde_json::Error),
    #[error("its format version {found} is newer than {supported}")]
    Newer { found: u64, supported: u64 },
    #[error("{found} is not a format version")]
    Version { found: u64 },
    #[error("token {place} of the list is wrong")]
    Token { place: usize, source: Box<Flaw> },
    #[error(transparent)]
    Name(#[from] NameError),
    #[error(transparent)]
    Role(#[from] RoleError),
    #[error("`sha256` is not 64 hexadecimal digits")]
    Digest,
    #[error(transparent)]
    Time(#[from] TimestampError),
}
