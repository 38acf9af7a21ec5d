//! Requests that may be sent again: what came of them is remembered for a day.
//!
//! Two things are. What a proposal came to is noted in the same commit, so that it is known exactly if it was committed;
//! and the caller may have the register remember an answer of its own, which is a commit more. Who finds the answer gives
//! it again; who finds only the note (the process ended between the two) can still say what came of it.

use std::{sync::Arc, time::Duration};

use tokio::sync::oneshot;

use super::{Receipt, Refusal, Register, writer::Job};
use crate::{
    model::{ChangeSet, NodeId, Revision, Timestamp},
    store::{Memo, MemoKey, Store, StoreError},
};

/// How long memos are kept.
pub const REMEMBERED_FOR: Duration = Duration::from_hours(24);

/// What is noted of a proposal: the revision it was committed as, if it changed anything, and the ids of its subjects.
type Note = (Option<Revision>, Vec<String>);

/// The note of what became of a proposal.
pub(super) fn note(key: MemoKey, at: Timestamp, set: Option<&ChangeSet>, subjects: &[NodeId]) -> Memo {
    let note: Note = (set.map(|set| set.revision), subjects.iter().map(NodeId::to_string).collect());
    // Numbers and texts become JSON without fail.
    Memo { key, at, value: serde_json::to_vec(&note).unwrap_or_default() }
}

/// Before when memos are forgotten.
pub(super) fn horizon(now: Timestamp) -> Timestamp {
    Timestamp::from_micros(now.as_micros() - REMEMBERED_FOR.as_micros() as i64)
}

impl Register {
    /// What came of the proposal that was noted under `key`, with the register as it is now. None as well where others committed
    /// it and it has not come here yet: who submits the proposal then is told by the writer, which takes it in first.
    pub async fn recall(&self, key: MemoKey) -> Result<Option<Receipt>, StoreError> {
        let horizon = horizon((self.clock)());
        let found = self.read(move |store| find(store, &key, horizon)).await?;
        let snapshot = self.snapshot();
        let known = found.filter(|(set, _)| set.as_ref().is_none_or(|set| set.revision <= snapshot.revision()));
        Ok(known.map(|(set, subjects)| Receipt { set: set.map(Arc::new), snapshot, subjects }))
    }

    /// The answer that was remembered under `key`.
    pub async fn remembered(&self, key: MemoKey) -> Result<Option<Vec<u8>>, StoreError> {
        let horizon = horizon((self.clock)());
        let memo = self.read(move |store| store.memo(&key)).await?;
        Ok(memo.filter(|memo| memo.at >= horizon).map(|memo| memo.value))
    }

    /// Remembers an answer, durably, for [`REMEMBERED_FOR`].
    pub async fn remember(&self, key: MemoKey, value: Vec<u8>) -> Result<(), Refusal> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Remember { key, value, reply }).await?;
        answer.await.map_err(|_| Refusal::Closed)?
    }
}

/// The change set that a note names, and its subjects.
pub(super) type Noted = (Option<ChangeSet>, Vec<NodeId>);

/// What the store knows to have come of the proposal that was to be noted under `key`, not before `horizon`.
pub(super) fn find(store: &dyn Store, key: &MemoKey, horizon: Timestamp) -> Result<Option<Noted>, StoreError> {
    let memo = store.memo(key)?.filter(|memo| memo.at >= horizon);
    memo.map_or(Ok(None), |memo| noted(store, &memo.value))
}

/// What a note says.
fn noted(store: &dyn Store, note: &[u8]) -> Result<Option<Noted>, StoreError> {
    let Ok((revision, subjects)) = serde_json::from_slice::<Note>(note) else { return Ok(None) };
    let set = match revision {
        Some(revision) => store.log(revision - 1, 1)?.pop(),
        None => None,
    };
    Ok(Some((set, subjects.iter().filter_map(|id| id.parse().ok()).collect())))
}
