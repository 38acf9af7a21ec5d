//! Memos in the engine.

use sled::Batch;

use super::engine::Engine;
use crate::{
    model::Timestamp,
    store::{
        error::StoreError,
        key::{self, Key},
        memo::{Memo, MemoKey},
        values::{Order, Values},
    },
};

pub fn read(engine: &Engine, key: &MemoKey) -> Result<Option<Memo>, StoreError> {
    let at = Key::of_memo(key);
    let Some(found) = engine.get(at.as_ref())? else { return Ok(None) };
    let (made, value) = Memo::open(at.as_ref(), &found).map_err(|damage| engine.damaged(damage))?;
    Ok(Some(Memo { key: *key, at: made, value }))
}

/// Removes the memos made before a time. They are read one and all: a day's.
pub fn forget(engine: &Engine, before: Timestamp) -> Result<(), StoreError> {
    let mut forgotten = Batch::default();
    for entry in engine.range(key::memos(), Order::Forward) {
        let (key, value) = entry?;
        let (made, _) = Memo::open(&key, &value).map_err(|damage| engine.damaged(damage))?;
        if made < before {
            forgotten.remove(key);
        }
    }
    engine.apply(forgotten)
}
