//! Organisations as rows of a snapshot.

use std::sync::Arc;

use enumset::EnumSet;

use super::{
    Initiative, Participation, Snapshot, State,
    key::{NameKey, Order, OrderBy, SortKey},
    links::{Link, Links},
    list::{Item, List},
    naming::Naming,
    participation::{End, Ends, Linked},
    referring,
    table::Slot,
};
use crate::model::{self, ParticipationRole, StateCode, limits::MAX_PARENT_DEPTH};

/// An organisation with what lists and walks need of it.
#[derive(Clone, Debug)]
pub struct Row {
    pub record: Arc<model::Organisation>,
    pub name: NameKey,
    pub naming: Naming,
    pub links: Links,
    /// Distinct initiatives among the links.
    pub initiative_count: u32,
}

/// The orders in which organisations are kept.
pub const ORDERS: [Order; 3] = [Order::Name, Order::UpdatedAt, Order::Count];

impl Row {
    pub fn new(record: Arc<model::Organisation>) -> Self {
        let (name, naming) = (NameKey::of(&record.name.de), Naming::of(&record.slug, &record.name));
        Self { record, name, naming, links: Links::default(), initiative_count: 0 }
    }

    /// Puts a newer version of the record into the row.
    pub fn replace(&mut self, record: Arc<model::Organisation>) {
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
            Order::UpdatedAt => self.record.stamp.updated_at.as_micros(),
            Order::Count => i64::from(self.initiative_count),
            Order::Name | Order::StartedOn | Order::Role | Order::StartsOn => 0,
        };
        SortKey { primary, name: Some(self.name.clone()), id: self.record.id.as_u128() }
    }
}

/// An organisation of one snapshot.
#[derive(Clone, Copy)]
pub struct Organisation<'a> {
    snapshot: &'a Snapshot,
    slot: Slot,
    row: &'a Row,
}

impl<'a> Organisation<'a> {
    pub fn record(self) -> &'a model::Organisation {
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

    pub fn initiative_count(self) -> u32 {
        self.row.initiative_count
    }

    pub fn state(self) -> Option<State<'a>> {
        self.record().state.map(|code| self.snapshot.state(code))
    }

    pub fn parent(self) -> Option<Self> {
        self.snapshot.organisation(self.record().parent?)
    }

    /// The branches of an umbrella organisation, by name.
    pub fn children(self) -> List<'a, Self> {
        List::of_slots(self.snapshot, referring(&self.snapshot.references.branches, &self.record().id), Order::Name)
    }

    /// The umbrella organisation at the top, itself where it has none. The register keeps the way up short and free of
    /// circles.
    pub fn top(self) -> Self {
        let mut top = self;
        for _ in 0..MAX_PARENT_DEPTH {
            let Some(parent) = top.parent() else { break };
            top = parent;
        }
        top
    }

    /// It and all organisations below it, level by level.
    pub fn with_branches(self) -> Vec<Self> {
        let (mut all, mut above) = (vec![self], 0..1);
        for _ in 0..MAX_PARENT_DEPTH {
            let branches = all[above.clone()].iter().flat_map(|above| above.branches());
            let branches: Vec<Self> = branches.collect();
            above = all.len()..all.len() + branches.len();
            all.extend(branches);
        }
        all
    }

    /// The organisations directly below it, in no order that means anything.
    fn branches(self) -> impl Iterator<Item = Self> {
        let slots = referring(&self.snapshot.references.branches, &self.record().id);
        slots.filter_map(move |slot| Self::at(self.snapshot, slot))
    }

    /// The participations by role, only those in one of `roles` where given.
    pub fn participations(self, roles: Option<EnumSet<ParticipationRole>>) -> List<'a, Participation<'a>> {
        self.linked(roles)
    }

    /// As [`participations`](Self::participations), without their rows.
    pub fn ends(self, roles: Option<EnumSet<ParticipationRole>>) -> List<'a, Ends<'a>> {
        self.linked(roles)
    }

    fn linked<T: Linked<'a>>(self, roles: Option<EnumSet<ParticipationRole>>) -> List<'a, T> {
        let list = List::of_links(self.snapshot, self.links(), End::Organisation(self.slot));
        match roles {
            None => list,
            Some(roles) => list.keeping(move |it: T| roles.contains(it.ends().role)),
        }
    }

    /// The initiatives it is linked to, each once. O(k log k) for k links.
    pub fn initiatives(self, order: OrderBy) -> List<'a, Initiative<'a>> {
        List::of_slots(self.snapshot, self.links().iter().map(|link| link.other), order.order)
            .descending(order.descending)
    }

    /// The states of the initiatives it is linked to.
    pub fn active_in(self) -> EnumSet<StateCode> {
        let initiatives = self.links().iter().filter_map(|link| Initiative::at(self.snapshot, link.other));
        initiatives.fold(EnumSet::empty(), |states, initiative| states | initiative.record().states)
    }
}

impl<'a> Item<'a> for Organisation<'a> {
    fn at(snapshot: &'a Snapshot, slot: Slot) -> Option<Self> {
        snapshot.organisations.get(slot).map(|row| Self { snapshot, slot, row })
    }

    fn sort_key(self, order: Order) -> SortKey {
        self.row.sort_key(order)
    }
}
