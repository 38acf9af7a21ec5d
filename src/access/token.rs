//! A token without its secret.

use super::{Digest, Role, Secret, SecretError, TokenName};
use crate::model::Timestamp;

/// Who may do what, from when to when.
#[derive(Clone)]
pub struct Token {
    pub name: TokenName,
    pub role: Role,
    pub digest: Digest,
    pub created: Timestamp,
    pub expires: Option<Timestamp>,
    pub revoked: Option<Timestamp>,
}

/// Whether a token is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Valid,
    Expired(Timestamp),
    Revoked(Timestamp),
}

impl Token {
    /// The one whose secret the operator chose and put into the environment.
    pub fn of_environment(role: Role, secret: &str, now: Timestamp) -> Result<Self, SecretError> {
        let digest = Secret::chosen(secret)?.digest();
        Ok(Self { name: TokenName::of_environment(role), role, digest, created: now, expires: None, revoked: None })
    }

    /// Good up to, and no longer at, the moment it expires.
    pub fn standing(&self, now: Timestamp) -> Standing {
        match (self.revoked, self.expires) {
            (Some(at), _) => Standing::Revoked(at),
            (None, Some(end)) if end <= now => Standing::Expired(end),
            (None, _) => Standing::Valid,
        }
    }

    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.standing(now) == Standing::Valid
    }
}
