//! What somebody may do.

use std::{fmt, str::FromStr};

/// What somebody may do; each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Read.
    Reader,
    /// Change the register.
    Editor,
    /// Import, back up and manage tokens.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Reader, Self::Editor, Self::Admin];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Reader => "READER",
            Self::Editor => "EDITOR",
            Self::Admin => "ADMIN",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why a text is not a role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is one of READER, EDITOR, ADMIN")]
pub struct RoleError;

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(text: &str) -> Result<Self, RoleError> {
        Self::ALL.into_iter().find(|role| role.name().eq_ignore_ascii_case(text)).ok_or(RoleError)
    }
}
