//! What a commit writes, the same for every back end that keeps bytes.

use std::collections::BTreeMap;

use super::{error::StoreError, key::Key, record};
use crate::model::{ChangeSet, Record};

/// One value to be put at a key, or to be removed from there.
pub struct Write {
    pub key: Key,
    pub value: Option<Vec<u8>>,
}

/// The records as `sets` leave them, in the order of keys; of several changes of one record only the last counts.
pub fn records(sets: &[ChangeSet]) -> impl Iterator<Item = Result<Write, StoreError>> {
    let changes = sets.iter().flat_map(|set| &set.changes);
    let last: BTreeMap<Key, Option<&Record>> =
        changes.map(|change| (Key::of_record(change.subject()), change.after())).collect();
    last.into_iter().map(|(key, record)| {
        let value = record.map(|record| Ok::<_, StoreError>(record::seal(record)?.value)).transpose()?;
        Ok(Write { key, value })
    })
}
