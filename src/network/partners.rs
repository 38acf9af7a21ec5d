//! Who is in the same initiatives.

use super::{
    Interrupt, Stop,
    ranking::{Place, RankedPage, Ranking, by_name},
    tally::Tally,
    unit::{Units, common},
};
use crate::{
    model::Problem,
    snapshot::{
        Initiative, Organisation, Slot, Snapshot,
        list::{Item, Window},
    },
};

/// Which partners are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Ties {
    /// At least this many initiatives in common; 0 is as 1.
    pub min_shared: u32,
    /// Whether branches are counted as their umbrella, the organisation that is asked included.
    pub roll_up: bool,
}

/// The organisations that are in the same initiatives as one, strongest tie first. O(k) for k links of its initiatives,
/// whatever page of them is read.
pub struct Partners<'a> {
    snapshot: &'a Snapshot,
    units: Units<'a>,
    initiatives: Vec<Slot>,
    ranking: Ranking<Slot>,
}

/// A partner with its place among the others.
pub struct Partner<'a> {
    pub organisation: Organisation<'a>,
    /// Initiatives in common.
    pub shared: u32,
    pub cursor: String,
}

/// The lists in cursors: with branches counted as themselves, and as their umbrella.
const ORDERS: [u8; 2] = [32, 33];

impl<'a> Partners<'a> {
    pub fn of(
        snapshot: &'a Snapshot,
        organisation: Organisation<'a>,
        ties: Ties,
        interrupt: &Interrupt,
    ) -> Result<Self, Stop> {
        let mut units = Units::new(snapshot, ties.roll_up);
        let own = units.unit(organisation);
        let initiatives = units.initiatives(own);
        let mut tally = partners(snapshot, &mut units, &initiatives, interrupt)?;
        tally.remove(own.slot());
        let strong = tally.counts().filter(|(_, shared)| *shared >= ties.min_shared);
        let places = strong.filter_map(|(slot, shared)| {
            let id = Organisation::at(snapshot, slot)?.record().id;
            Some((Place::new(shared, id.as_u128()), slot))
        });
        let ranking = Ranking::new(ORDERS[usize::from(ties.roll_up)], places.collect());
        Ok(Self { snapshot, units, initiatives, ranking })
    }

    pub fn total(&self) -> usize {
        self.ranking.total()
    }

    /// The partners of a window that is read forward; what is wrong with its cursor otherwise.
    pub fn page(&self, window: &Window) -> Result<RankedPage<Partner<'a>>, Vec<Problem>> {
        let page = self.ranking.page(window)?;
        Ok(page.filter_map(|place, slot| {
            let organisation = Organisation::at(self.snapshot, slot)?;
            Some(Partner { organisation, shared: place.number(), cursor: self.ranking.cursor(place) })
        }))
    }

    /// The first `limit` of the initiatives that a partner shares, by name.
    pub fn initiatives_with(&self, partner: Organisation<'a>, limit: usize) -> Vec<Initiative<'a>> {
        by_name(self.snapshot, common(&self.initiatives, &self.units.initiatives(partner)), limit)
    }
}

/// Who is in the `initiatives`, and in how many of them.
pub fn partners(
    snapshot: &Snapshot,
    units: &mut Units<'_>,
    initiatives: &[Slot],
    interrupt: &Interrupt,
) -> Result<Tally, Stop> {
    let mut tally = Tally::new(snapshot.organisation_slots());
    for initiative in initiatives.iter().filter_map(|slot| Initiative::at(snapshot, *slot)) {
        interrupt.check()?;
        tally.group(initiative.links().iter().map(|link| units.of(link.other)));
    }
    Ok(tally)
}
