//! Initiatives as rows of a snapshot.

use std::sync::Arc;

use enumset::EnumSet;

use super::{
    Event, Organisation, Participation, Snapshot, State, date_key,
    key::{NameKey, Order, SortKey},
    links::{Link, Links, Slots},
    list::{Item, List},
    naming::Naming,
    participation::{End, Ends, Linked},
    referring,
    table::Slot,
};
use crate::model::{self, Involvement, OrganisationKind, ParticipationRole};

/// An initiative with what lists and walks need of it.
#[derive(Clone, Debug)]
pub struct Row {
    pub record: Arc<model::Initiative>,
    pub name: NameKey,
    pub naming: Naming,
    pub links: Links,
    pub events: Slots,
}

/// The orders in which initiatives are kept. One whose start is not known comes last by start, in a descending list first.
pub const ORDERS: [Order; 4] = [Order::Name, Order::StartedOn, Order::UpdatedAt, Order::Count];

impl Row {
    pub fn new(record: Arc<model::Initiative>) -> Self {
        let (name, naming) = (NameKey::of(&record.name.de), Naming::of(&record.slug, &record.name));
        Self { record, name, naming, links: Links::default(), events: Slots::default() }
    }

    /// Puts a newer version of the record into the row.
    pub fn replace(&mut self, record: Arc<model::Initiative>) {
        if self.record.name.de != record.name.de {
            self.name = NameKey::of(&record.name.de);
        }
        if (&self.record.slug, &self.record.name) != (&record.slug, &record.name) {
            self.naming = Naming::of(&record.slug, &record.name);
        }
        self.record = record;
    }

    pub fn sort_key(&self, order: Order) -> SortKey {
        let primary = match order {
            Order::StartedOn => date_key(self.record.started_on),
            Order::UpdatedAt => self.record.stamp.updated_at.as_micros(),
            Order::Count => self.links.as_slice().len() as i64,
            Order::Name | Order::Role | Order::StartsOn => 0,
        };
        SortKey { primary, name: Some(self.name.clone()), id: self.record.id.as_u128() }
    }
}

/// An initiative of one snapshot.
#[derive(Clone, Copy)]
pub struct Initiative<'a> {
    snapshot: &'a Snapshot,
    slot: Slot,
    row: &'a Row,
}

impl<'a> Initiative<'a> {
    pub fn record(self) -> &'a model::Initiative {
        &self.row.record
    }

    /// Its slug and its name, as answers have them.
    pub fn naming(self) -> &'a Naming {
        &self.row.naming
    }

    /// The snapshot that it is of: in the answer to a change a later one than the request began with.
    pub fn snapshot(self) -> &'a Snapshot {
        self.snapshot
    }

    pub fn slot(self) -> Slot {
        self.slot
    }

    /// The participations as seen from here, by role.
    pub fn links(self) -> &'a [Link] {
        self.row.links.as_slice()
    }

    /// The participations of one organisation, as seen from the one of the two that has fewer: O(k) for its k links.
    pub fn links_with(self, organisation: Organisation<'a>) -> impl Iterator<Item = &'a Link> {
        let (links, other) = match self.links().len() <= organisation.links().len() {
            true => (self.links(), organisation.slot()),
            false => (organisation.links(), self.slot),
        };
        links.iter().filter(move |link| link.other == other)
    }

    pub fn states(self) -> impl Iterator<Item = State<'a>> {
        self.record().states.iter().map(|code| self.snapshot.state(code))
    }

    pub fn parent(self) -> Option<Self> {
        self.snapshot.initiative(self.record().parent?)
    }

    pub fn predecessor(self) -> Option<Self> {
        self.snapshot.initiative(self.record().predecessor?)
    }

    /// The initiatives below this one, by name.
    pub fn children(self) -> List<'a, Self> {
        List::of_slots(self.snapshot, referring(&self.snapshot.references.children, &self.record().id), Order::Name)
    }

    /// The initiatives that name this one as their predecessor, by name.
    pub fn successors(self) -> List<'a, Self> {
        List::of_slots(self.snapshot, referring(&self.snapshot.references.successors, &self.record().id), Order::Name)
    }

    /// The events, by their first day.
    pub fn events(self) -> List<'a, Event<'a>> {
        List::of_slots(self.snapshot, self.row.events.as_slice().iter().copied(), Order::StartsOn)
    }

    /// The participations by role, only those in one of `roles` and of one of `kinds` where given.
    pub fn participations(
        self,
        roles: Option<EnumSet<ParticipationRole>>,
        kinds: Option<EnumSet<OrganisationKind>>,
    ) -> List<'a, Participation<'a>> {
        self.linked(roles, kinds)
    }

    /// As [`participations`](Self::participations), without their rows.
    pub fn ends(
        self,
        roles: Option<EnumSet<ParticipationRole>>,
        kinds: Option<EnumSet<OrganisationKind>>,
    ) -> List<'a, Ends<'a>> {
        self.linked(roles, kinds)
    }

    fn linked<T: Linked<'a>>(
        self,
        roles: Option<EnumSet<ParticipationRole>>,
        kinds: Option<EnumSet<OrganisationKind>>,
    ) -> List<'a, T> {
        let list = List::of_links(self.snapshot, self.links(), End::Initiative(self.slot));
        if roles.is_none() && kinds.is_none() {
            return list;
        }
        list.keeping(move |it: T| {
            let ends = it.ends();
            let kind = || ends.organisation().map(|organisation| organisation.record().kind);
            roles.is_none_or(|roles| roles.contains(ends.role))
                && kinds.is_none_or(|kinds| kind().is_some_and(|kind| kinds.contains(kind)))
        })
    }

    /// Every organisation of the links with its participation.
    pub fn participants(self) -> impl Iterator<Item = (Participation<'a>, Organisation<'a>)> {
        self.links().iter().filter_map(move |link| {
            let participation = Participation::at(self.snapshot, link.participation)?;
            Some((participation, Organisation::at(self.snapshot, link.other)?))
        })
    }

    /// How a kind of organisation takes part: `PARTICIPATING` if one of them belongs to the initiative, `SUPPORTING` if
    /// they only support it from outside, `ABSENT` where a source says that they take no part, else `UNKNOWN`. Links in
    /// a role that is no part in it (prospect, subject, contractor) do not count. O(number of links).
    pub fn involvement(self, of: OrganisationKind) -> Involvement {
        let mut involvement = Involvement::Unknown;
        if self.record().absent_kinds.contains(of) {
            involvement = Involvement::Absent;
        }
        for (participation, organisation) in self.participants() {
            if organisation.record().kind != of || !participation.record().role.takes_part() {
                continue;
            }
            if participation.record().formal {
                return Involvement::Participating;
            }
            involvement = Involvement::Supporting;
        }
        involvement
    }
}

impl<'a> Item<'a> for Initiative<'a> {
    fn at(snapshot: &'a Snapshot, slot: Slot) -> Option<Self> {
        snapshot.initiatives.get(slot).map(|row| Self { snapshot, slot, row })
    }

    fn sort_key(self, order: Order) -> SortKey {
        self.row.sort_key(order)
    }
}
