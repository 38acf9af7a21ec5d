//! Reading the log.

use super::engine::Engine;
use crate::{
    model::{ChangeSet, Revision},
    store::{
        error::{Damage, StoreError},
        key,
        log::Assembly,
    },
};

/// Up to `limit` change sets after revision `after`, none beyond `current`. All of them must be there.
pub fn read(engine: &Engine, after: Revision, current: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
    let mut sets = Vec::new();
    if after >= current || limit == 0 {
        return Ok(sets);
    }
    let mut assembly = Assembly::after(after);
    for entry in engine.db.range(key::log_after(after)) {
        let (key, value) = entry.map_err(|error| engine.error("read", error))?;
        let Some(set) = assembly.push(&key, &value).map_err(|damage| engine.damaged(damage))? else {
            continue;
        };
        let revision = set.revision;
        sets.push(set);
        if revision == current || sets.len() == limit {
            return Ok(sets);
        }
    }
    Err(engine.damaged(Damage::LogGap(assembly.next())))
}
