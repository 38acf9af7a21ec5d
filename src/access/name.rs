//! The name of a token, by which the history tells who made a change.

use std::{fmt, str::FromStr};

/// Enough for a person and a purpose, and still one line of a list.
const MAX_CHARACTERS: usize = 60;

/// What the names of tokens from the environment begin with. No other token may look like one of them in the history.
const OF_ENVIRONMENT: &str = "environment ";

/// 1 to 60 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(Box<str>);

impl TokenName {
    /// The name of the token that a new data directory begins with.
    pub fn first_editor() -> Self {
        Self("first editor".into())
    }

    /// The name of the token that the environment gives to a role.
    pub(super) fn of_environment(role: super::Role) -> Self {
        Self(format!("{OF_ENVIRONMENT}{}", role.name().to_ascii_lowercase()).into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Why a text cannot be the name of a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("a name has 1 to {MAX_CHARACTERS} characters")]
    Length,
    #[error("a name has no control characters, and no blanks at its ends")]
    Characters,
    #[error("names that begin with `{OF_ENVIRONMENT}` are those of the tokens in the environment")]
    Reserved,
}

impl FromStr for TokenName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if !(1..=MAX_CHARACTERS).contains(&text.chars().count()) {
            return Err(NameError::Length);
        }
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(NameError::Characters);
        }
        if text.starts_with(OF_ENVIRONMENT) {
            return Err(NameError::Reserved);
        }
        Ok(Self(text.into()))
    }
}
