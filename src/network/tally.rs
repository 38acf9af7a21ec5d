//! How many groups somebody is in.

use std::{collections::HashMap, hash::Hash};

use foldhash::fast::RandomState;

/// Members of groups with the number of groups that each is in. One that is in a group several times is in it once.
pub struct Tally<T> {
    seen: HashMap<T, Seen, RandomState>,
    group: u32,
}

struct Seen {
    groups: u32,
    last: u32,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self { seen: HashMap::default(), group: 0 }
    }
}

impl<T: Copy + Eq + Hash> Tally<T> {
    /// Counts the members of one more group.
    pub fn group(&mut self, members: impl IntoIterator<Item = T>) {
        self.group += 1;
        for member in members {
            let seen = self.seen.entry(member).or_insert(Seen { groups: 0, last: 0 });
            seen.groups += u32::from(seen.last != self.group);
            seen.last = self.group;
        }
    }

    pub fn remove(&mut self, member: T) {
        self.seen.remove(&member);
    }

    pub fn contains(&self, member: T) -> bool {
        self.seen.contains_key(&member)
    }

    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// The members with the number of groups they are in, in no order that means anything.
    pub fn counts(&self) -> impl Iterator<Item = (T, u32)> {
        self.seen.iter().map(|(member, seen)| (*member, seen.groups))
    }

    /// The members, in no order that means anything.
    pub fn members(&self) -> impl Iterator<Item = T> {
        self.seen.keys().copied()
    }
}
