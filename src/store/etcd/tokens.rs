//! The list of tokens, which all nodes share: one value beside the register, kept up to date by the watch, so that who asks on
//! behalf of a request waits for nothing.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use etcd_client::{Client, Compare, CompareOp, Txn, TxnOp};

use super::{Background, values::Space};
use crate::store::{Document, StoreError, key::TOKENS, values::Values};

/// The list as it was last seen; none before it was ever read, or where there is none.
#[derive(Default)]
pub struct Followed(ArcSwapOption<Vec<u8>>);

impl Followed {
    pub fn set(&self, value: Option<Vec<u8>>) {
        self.0.store(value.map(Arc::new));
    }
}

pub struct SharedTokens {
    space: Arc<Space>,
    followed: Arc<Followed>,
    _background: Arc<Background>,
}

impl SharedTokens {
    pub fn new(space: Arc<Space>, followed: Arc<Followed>, background: Arc<Background>) -> Self {
        Self { space, followed, _background: background }
    }
}

impl Document for SharedTokens {
    fn latest(&self) -> Option<Arc<Vec<u8>>> {
        self.followed.0.load_full()
    }

    fn read(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.space.get(TOKENS)
    }

    fn replace(&self, before: Option<&[u8]>, after: &[u8]) -> Result<bool, StoreError> {
        let place = self.space.place(TOKENS);
        let same = match before {
            Some(before) => Compare::value(place.clone(), CompareOp::Equal, before),
            None => Compare::version(place.clone(), CompareOp::Equal, 0),
        };
        let transaction = Txn::new().when([same]).and_then([TxnOp::put(place, after, None)]);
        let answer = self.space.ask("write to", |mut client: Client| {
            let transaction = transaction.clone();
            async move { client.txn(transaction).await }
        })?;
        // The answer to an earlier try may have been lost.
        Ok(answer.succeeded() || self.read()?.as_deref() == Some(after))
    }
}
