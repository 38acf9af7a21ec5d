//! Events as rows of a snapshot.

use std::sync::Arc;

use super::{
    Initiative, Snapshot, State, date_key,
    key::{NameKey, Order, SortKey},
    list::Item,
    table::Slot,
};
use crate::model::{self, StateCode, date::Interval};
use enumset::EnumSet;

/// An event with what lists need of it.
#[derive(Clone, Debug)]
pub struct Row {
    pub record: Arc<model::Event>,
    pub name: NameKey,
    pub initiative: Slot,
}

impl Row {
    /// By the first day, then by name.
    pub fn sort_key(&self) -> SortKey {
        SortKey {
            primary: date_key(Some(self.record.starts_on)),
            name: Some(self.name.clone()),
            id: self.record.id.as_u128(),
        }
    }
}

/// An event of one snapshot.
#[derive(Clone, Copy)]
pub struct Event<'a> {
    snapshot: &'a Snapshot,
    row: &'a Row,
}

impl<'a> Event<'a> {
    pub fn record(self) -> &'a model::Event {
        &self.row.record
    }

    pub fn initiative(self) -> Option<Initiative<'a>> {
        Initiative::at(self.snapshot, self.row.initiative)
    }

    pub fn state(self) -> Option<State<'a>> {
        self.record().state.map(|code| self.snapshot.state(code))
    }

    /// The state it takes place in; where that is not known, every state of its initiative.
    pub fn possible_states(self) -> EnumSet<StateCode> {
        match (self.record().state, self.initiative()) {
            (Some(state), _) => EnumSet::only(state),
            (None, Some(initiative)) => initiative.record().states,
            (None, None) => EnumSet::empty(),
        }
    }

    /// Every day on which it may take place.
    pub fn days(self) -> Interval {
        let starts = self.record().starts_on.interval();
        let ends = self.record().ends_on.map_or(starts, model::PartialDate::interval);
        Interval { first: starts.first, last: ends.last.max(starts.last) }
    }
}

impl<'a> Item<'a> for Event<'a> {
    fn at(snapshot: &'a Snapshot, slot: Slot) -> Option<Self> {
        snapshot.events.get(slot).map(|row| Self { snapshot, row })
    }

    fn sort_key(self, _: Order) -> SortKey {
        self.row.sort_key()
    }
}
