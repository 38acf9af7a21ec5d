//! The way from a record to its history: for each record and revision, where in the log the changes are that concern it.
//!
//! A change concerns its own record, and a participation or an event also the records it belongs to, before the change and
//! after it: so the history of an organisation tells who was linked to it and when, though the link is long gone. All of a
//! revision's changes that concern one record are one value: the places as pairs of part and index, in order.
//!
//! The number of changes up to each revision is kept too, so that a list of changes knows its length without being read.
//!
//! What stands here can be made again from the log; a store of format 1 gets it when it is opened.

use bincode::{BorrowDecode, Encode};

use super::{
    error::{Damage, StoreError},
    frame,
    key::Key,
    log::Layout,
    write::Write,
};
use crate::model::{Change, ChangeSet, NodeId, Record, Revision};

/// Where a change is within its change set.
pub type Place = (u32, u32);

#[derive(Encode, BorrowDecode)]
struct Places(Vec<Place>);

#[derive(Encode, BorrowDecode)]
struct Number(u64);

/// The records that a change concerns, each once.
pub fn concerned(change: &Change) -> Vec<NodeId> {
    let mut ids = vec![change.subject()];
    ids.extend(change.before().into_iter().chain(change.after()).flat_map(owners));
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The records to which a link or an event belongs.
fn owners(record: &Record) -> Vec<NodeId> {
    match record {
        Record::Participation(link) => vec![link.initiative.into(), link.organisation.into()],
        Record::Event(event) => vec![event.initiative.into()],
        Record::State(_) | Record::Initiative(_) | Record::Organisation(_) => Vec::new(),
    }
}

/// What the index says of `sets`, whose parts have these layouts. `before` changes were there before them.
pub fn writes(sets: &[ChangeSet], layouts: &[Layout], mut before: u64) -> Result<Vec<Write>, StoreError> {
    let mut writes = Vec::new();
    for (set, layout) in sets.iter().zip(layouts) {
        let mut places: Vec<(NodeId, Place)> = Vec::with_capacity(set.changes.len());
        for (change, place) in set.changes.iter().zip(layout_places(layout)) {
            places.extend(concerned(change).into_iter().map(|id| (id, place)));
        }
        places.sort_unstable();
        for of_one in places.chunk_by(|a, b| a.0 == b.0) {
            let key = Key::of_history(of_one[0].0, set.revision);
            writes.push(write(key, &Places(of_one.iter().map(|(_, place)| *place).collect()))?);
        }
        before += set.changes.len() as u64;
        writes.push(write(Key::of_number(set.revision), &Number(before))?);
    }
    writes.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    Ok(writes)
}

/// The places of the changes of a set, in order.
fn layout_places(layout: &Layout) -> impl Iterator<Item = Place> {
    (0..).zip(layout).flat_map(|(part, count)| (0..*count).map(move |index| (part, index)))
}

fn write(key: Key, shape: &impl Encode) -> Result<Write, StoreError> {
    let value = frame::seal_shape(key.as_ref(), frame::OLDEST, shape)?.value;
    Ok(Write { key, value: Some(value) })
}

/// The places in the value found at `key`.
pub fn open_places(key: &[u8], value: &[u8]) -> Result<Vec<Place>, Damage> {
    frame::open_shape(key, value).map(|Places(places)| places)
}

/// The number in the value found at `key`.
pub fn open_number(key: &[u8], value: &[u8]) -> Result<u64, Damage> {
    frame::open_shape(key, value).map(|Number(number)| number)
}

/// Where it says how many changes there are up to the end of `revision`; nowhere for the beginning.
pub fn number_key(revision: Revision) -> Option<Key> {
    (revision > 0).then(|| Key::of_number(revision))
}
