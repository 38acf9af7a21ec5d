//! Slugs: the readable names of records in links, inputs and files.

use std::{borrow::Borrow, fmt, ops::Deref, str::FromStr, sync::Arc};

use super::{limits::MAX_SLUG_BYTES, text};

/// Lower-case ASCII words joined by single hyphens, such as `ig-metall-baden-wuerttemberg`. Unique per type of record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

impl Slug {
    /// The slug of a name by German folding, or `None` where the name has neither letter nor digit. A long name is
    /// cut at a word.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut slug = String::new();
        for word in text::fold(name).split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            let hyphen = usize::from(!slug.is_empty());
            if slug.len() + hyphen + word.len() > MAX_SLUG_BYTES {
                if slug.is_empty() {
                    slug.push_str(&word[..MAX_SLUG_BYTES]);
                }
                break;
            }
            if hyphen == 1 {
                slug.push('-');
            }
            slug.push_str(word);
        }
        (!slug.is_empty()).then(|| Self(slug.into()))
    }

    /// This slug with `-number` behind it, for the second record of a name.
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = format!("-{number}");
        let stem = self.0[..self.0.len().min(MAX_SLUG_BYTES - suffix.len())].trim_end_matches('-');
        Self(format!("{stem}{suffix}").into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is not a slug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    #[error("a slug cannot be empty: write words like `ig-metall`")]
    Empty,
    #[error("`{0}` has more than {MAX_SLUG_BYTES} characters")]
    Long(String),
    #[error(
        "`{0}` is not a slug: only lower-case letters a-z, digits and single hyphens between them, like `ig-metall`"
    )]
    Form(String),
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        if text.is_empty() {
            return Err(SlugError::Empty);
        }
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !text.split('-').all(is_word) {
            return Err(SlugError::Form(text::excerpt(text, 40)));
        }
        // A character is a byte from here on.
        if text.len() > MAX_SLUG_BYTES {
            return Err(SlugError::Long(text::excerpt(text, 40)));
        }
        Ok(Self(text.into()))
    }
}

impl Deref for Slug {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
