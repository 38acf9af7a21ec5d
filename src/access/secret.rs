//! The part of a token that nobody else knows.

use std::{fmt, str::FromStr};

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// By which people and programs that look for lost secrets know one of ours.
const PREFIX: &str = "bnd_";

/// 256 bits, more than anybody can guess.
const RANDOM_BYTES: usize = 32;

/// What a secret that somebody chose must have: 32 hexadecimal digits are 128 bits.
const MIN_CHOSEN_CHARACTERS: usize = 32;

/// The text that its holder sends. Written out by [`Secret::reveal`] alone.
#[derive(Clone)]
pub struct Secret(Box<str>);

impl Secret {
    /// A new one, from the randomness of the system.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; RANDOM_BYTES];
        getrandom::fill(&mut bytes)?;
        // Letters and digits alone: a double click takes all of it.
        Ok(Self(format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()).into()))
    }

    /// One that somebody chose, who may have chosen badly.
    pub fn chosen(text: &str) -> Result<Self, SecretError> {
        if text.len() < MIN_CHOSEN_CHARACTERS { Err(SecretError::Short) } else { text.parse() }
    }

    /// The text itself, for the one who shall have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.0.as_bytes()).into())
    }
}

/// Whoever prints a secret by accident prints this.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a text cannot be a secret. Does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("it has fewer than {MIN_CHOSEN_CHARACTERS} characters: make one with `openssl rand -hex 32`")]
    Short,
    #[error("it has characters other than letters, digits and `-._~+/`, which a header cannot carry")]
    Characters,
}

/// What a header can carry: `b64token` of RFC 6750, section 2.1.
impl FromStr for Secret {
    type Err = SecretError;

    fn from_str(text: &str) -> Result<Self, SecretError> {
        let carried = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
        let body = text.trim_end_matches('=');
        if body.is_empty() || !body.bytes().all(carried) {
            return Err(SecretError::Characters);
        }
        Ok(Self(text.into()))
    }
}

/// The SHA-256 of a secret. A password needs a slow hash with a salt because it can be guessed; 256 random bits cannot,
/// at any speed, and a slow hash would cost every request.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Whether the two are the same, in a time that does not depend on how far they are. Of digests an attacker could
    /// learn little from the time, since the bytes of a digest cannot be chosen; but this way nobody has to prove it.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    pub(super) fn to_hex(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }
}
