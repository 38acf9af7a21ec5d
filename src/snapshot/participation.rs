//! Participations as rows of a snapshot.

use std::sync::Arc;

use super::{
    Initiative, Organisation, Snapshot,
    key::{Order, SortKey},
    links::Link,
    list::Item,
    table::Slot,
};
use crate::model;

/// A participation with both of its ends resolved.
#[derive(Clone, Debug)]
pub struct Row {
    pub record: Arc<model::Participation>,
    pub initiative: Slot,
    pub organisation: Slot,
}

/// A participation of one snapshot.
#[derive(Clone, Copy)]
pub struct Participation<'a> {
    snapshot: &'a Snapshot,
    row: &'a Row,
}

impl<'a> Participation<'a> {
    pub fn record(self) -> &'a model::Participation {
        &self.row.record
    }

    /// Both ends are there as long as the participation is: the register refuses to remove them before it.
    pub fn initiative(self) -> Option<Initiative<'a>> {
        Initiative::at(self.snapshot, self.row.initiative)
    }

    pub fn organisation(self) -> Option<Organisation<'a>> {
        Organisation::at(self.snapshot, self.row.organisation)
    }
}

impl<'a> Item<'a> for Participation<'a> {
    fn at(snapshot: &'a Snapshot, slot: Slot) -> Option<Self> {
        snapshot.participations.get(slot).map(|row| Self { snapshot, row })
    }

    fn sort_key(self, _: Order) -> SortKey {
        let record = self.record();
        SortKey { primary: record.role as i64, name: None, id: record.id.as_u128() }
    }
}

/// The place of a link in the list it belongs to.
pub(super) fn link_key(snapshot: &Snapshot, link: &Link) -> SortKey {
    let id = snapshot.participations.get(link.participation).map_or(0, |row| row.record.id.as_u128());
    SortKey { primary: link.role as i64, name: None, id }
}
