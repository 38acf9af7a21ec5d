//! The list of all tokens.

use super::{AccessError, Digest, Lifetime, Role, Secret, Token, TokenName};
use crate::model::Timestamp;

/// Tokens in one list: one for each editor and each program of a large house. A list of so many has some 300 kB, and a
/// request compares 1,000 × 32 bytes.
const MAX_TOKENS: usize = 1_000;

/// Tokens in the order in which they were added, the expired and the revoked with them: the history names them.
#[derive(Clone, Default)]
pub struct Tokens(Vec<Token>);

impl Tokens {
    /// Adds a token and answers its secret, which is kept nowhere.
    pub fn add(
        &mut self,
        name: TokenName,
        role: Role,
        lifetime: Option<Lifetime>,
        now: Timestamp,
    ) -> Result<Secret, AccessError> {
        if self.valid(&name, now).is_some() {
            return Err(AccessError::Taken(name));
        }
        self.make_room(now)?;
        let secret = Secret::random().map_err(AccessError::Random)?;
        let expires = lifetime.map(|lifetime| lifetime.after(now));
        self.0.push(Token { name, role, digest: secret.digest(), created: now, expires, revoked: None });
        Ok(secret)
    }

    /// Revokes the valid token of this name.
    pub fn revoke(&mut self, name: TokenName, now: Timestamp) -> Result<(), AccessError> {
        let token = self.valid(&name, now).ok_or(AccessError::Missing(name))?;
        token.revoked = Some(now);
        Ok(())
    }

    /// The token of a secret, by its digest. Looks at all of them: how long it takes does not say where it is.
    pub fn find(&self, digest: &Digest) -> Option<&Token> {
        self.0.iter().fold(None, |found, token| if token.digest.is(digest) { Some(token) } else { found })
    }

    pub fn iter(&self) -> impl Iterator<Item = &Token> {
        self.0.iter()
    }

    fn valid(&mut self, name: &TokenName, now: Timestamp) -> Option<&mut Token> {
        self.0.iter_mut().find(|token| token.name == *name && token.is_valid(now))
    }

    /// Forgets the oldest token that is good for nothing, if the list is full.
    fn make_room(&mut self, now: Timestamp) -> Result<(), AccessError> {
        if self.0.len() >= MAX_TOKENS {
            let useless = self.0.iter().position(|token| !token.is_valid(now));
            self.0.remove(useless.ok_or(AccessError::Full { most: MAX_TOKENS })?);
        }
        Ok(())
    }
}

impl FromIterator<Token> for Tokens {
    fn from_iter<I: IntoIterator<Item = Token>>(tokens: I) -> Self {
        Self(tokens.into_iter().collect())
    }
}
