//! Adjacency: the participations of one organisation or of one initiative.

use std::sync::Arc;

use super::table::Slot;
use crate::model::ParticipationRole;

/// One participation seen from one of its two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub role: ParticipationRole,
    pub participation: Slot,
    /// The initiative seen from an organisation, the organisation seen from an initiative.
    pub other: Slot,
}

/// The links of one row, by role and then by the participation's id. Contiguous, since reading them is what the register
/// is for: a change copies the list of the row it touches, 12 bytes a link.
#[derive(Clone, Debug, Default)]
pub struct Links(Arc<Vec<Link>>);

impl Links {
    /// `links` must be sorted.
    pub fn from_sorted(mut links: Vec<Link>) -> Self {
        links.shrink_to_fit();
        Self(Arc::new(links))
    }

    pub fn as_slice(&self) -> &[Link] {
        &self.0
    }

    /// Adds `link` at the place that `id_of`, the participation's id by its slot, gives it: most often behind all others of its
    /// role, since ids grow with time.
    pub fn insert(&mut self, link: Link, id_of: impl Fn(Slot) -> u128) {
        let id = id_of(link.participation);
        let is_before = |present: &Link| id_of(present.participation) < id;
        let start = self.0.partition_point(|present| present.role < link.role);
        let end = self.0.partition_point(|present| present.role <= link.role);
        let place = match self.0[start..end].last() {
            Some(last) if !is_before(last) => start + self.0[start..end].partition_point(is_before),
            _ => end,
        };
        Arc::make_mut(&mut self.0).insert(place, link);
    }

    pub fn remove(&mut self, participation: Slot) {
        Arc::make_mut(&mut self.0).retain(|link| link.participation != participation);
    }

    /// How many different rows the links lead to, O(k log k).
    pub fn distinct(&self) -> usize {
        let mut others: Vec<Slot> = self.0.iter().map(|link| link.other).collect();
        others.sort_unstable();
        others.dedup();
        others.len()
    }
}

/// Slots of rows that refer to the same record, ascending.
#[derive(Clone, Debug, Default)]
pub struct Slots(Arc<Vec<Slot>>);

impl Slots {
    pub fn as_slice(&self) -> &[Slot] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn insert(&mut self, slot: Slot) {
        if let Err(place) = self.0.binary_search(&slot) {
            Arc::make_mut(&mut self.0).insert(place, slot);
        }
    }

    pub fn remove(&mut self, slot: Slot) {
        Arc::make_mut(&mut self.0).retain(|present| *present != slot);
    }
}
