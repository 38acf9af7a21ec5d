//! Which initiatives have the same members.

use super::{
    Interrupt, Stop,
    ranking::{Place, by_name, first},
    tally::Tally,
    unit::{Units, common, distinct},
};
use crate::snapshot::{Initiative, Organisation, Slot, Snapshot, list::Item};

/// The initiatives around one, by the number of organisations they share with it. O(k) for k links of its
/// organisations.
pub struct Related<'a> {
    snapshot: &'a Snapshot,
    roll_up: bool,
    members: Vec<Slot>,
    tally: Tally,
}

impl<'a> Related<'a> {
    pub fn to(
        snapshot: &'a Snapshot,
        initiative: Initiative<'a>,
        roll_up: bool,
        interrupt: &Interrupt,
    ) -> Result<Self, Stop> {
        let mut units = Units::new(snapshot, roll_up);
        let members = members(&mut units, initiative);
        let mut tally = Tally::new(snapshot.initiative_slots());
        for member in members.iter().filter_map(|slot| Organisation::at(snapshot, *slot)) {
            interrupt.check()?;
            tally.group(units.initiatives(member));
        }
        tally.remove(initiative.slot());
        Ok(Self { snapshot, roll_up, members, tally })
    }

    /// The first `limit` of them with the number of organisations they share.
    pub fn first(&self, limit: usize) -> Vec<(Initiative<'a>, u32)> {
        let all = self.tally.counts().filter_map(|(slot, shared)| Some((Initiative::at(self.snapshot, slot)?, shared)));
        let place =
            |(initiative, shared): &(Initiative<'a>, u32)| Place::new(*shared, initiative.record().id.as_u128());
        first(all.collect(), limit, |a, b| place(a).cmp(&place(b)))
    }

    /// The first `limit` of the organisations that a related initiative shares, by name.
    pub fn organisations_in(&self, other: Initiative<'a>, limit: usize) -> Vec<Organisation<'a>> {
        let mut units = Units::new(self.snapshot, self.roll_up);
        by_name(self.snapshot, common(&self.members, &members(&mut units, other)), limit)
    }
}

/// As what the organisations of an initiative are counted, each once, by slot.
fn members(units: &mut Units<'_>, initiative: Initiative<'_>) -> Vec<Slot> {
    distinct(initiative.links().iter().map(|link| units.of(link.other)))
}
