//! Participations as rows of a snapshot.

use std::sync::Arc;

use super::{
    Initiative, Organisation, Snapshot,
    key::{Order, SortKey},
    links::Link,
    list::Item,
    table::Slot,
};
use crate::model::{self, ParticipationRole};

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
    slot: Slot,
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

    /// What its links say of it.
    pub fn ends(self) -> Ends<'a> {
        let Self { snapshot, slot, row } = self;
        let &Row { ref record, initiative, organisation } = row;
        Ends { snapshot, participation: slot, role: record.role, initiative, organisation }
    }
}

/// What the link of a participation says of it: its two ends and its role. Walks that need no more leave the row alone, which
/// is half of what they would read: rows are far apart, links side by side.
#[derive(Clone, Copy)]
pub struct Ends<'a> {
    snapshot: &'a Snapshot,
    participation: Slot,
    pub role: ParticipationRole,
    initiative: Slot,
    organisation: Slot,
}

impl<'a> Ends<'a> {
    pub fn initiative(self) -> Option<Initiative<'a>> {
        Initiative::at(self.snapshot, self.initiative)
    }

    pub fn organisation(self) -> Option<Organisation<'a>> {
        Organisation::at(self.snapshot, self.organisation)
    }

    /// The participation itself, which is there as long as its link is.
    pub fn participation(self) -> Option<Participation<'a>> {
        self.row()
    }

    pub(super) fn row<T: Item<'a>>(self) -> Option<T> {
        T::at(self.snapshot, self.participation)
    }
}

/// The end from which links are seen.
#[derive(Clone, Copy)]
pub(super) enum End {
    Initiative(Slot),
    Organisation(Slot),
}

impl End {
    pub fn ends<'a>(self, snapshot: &'a Snapshot, link: &Link) -> Ends<'a> {
        let Link { role, participation, other } = *link;
        let (initiative, organisation) = match self {
            Self::Initiative(initiative) => (initiative, other),
            Self::Organisation(organisation) => (other, organisation),
        };
        Ends { snapshot, participation, role, initiative, organisation }
    }
}

/// A handle on what a link stands for.
pub trait Linked<'a>: Item<'a> {
    fn ends(self) -> Ends<'a>;
}

impl<'a> Item<'a> for Participation<'a> {
    fn at(snapshot: &'a Snapshot, slot: Slot) -> Option<Self> {
        snapshot.participations.get(slot).map(|row| Self { snapshot, slot, row })
    }

    fn sort_key(self, _: Order) -> SortKey {
        let record = self.record();
        SortKey { primary: record.role as i64, name: None, id: record.id.as_u128() }
    }
}

impl<'a> Item<'a> for Ends<'a> {
    fn at(snapshot: &'a Snapshot, participation: Slot) -> Option<Self> {
        Participation::at(snapshot, participation).map(Participation::ends)
    }

    fn of_ends(ends: Ends<'a>) -> Option<Self> {
        Some(ends)
    }

    fn sort_key(self, _: Order) -> SortKey {
        let id = self.participation().map_or(0, |participation| participation.record().id.as_u128());
        SortKey { primary: self.role as i64, name: None, id }
    }
}

impl<'a> Linked<'a> for Ends<'a> {
    fn ends(self) -> Self {
        self
    }
}

impl<'a> Linked<'a> for Participation<'a> {
    fn ends(self) -> Ends<'a> {
        self.ends()
    }
}

/// The place of a link in the list it belongs to.
pub(super) fn link_key(snapshot: &Snapshot, link: &Link) -> SortKey {
    let id = snapshot.participations.get(link.participation).map_or(0, |row| row.record.id.as_u128());
    SortKey { primary: link.role as i64, name: None, id }
}
