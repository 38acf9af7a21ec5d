//! Who presents a secret.

use super::{AccessError, Digest, Role, Secret, Standing, Token, TokenList, TokenName, Tokens, list::Followed};
use crate::model::Timestamp;

/// Knows every token there is: those of the environment, which are there as long as the process, and those of the list.
pub struct Authenticator {
    environment: Tokens,
    list: Option<Followed>,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

/// Why a secret is good for nothing.
#[derive(Debug, thiserror::Error)]
pub enum Denial {
    #[error("nobody has this token")]
    Unknown,
    #[error("this token has expired")]
    Expired,
    #[error("this token has been revoked")]
    Revoked,
    #[error("the tokens cannot be read at the moment")]
    Unreadable(#[source] AccessError),
}

impl Authenticator {
    /// Knows `environment` and whatever `list` holds when somebody comes. Whether a token has expired is told by `clock`.
    pub fn new(
        environment: impl IntoIterator<Item = Token>,
        list: Option<TokenList>,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        let environment = environment.into_iter().collect();
        Self { environment, list: list.map(TokenList::follow), clock: Box::new(clock) }
    }

    /// Knows nobody.
    pub fn nobody() -> Self {
        Self::new([], None, || Timestamp::EPOCH)
    }

    /// The name and the role of the token with this secret.
    pub fn identify(&self, secret: &Secret) -> Result<(TokenName, Role), Denial> {
        let digest = secret.digest();
        // The environment first: its tokens are good even when the list cannot be read.
        if let Some(token) = self.environment.find(&digest) {
            return self.admit(token);
        }
        self.admit_from_list(&digest)
    }

    fn admit_from_list(&self, digest: &Digest) -> Result<(TokenName, Role), Denial> {
        let list = self.list.as_ref().ok_or(Denial::Unknown)?;
        let tokens = list.tokens().map_err(Denial::Unreadable)?;
        self.admit(tokens.find(digest).ok_or(Denial::Unknown)?)
    }

    fn admit(&self, token: &Token) -> Result<(TokenName, Role), Denial> {
        match token.standing((self.clock)()) {
            Standing::Valid => Ok((token.name.clone(), token.role)),
            Standing::Expired(_) => Err(Denial::Expired),
            Standing::Revoked(_) => Err(Denial::Revoked),
        }
    }
}
