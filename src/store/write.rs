//! What a commit writes, the same for every back end that keeps bytes.

use std::collections::BTreeMap;

use super::{
    error::StoreError,
    index,
    key::{Key, META},
    log::{self, Layout},
    memo::Memo,
    meta::Meta,
    record,
};
use crate::model::{ChangeSet, Record};

/// One value to be put at a key, or to be removed from there.
pub struct Write {
    pub key: Key,
    pub value: Option<Vec<u8>>,
}

/// Hands out all that a commit writes which is carried out in one step, the meta record last.
pub fn at_once(
    sets: &[ChangeSet],
    memos: &[Memo],
    (meta, next): (Meta, Meta),
    mut take: impl FnMut(Write),
) -> Result<(), StoreError> {
    let layouts = parts(sets, |part| {
        take(part);
        Ok(())
    })?;
    for write in records(sets).chain(index(sets, &layouts, meta)?).chain(memos.iter().map(Memo::write)) {
        take(write?);
    }
    take(next.write()?);
    Ok(())
}

/// Hands out every part of the log of `sets`, and answers how the changes were spread over them.
pub fn parts(
    sets: &[ChangeSet],
    mut take: impl FnMut(Write) -> Result<(), StoreError>,
) -> Result<Vec<Layout>, StoreError> {
    let layout = |set| {
        let mut parts = log::parts(set);
        for part in parts.by_ref() {
            take(part?)?;
        }
        Ok(parts.into_layout())
    };
    sets.iter().map(layout).collect()
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

/// The index of `sets`, which follow the meta record.
pub fn index(
    sets: &[ChangeSet],
    layouts: &[Layout],
    meta: Meta,
) -> Result<impl Iterator<Item = Result<Write, StoreError>>, StoreError> {
    Ok(index::writes(sets, layouts, meta.changes.unwrap_or_default())?.into_iter().map(Ok))
}

impl Meta {
    /// The meta record at its key.
    pub fn write(self) -> Result<Write, StoreError> {
        Ok(Write { key: Key::of_meta(), value: Some(self.seal(META)?.value) })
    }
}
