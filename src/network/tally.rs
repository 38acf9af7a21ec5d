//! How many groups somebody is in.

use crate::snapshot::Slot;

/// Members of groups with the number of groups that each is in. One that is in a group several times is in it once. Indexed by
/// slot, since a hub has tens of thousands of members to count; 8 bytes for each that there could be.
pub struct Tally {
    counts: Vec<u32>,
    /// The last group that each was in.
    last: Vec<u32>,
    /// Those who are in some group.
    members: Vec<Slot>,
    group: u32,
}

impl Tally {
    /// Of members whose slots are below `slots`.
    pub fn new(slots: usize) -> Self {
        Self { counts: vec![0; slots], last: vec![0; slots], members: Vec::new(), group: 0 }
    }

    /// Counts the members of one more group.
    pub fn group(&mut self, members: impl IntoIterator<Item = Slot>) {
        self.group += 1;
        for member in members {
            let place = member.0 as usize;
            if self.last[place] == self.group {
                continue;
            }
            self.last[place] = self.group;
            if self.counts[place] == 0 {
                self.members.push(member);
            }
            self.counts[place] += 1;
        }
    }

    pub fn remove(&mut self, member: Slot) {
        self.counts[member.0 as usize] = 0;
        self.members.retain(|other| *other != member);
    }

    pub fn contains(&self, member: Slot) -> bool {
        self.counts[member.0 as usize] > 0
    }

    /// The members in no order that means anything.
    pub fn members(&self) -> &[Slot] {
        &self.members
    }

    /// The members with the number of groups they are in, in no order that means anything.
    pub fn counts(&self) -> impl Iterator<Item = (Slot, u32)> {
        self.members.iter().map(|member| (*member, self.counts[member.0 as usize]))
    }

    /// Forgets everybody, at the cost of those it knows.
    pub fn clear(&mut self) {
        for member in self.members.drain(..) {
            self.counts[member.0 as usize] = 0;
        }
    }
}
