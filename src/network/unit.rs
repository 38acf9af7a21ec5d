//! As what organisations are counted.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::snapshot::{Organisation, Slot, Snapshot, list::Item};

/// As what each organisation is counted: as itself, or a branch as the top of its umbrella organisations.
pub struct Units<'a> {
    snapshot: &'a Snapshot,
    roll_up: bool,
    tops: HashMap<Slot, Slot, RandomState>,
}

impl<'a> Units<'a> {
    pub fn new(snapshot: &'a Snapshot, roll_up: bool) -> Self {
        Self { snapshot, roll_up, tops: HashMap::default() }
    }

    /// What the organisation in `slot` is counted as. The way up is gone once.
    pub fn of(&mut self, slot: Slot) -> Slot {
        if !self.roll_up {
            return slot;
        }
        let top = || Organisation::at(self.snapshot, slot).map_or(slot, |organisation| organisation.top().slot());
        *self.tops.entry(slot).or_insert_with(top)
    }

    /// What `organisation` is counted as.
    pub fn unit(&self, organisation: Organisation<'a>) -> Organisation<'a> {
        if self.roll_up { organisation.top() } else { organisation }
    }

    /// The initiatives of a unit, each once, by slot.
    pub fn initiatives(&self, unit: Organisation<'a>) -> Vec<Slot> {
        let members = if self.roll_up { unit.with_branches() } else { vec![unit] };
        distinct(members.iter().flat_map(|member| member.links()).map(|link| link.other))
    }
}

/// Each slot once, ascending.
pub fn distinct(slots: impl IntoIterator<Item = Slot>) -> Vec<Slot> {
    let mut slots: Vec<Slot> = slots.into_iter().collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// The slots that two ascending lists have in common.
pub fn common(one: &[Slot], other: &[Slot]) -> Vec<Slot> {
    let (few, many) = if one.len() < other.len() { (one, other) } else { (other, one) };
    few.iter().copied().filter(|slot| many.binary_search(slot).is_ok()).collect()
}
