//! The key space under its prefix, read and written.

use std::{collections::VecDeque, future::Future, iter, ops::Bound, sync::Arc};

use etcd_client::{Client, GetOptions, GetResponse, KeyValue, SortOrder, SortTarget, Txn, TxnOp};
use tokio::runtime::Handle;

use super::{
    Contact, Head,
    address::Address,
    commit::MOST_OPERATIONS,
    members::{Failed, Members},
};
use crate::store::{
    error::{Damage, StoreError},
    key::{Key, META, Span},
    meta::Meta,
    values::{Order, Pair, Values},
};

/// Values asked for at once. A record has some 500 bytes, and 100 kB at worst.
const PAGE: i64 = 1_000;
/// The first page of a range: most readers take a few.
const FIRST_PAGE: i64 = 64;
/// The largest answer taken: a page of the largest values.
const MAX_ANSWER_BYTES: usize = 256 << 20;

pub struct Space {
    pub members: Members,
    prefix: Vec<u8>,
    location: String,
    handle: Handle,
    contact: Arc<Contact>,
}

impl Space {
    pub fn new(members: Members, address: &Address, handle: Handle, contact: Arc<Contact>) -> Self {
        Self { members, prefix: address.prefix.clone().into_bytes(), location: address.to_string(), handle, contact }
    }

    pub fn location(&self) -> &str {
        &self.location
    }

    /// Waits for `work`. Not for a thread that runs tasks.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.handle.block_on(work)
    }

    /// Where the key is among all that the cluster keeps.
    pub fn place(&self, key: &[u8]) -> Vec<u8> {
        [&self.prefix, key].concat()
    }

    /// What is at a key, and etcd's revision of the answer.
    pub fn look_up(&self, key: &[u8]) -> Result<(Option<KeyValue>, i64), StoreError> {
        let mut answer = self.ask("read", |client| get(client, self.place(key), None))?;
        let revision = revision(&answer);
        Ok((answer.take_kvs().pop(), revision))
    }

    /// Where the store is.
    pub fn head(&self) -> Result<Head, StoreError> {
        Ok(self.head_at()?.0)
    }

    /// Where the store is, and etcd's revision at which it is there.
    pub fn head_at(&self) -> Result<(Head, i64), StoreError> {
        let (found, revision) = self.look_up(META)?;
        let Some(found) = found else { return Ok((Head { meta: Meta::default(), modified: 0 }, revision)) };
        let meta = Meta::open(META, found.value()).map_err(|damage| self.damaged(damage))?;
        Ok((Head { meta, modified: found.mod_revision() }, revision))
    }

    /// Up to `limit` values of a range, as they were at a revision of etcd; the newest, if that is 0.
    pub fn page(&self, span: &Span, order: Order, limit: i64, revision: i64) -> Result<Page, Failed> {
        let (first, end) = self.places(span);
        let order = match order {
            Order::Forward => SortOrder::Ascend,
            Order::Backward => SortOrder::Descend,
        };
        let options = GetOptions::new()
            .with_range(end)
            .with_limit(limit)
            .with_sort(SortTarget::Key, order)
            .with_revision(revision);
        let ask = |client| get(client, first.clone(), Some(options.clone()));
        let mut answer = self.wait(self.members.ask(self.contact.patience(), ask))?;
        let more = answer.more();
        let entries = answer.take_kvs().into_iter().map(|pair| self.pair(pair)).collect();
        Ok(Page { entries, more })
    }

    /// Removes keys, some at a time.
    pub fn remove(&self, keys: &[Vec<u8>]) -> Result<(), StoreError> {
        for chunk in keys.chunks(MOST_OPERATIONS) {
            let operations: Vec<TxnOp> = chunk.iter().map(|key| TxnOp::delete(self.place(key), None)).collect();
            let transaction = Txn::new().and_then(operations);
            self.ask("write to", |mut client: Client| {
                let transaction = transaction.clone();
                async move { client.txn(transaction).await }
            })?;
        }
        Ok(())
    }

    pub fn ask<T, F>(&self, operation: &'static str, work: impl Fn(Client) -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, etcd_client::Error>>,
    {
        self.wait(self.members.ask(self.contact.patience(), work)).map_err(|failed| self.failed(operation, failed))
    }

    pub fn failed(&self, operation: &'static str, failed: Failed) -> StoreError {
        let (location, advice) = (self.location.clone(), self.members.advice(&failed));
        StoreError::Unavailable { operation, location, advice, source: Box::new(failed) }
    }

    fn pair(&self, pair: KeyValue) -> Pair<Vec<u8>> {
        let (key, value) = pair.into_key_value();
        (key[self.prefix.len().min(key.len())..].to_vec(), value)
    }

    /// The first place of a range and the one behind its last.
    fn places(&self, (first, end): &Span) -> (Vec<u8>, Vec<u8>) {
        let behind = |key: &Key| [&self.place(key.as_ref()), &[0][..]].concat();
        let first = match first {
            Bound::Included(key) => self.place(key.as_ref()),
            Bound::Excluded(key) => behind(key),
            Bound::Unbounded => self.place(&[]),
        };
        let end = match end {
            Bound::Included(key) => behind(key),
            Bound::Excluded(key) => self.place(key.as_ref()),
            // No key of the key space begins so.
            Bound::Unbounded => self.place(&[u8::MAX]),
        };
        (first, end)
    }
}

pub struct Page {
    pub entries: VecDeque<Pair<Vec<u8>>>,
    /// Whether the range has more behind them.
    pub more: bool,
}

pub async fn get(client: Client, key: Vec<u8>, options: Option<GetOptions>) -> Result<GetResponse, etcd_client::Error> {
    client.kv_client().max_decoding_message_size(MAX_ANSWER_BYTES).get(key, options).await
}

fn revision(answer: &GetResponse) -> i64 {
    answer.header().map_or(0, etcd_client::ResponseHeader::revision)
}

impl Values for Space {
    type Bytes = Vec<u8>;

    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let (found, _) = self.look_up(key)?;
        Ok(found.map(|found| found.into_key_value().1))
    }

    /// Page by page, each of the moment it is read: what the log and its index have stays as it is.
    fn range(&self, span: Span, order: Order) -> impl Iterator<Item = Result<Pair<Vec<u8>>, StoreError>> {
        let mut rest = Some(span);
        let mut entries = VecDeque::new();
        let mut limit = FIRST_PAGE;
        iter::from_fn(move || {
            if entries.is_empty() {
                let span = rest.take()?;
                match self.page(&span, order, limit, 0) {
                    Ok(page) => {
                        rest = page.entries.back().filter(|_| page.more).map(|(last, _)| behind(span, last, order));
                        entries = page.entries;
                    }
                    Err(failed) => return Some(Err(self.failed("read", failed))),
                }
                limit = PAGE;
            }
            entries.pop_front().map(Ok)
        })
    }

    fn damaged(&self, damage: Damage) -> StoreError {
        match StoreError::damaged(&self.location, damage) {
            StoreError::Damaged { location, source } => StoreError::DamagedShared { location, source },
            newer => newer,
        }
    }
}

/// What of a range comes after a key.
pub fn behind((first, end): Span, key: &[u8], order: Order) -> Span {
    let key = Bound::Excluded(Key::from_bytes(key));
    match order {
        Order::Forward => (key, end),
        Order::Backward => (first, key),
    }
}
