//! Web addresses.

use std::{fmt, ops::Deref, str::FromStr};

use super::{limits::MAX_URL_BYTES, text};

/// An absolute `http` or `https` address, kept as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url(Box<str>);

impl Url {
    /// The address in a text that was checked before, as one read back from a store was. Nothing else may come here.
    pub(crate) fn already_checked(text: Box<str>) -> Self {
        Self(text)
    }
}

/// Why a text is not a web address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("`{0}` is not a web address: write it in full, like `https://www.example.org/page`")]
    Form(String),
    #[error("`{0}` has the scheme `{1}`: only http and https")]
    Scheme(String, String),
    #[error("`{0}` has more than {MAX_URL_BYTES} bytes")]
    Long(String),
}

impl FromStr for Url {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let excerpt = || text::excerpt(text, 60);
        if text.len() > MAX_URL_BYTES {
            return Err(UrlError::Long(excerpt()));
        }
        // The parser forgives blanks and control characters; a register should not.
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(UrlError::Form(excerpt()));
        }
        let url = ::url::Url::parse(text).map_err(|_| UrlError::Form(excerpt()))?;
        match url.scheme() {
            "http" | "https" if has_authority(text, url.scheme()) => Ok(Self(text.into())),
            "http" | "https" => Err(UrlError::Form(excerpt())),
            scheme => Err(UrlError::Scheme(excerpt(), scheme.to_owned())),
        }
    }
}

/// Whether a host follows two slashes. The parser also takes `https:example.org` and `https:\\example.org`, as browsers
/// do; kept as it was written, such a text is an address for nobody else.
fn has_authority(text: &str, scheme: &str) -> bool {
    let rest = text.get(scheme.len()..).and_then(|rest| rest.strip_prefix("://"));
    rest.is_some_and(|rest| !rest.starts_with('/')) && !text.contains('\\')
}

impl Deref for Url {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
