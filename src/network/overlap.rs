//! States by the organisations they share.

use std::{collections::HashMap, sync::OnceLock};

use enumset::EnumSet;

use super::{Interrupt, Stop, similar::jaccard, unit::Units};
use crate::{
    model::StateCode,
    snapshot::{Organisation, Snapshot, key::OrderBy},
};

/// Which states each organisation is active in: those of the initiatives it is linked to, whatever its seat. An
/// initiative of two states makes its organisations active in both. O(links of the register), once for all pairs of
/// states.
pub struct Overlaps<'a> {
    snapshot: &'a Snapshot,
    /// By slot.
    active: Vec<EnumSet<StateCode>>,
    /// Those who are active somewhere, by name; made when somebody wants to see them.
    by_name: OnceLock<Vec<Organisation<'a>>>,
}

/// Two states and the organisations that are active in both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    pub state: StateCode,
    pub other: StateCode,
    /// How many are active in both.
    pub shared: u32,
    /// Those divided by the ones that are active in either.
    pub jaccard: f64,
}

/// Initiatives between two looks at the clock.
const BETWEEN_LOOKS: usize = 256;

impl<'a> Overlaps<'a> {
    pub fn of(snapshot: &'a Snapshot, roll_up: bool, interrupt: &Interrupt) -> Result<Self, Stop> {
        let mut units = Units::new(snapshot, roll_up);
        let mut active = vec![EnumSet::empty(); snapshot.organisation_slots()];
        for (n, initiative) in snapshot.initiative_rows().enumerate() {
            if n % BETWEEN_LOOKS == 0 {
                interrupt.check()?;
            }
            for link in initiative.links() {
                active[units.of(link.other).0 as usize] |= initiative.record().states;
            }
        }
        Ok(Self { snapshot, active, by_name: OnceLock::new() })
    }

    /// Every two states that share an organisation, most shared first, then by their codes; of two, the one whose code
    /// comes first in the alphabet is first.
    pub fn pairs(&self) -> Vec<Overlap> {
        let codes = alphabetical();
        let pairs = codes.iter().enumerate().flat_map(|(n, state)| codes[n + 1..].iter().map(|other| (*state, *other)));
        self.overlaps(pairs)
    }

    /// The other states that share an organisation with one, most shared first, then by their codes.
    pub fn with(&self, state: StateCode) -> Vec<Overlap> {
        self.overlaps(alphabetical().into_iter().filter(|other| *other != state).map(|other| (state, other)))
    }

    /// The first `limit` of the organisations that are active in both states, by name.
    pub fn organisations(&self, overlap: Overlap, limit: usize) -> Vec<Organisation<'a>> {
        let both = overlap.state | overlap.other;
        let by_name = self.by_name.get_or_init(|| {
            let organisations = self.snapshot.organisations(OrderBy::default());
            organisations.iter().filter(|one| !self.active_in(*one).is_empty()).collect()
        });
        by_name.iter().copied().filter(|one| self.active_in(*one).is_superset(both)).take(limit).collect()
    }

    fn active_in(&self, organisation: Organisation<'_>) -> EnumSet<StateCode> {
        self.active[organisation.slot().0 as usize]
    }

    /// Counts each pair, and keeps the order of those with equal counts.
    fn overlaps(&self, pairs: impl Iterator<Item = (StateCode, StateCode)>) -> Vec<Overlap> {
        let mut sets: HashMap<EnumSet<StateCode>, u32> = HashMap::new();
        self.active.iter().for_each(|states| *sets.entry(*states).or_default() += 1);
        let count = |wanted| sets.iter().filter(|(states, _)| states.is_superset(wanted)).map(|(_, count)| count).sum();
        let overlap = |(state, other): (StateCode, StateCode)| {
            let shared: u32 = count(state | other);
            let jaccard = jaccard(shared, count(EnumSet::only(state)), count(EnumSet::only(other)));
            (shared > 0).then_some(Overlap { state, other, shared, jaccard })
        };
        let mut overlaps: Vec<Overlap> = pairs.filter_map(overlap).collect();
        overlaps.sort_by_key(|overlap| std::cmp::Reverse(overlap.shared));
        overlaps
    }
}

fn alphabetical() -> [StateCode; StateCode::ALL.len()] {
    let mut codes = StateCode::ALL;
    codes.sort_unstable_by_key(|code| code.name());
    codes
}
