//! The sixteen states of a snapshot.

use super::{
    Initiative, Organisation, Snapshot,
    key::{Order, OrderBy},
    list::List,
};
use crate::model::{self, StateCode};

/// A state of one snapshot.
#[derive(Clone, Copy)]
pub struct State<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) record: &'a model::State,
}

impl<'a> State<'a> {
    pub fn record(self) -> &'a model::State {
        self.record
    }

    pub fn code(self) -> StateCode {
        self.record.code
    }

    /// The initiatives of this state.
    pub fn initiatives(self, order: OrderBy) -> List<'a, Initiative<'a>> {
        let index = self.snapshot.initiatives_of_state(self.code());
        if order.order == Order::Name {
            List::of_index(self.snapshot, index, Order::Name).descending(order.descending)
        } else {
            List::of_slots(self.snapshot, index.values().copied(), order.order).descending(order.descending)
        }
    }

    /// The organisations that sit in this state or take part in one of its initiatives.
    pub fn organisations(self, order: OrderBy) -> List<'a, Organisation<'a>> {
        let snapshot = self.snapshot;
        let active = self.initiatives(OrderBy::default());
        let active: Vec<_> = active.iter().flat_map(|initiative| initiative.links()).map(|link| link.other).collect();
        let seated = snapshot.organisations_of_state(self.code()).values().copied();
        List::of_slots(snapshot, active.into_iter().chain(seated), order.order).descending(order.descending)
    }
}
