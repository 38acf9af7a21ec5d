//! One commit, one transaction.
//!
//! etcd as it is installed takes 128 operations and 1.5 MiB in one request (`--max-txn-ops`, `--max-request-bytes`). A
//! change of an organisation takes four operations (record, log, history, count), a participation six, as it is in the
//! histories of its ends as well, and all of them share the meta record: so 31 changes of organisations made one by one fit
//! into one transaction, or 21 of links. In one change set, which has one part of the log and one count, it is 62
//! organisations or 31 links.

use std::collections::BTreeMap;

use etcd_client::{Client, Compare, CompareOp, Txn, TxnOp};

use super::{Head, values::Space};
use crate::{
    model::ChangeSet,
    store::{
        Memo, StoreError,
        key::{Key, META},
        log,
        values::Values,
        write,
    },
};

/// The most operations of one transaction.
pub const MOST_OPERATIONS: usize = 128;
/// The most bytes of one transaction: 1.5 MiB, less what a request has besides.
pub const MOST_BYTES: usize = 1_536 * 1024 - 16 * 1024;
/// What surrounds a key and a value in a request, at most.
const OPERATION_BYTES: usize = 32;

/// Commits `sets` and `memos` if the store is at `head`; answers where it is then, unless others have gone on already.
pub fn commit(space: &Space, head: Head, sets: &[ChangeSet], memos: &[Memo]) -> Result<Option<Head>, StoreError> {
    let next = head.meta.after(sets)?;
    let mut writes = BTreeMap::new();
    write::at_once(sets, memos, (head.meta, next), |write| drop(writes.insert(write.key, write.value)))?;
    if sets.is_empty() {
        // Memos are no part of the register; nobody has to take anything in.
        writes.remove(&Key::of_meta());
    }
    refuse_if_too_large(space, &writes)?;
    let operations: Vec<TxnOp> = writes.into_iter().map(|(key, value)| operation(space, &key, value)).collect();
    let same = Compare::mod_revision(space.place(META), CompareOp::Equal, head.modified);
    let transaction = Txn::new().when([same]).and_then(operations);
    let send = |mut client: Client| {
        let transaction = transaction.clone();
        async move { client.txn(transaction).await }
    };
    let answer = space.ask("commit to", send)?;
    if answer.succeeded() {
        let written = answer.header().map_or(0, etcd_client::ResponseHeader::revision);
        let modified = if sets.is_empty() { head.modified } else { written };
        return Ok(Some(Head { meta: next, modified }));
    }
    if stands(space, sets)? {
        // An earlier try took place, and only its answer was lost.
        return Ok(None);
    }
    let current = space.head()?.meta.revision;
    Err(StoreError::Stale { base: head.meta.revision, current })
}

/// Whether it is `sets` that stand in the log at their revisions. The first part of the first is enough: it has the time
/// to the microsecond, the actor and the ids of what was made, so that two commits of different nodes have the same bytes
/// only if they are the same change.
fn stands(space: &Space, sets: &[ChangeSet]) -> Result<bool, StoreError> {
    let Some(part) = sets.first().and_then(|set| log::parts(set).next()).transpose()? else { return Ok(false) };
    Ok(space.get(part.key.as_ref())? == part.value)
}

/// etcd would refuse it too, but not say by how much.
fn refuse_if_too_large(space: &Space, writes: &BTreeMap<Key, Option<Vec<u8>>>) -> Result<(), StoreError> {
    let size = |(key, value): (&Key, &Option<Vec<u8>>)| {
        space.place(key.as_ref()).len() + value.as_ref().map_or(0, Vec::len) + OPERATION_BYTES
    };
    let (operations, bytes) = (writes.len(), writes.iter().map(size).sum());
    if operations <= MOST_OPERATIONS && bytes <= MOST_BYTES {
        return Ok(());
    }
    Err(StoreError::TooLarge { operations, most_operations: MOST_OPERATIONS, bytes, most_bytes: MOST_BYTES })
}

pub fn operation(space: &Space, key: &Key, value: Option<Vec<u8>>) -> TxnOp {
    let place = space.place(key.as_ref());
    match value {
        Some(value) => TxnOp::put(place, value, None),
        None => TxnOp::delete(place, None),
    }
}
