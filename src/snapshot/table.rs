//! Tables that share their structure with the snapshots before and after them.

use std::{
    hash::{BuildHasher, Hash},
    sync::Arc,
};

use imbl::{GenericHashMap, Vector, shared_ptr::DefaultSharedPtr};
use rayon::prelude::*;

/// A persistent hash map over keys that are already random or short.
pub type Index<K, V> = GenericHashMap<K, V, foldhash::fast::RandomState, DefaultSharedPtr>;

/// The index of many different keys, each of which stands for the slot of its place. O(n log n).
///
/// They are entered in the order of their hashes, low bits first, in which the branches of the index follow each other:
/// in any other order nearly each of millions would wait for memory.
pub fn index<K: Clone + Eq + Hash>(keys: &[K]) -> Index<K, Slot> {
    let mut index = Index::default();
    let branch = |key: &K| (index.hasher().hash_one(key) as u32).reverse_bits();
    let mut slots: Vec<(u32, Slot)> = keys.iter().map(branch).zip((0..).map(Slot)).collect();
    slots.par_sort_unstable_by_key(|(branch, _)| *branch);
    index.extend(slots.into_iter().map(|(_, slot)| (keys[slot.0 as usize].clone(), slot)));
    index
}

/// Where a row stands in its table. Half the size of a pointer, an eighth of an id; it means the same row in every
/// snapshot in which that row is there, and nothing outside the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

/// The rows of one type, by slot and by id. A change copies the path to the row, O(log n), never the table.
#[derive(Debug)]
pub struct Table<R> {
    rows: Vector<Option<Arc<R>>>,
    /// Slots of deleted rows, to be used again.
    vacant: Vector<Slot>,
    by_id: Index<u128, Slot>,
}

impl<R> Clone for Table<R> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), vacant: self.vacant.clone(), by_id: self.by_id.clone() }
    }
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self { rows: Vector::new(), vacant: Vector::new(), by_id: Index::default() }
    }
}

impl<R> Table<R> {
    /// The table of rows under different ids, each in the slot of its place. O(n log n).
    pub fn of(rows: Vec<R>, id: impl Fn(&R) -> u128) -> Self {
        let ids: Vec<u128> = rows.iter().map(id).collect();
        let rows = rows.into_iter().map(|row| Some(Arc::new(row))).collect();
        Self { rows, vacant: Vector::new(), by_id: index(&ids) }
    }

    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// All slots are below this.
    pub fn slots(&self) -> usize {
        self.rows.len()
    }

    pub fn slot(&self, id: u128) -> Option<Slot> {
        self.by_id.get(&id).copied()
    }

    pub fn get(&self, slot: Slot) -> Option<&R> {
        self.rows.get(slot.0 as usize)?.as_deref()
    }

    /// Every row with its slot, in the order of slots.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &R)> {
        (0..).map(Slot).zip(self.rows.iter()).filter_map(|(slot, row)| row.as_deref().map(|row| (slot, row)))
    }

    /// Adds a row under an id that is not there yet.
    pub fn insert(&mut self, id: u128, row: R) -> Slot {
        let row = Some(Arc::new(row));
        let slot = match self.vacant.pop_back() {
            Some(slot) => {
                self.rows.set(slot.0 as usize, row);
                slot
            }
            None => {
                let slot = Slot(self.rows.len() as u32);
                self.rows.push_back(row);
                slot
            }
        };
        self.by_id.insert(id, slot);
        slot
    }

    pub fn remove(&mut self, id: u128) {
        if let Some(slot) = self.by_id.remove(&id) {
            self.rows.set(slot.0 as usize, None);
            self.vacant.push_back(slot);
        }
    }
}

impl<R: Clone> Table<R> {
    /// The row to change: copied first if another snapshot holds it.
    pub fn get_mut(&mut self, slot: Slot) -> Option<&mut R> {
        self.rows.get_mut(slot.0 as usize)?.as_mut().map(Arc::make_mut)
    }
}
