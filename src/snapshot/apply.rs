//! The next snapshot: one change at a time, touching only what the change touches.

use std::{hash::Hash, sync::Arc};

use enumset::EnumSet;

use super::{
    Initiative, Organisation, Slot, Snapshot, Survivors, event, initiative,
    key::{NameKey, Order, SortKey},
    links::{Link, Slots},
    list::{Item, OrderIndex},
    organisation, participation,
    table::Index,
};
use crate::model::{self, Change, ChangeSet, Former, Record, Slug, StateCode};

impl Snapshot {
    /// Makes this the snapshot after `set`. The register has checked the set: a change whose records are not what
    /// they should be is left out here, and reported by the check of the log against the state.
    pub fn apply_set(&mut self, set: &ChangeSet) {
        for change in &set.changes {
            self.apply(change);
        }
        self.revision = set.revision;
    }

    /// Applies one change. Costs O(log n) for the tables and indexes, and the adjacency of the records it links.
    pub fn apply(&mut self, change: &Change) {
        self.counts = Arc::default();
        match (change.before(), change.after()) {
            (_, Some(Record::State(state))) => self.put_state(state),
            (_, Some(Record::Initiative(initiative))) => self.put_initiative(initiative),
            (_, Some(Record::Organisation(organisation))) => self.put_organisation(organisation),
            (_, Some(Record::Participation(participation))) => self.put_participation(participation),
            (_, Some(Record::Event(event))) => self.put_event(event),
            (Some(Record::Initiative(initiative)), None) => self.remove_initiative(initiative),
            (Some(Record::Organisation(organisation)), None) => self.remove_organisation(organisation),
            (Some(Record::Participation(participation)), None) => self.remove_participation(participation),
            (Some(Record::Event(event)), None) => self.remove_event(event),
            // States are never deleted.
            (Some(Record::State(_)) | None, None) => {}
        }
    }

    fn put_state(&mut self, state: &Arc<model::State>) {
        Arc::make_mut(&mut self.states)[state.code as usize] = state.clone();
    }

    fn put_initiative(&mut self, record: &Arc<model::Initiative>) {
        let id = record.id.as_u128();
        let present = self.initiatives.slot(id);
        let before = present.and_then(|slot| self.initiatives.get(slot)).cloned();
        let slot = present.unwrap_or_else(|| self.initiatives.insert(id, initiative::Row::new(record.clone())));
        if let Some(before) = &before {
            self.refer_initiative(&before.record, slot, Slots::remove);
            release(&mut self.slugs.initiatives, &before.record.slug, slot);
        }
        self.refer_initiative(record, slot, Slots::insert);
        self.slugs.initiatives.insert(record.slug.clone(), slot);
        let Some(row) = self.initiatives.get_mut(slot) else { return };
        row.replace(record.clone());
        let after = row.clone();
        self.order_initiative(slot, before.as_ref(), Some(&after));
    }

    fn remove_initiative(&mut self, record: &Arc<model::Initiative>) {
        let Some(slot) = self.initiatives.slot(record.id.as_u128()) else { return };
        let Some(before) = self.initiatives.get(slot).cloned() else { return };
        self.refer_initiative(&before.record, slot, Slots::remove);
        release(&mut self.slugs.initiatives, &before.record.slug, slot);
        self.order_initiative(slot, Some(&before), None);
        self.initiatives.remove(record.id.as_u128());
    }

    /// Enters an initiative under its parent and its predecessor, or takes it out from there.
    fn refer_initiative(&mut self, record: &model::Initiative, slot: Slot, edit: fn(&mut Slots, Slot)) {
        refer(&mut self.references.children, record.parent, slot, edit);
        refer(&mut self.references.successors, record.predecessor, slot, edit);
    }

    fn order_initiative(&mut self, slot: Slot, before: Option<&initiative::Row>, after: Option<&initiative::Row>) {
        let orders = Arc::make_mut(&mut self.orders);
        for (index, order) in orders.initiatives.iter_mut().zip(initiative::ORDERS) {
            replace(index, slot, before.map(|row| row.sort_key(order)), after.map(|row| row.sort_key(order)));
        }
        let states = |row: Option<&initiative::Row>| row.map_or(EnumSet::empty(), |row| row.record.states);
        for code in states(before) | states(after) {
            let key = |row: Option<&initiative::Row>| {
                row.filter(|row| row.record.states.contains(code)).map(|row| row.sort_key(Order::Name))
            };
            replace(&mut orders.state_initiatives[code as usize], slot, key(before), key(after));
        }
    }

    fn put_organisation(&mut self, record: &Arc<model::Organisation>) {
        let id = record.id.as_u128();
        let present = self.organisations.slot(id);
        let before = present.and_then(|slot| self.organisations.get(slot)).cloned();
        let slot = present.unwrap_or_else(|| self.organisations.insert(id, organisation::Row::new(record.clone())));
        if let Some(before) = &before {
            refer(&mut self.references.branches, before.record.parent, slot, Slots::remove);
            release(&mut self.slugs.organisations, &before.record.slug, slot);
            self.survivors.forget(&before.record.formerly, slot);
        }
        self.survivors.note(&record.formerly, slot);
        refer(&mut self.references.branches, record.parent, slot, Slots::insert);
        self.slugs.organisations.insert(record.slug.clone(), slot);
        let Some(row) = self.organisations.get_mut(slot) else { return };
        row.replace(record.clone());
        let after = row.clone();
        self.order_organisation(slot, before.as_ref(), Some(&after));
    }

    fn remove_organisation(&mut self, record: &Arc<model::Organisation>) {
        let Some(slot) = self.organisations.slot(record.id.as_u128()) else { return };
        let Some(before) = self.organisations.get(slot).cloned() else { return };
        refer(&mut self.references.branches, before.record.parent, slot, Slots::remove);
        release(&mut self.slugs.organisations, &before.record.slug, slot);
        self.survivors.forget(&before.record.formerly, slot);
        self.order_organisation(slot, Some(&before), None);
        self.organisations.remove(record.id.as_u128());
    }

    fn order_organisation(
        &mut self,
        slot: Slot,
        before: Option<&organisation::Row>,
        after: Option<&organisation::Row>,
    ) {
        let orders = Arc::make_mut(&mut self.orders);
        for (index, order) in orders.organisations.iter_mut().zip(organisation::ORDERS) {
            replace(index, slot, before.map(|row| row.sort_key(order)), after.map(|row| row.sort_key(order)));
        }
        for code in StateCode::ALL {
            let key = |row: Option<&organisation::Row>| {
                row.filter(|row| row.record.state == Some(code)).map(|row| row.sort_key(Order::Name))
            };
            replace(&mut orders.state_organisations[code as usize], slot, key(before), key(after));
        }
    }

    fn put_participation(&mut self, record: &Arc<model::Participation>) {
        let ends = (
            self.initiatives.slot(record.initiative.as_u128()),
            self.organisations.slot(record.organisation.as_u128()),
        );
        let (Some(initiative), Some(organisation)) = ends else { return };
        let row = participation::Row { record: record.clone(), initiative, organisation };
        let slot = match self.participations.slot(record.id.as_u128()) {
            // Its role, by which its links are sorted, may have changed, and after a merge its ends.
            Some(slot) => {
                if let Some(before) = self.participations.get(slot).cloned() {
                    self.unlink(slot, &before);
                }
                slot
            }
            None => self.participations.insert(record.id.as_u128(), row.clone()),
        };
        self.link(slot, &row);
    }

    fn remove_participation(&mut self, record: &Arc<model::Participation>) {
        let Some(slot) = self.participations.slot(record.id.as_u128()) else { return };
        let Some(before) = self.participations.get(slot).cloned() else { return };
        self.unlink(slot, &before);
        self.participations.remove(record.id.as_u128());
    }

    /// Enters the row of a participation and the links at both of its ends.
    fn link(&mut self, slot: Slot, row: &participation::Row) {
        if let Some(present) = self.participations.get_mut(slot) {
            present.clone_from(row);
        }
        let first = self.count_links(row) == 0;
        let participations = self.participations.clone();
        let id_of = |slot: Slot| participations.get(slot).map_or(0, |row| row.record.id.as_u128());
        let role = row.record.role;
        self.edit_initiative_links(row.initiative, |initiative| {
            initiative.links.insert(Link { role, participation: slot, other: row.organisation }, id_of);
        });
        self.edit_organisation_links(row.organisation, |organisation| {
            organisation.initiative_count += u32::from(first);
            organisation.links.insert(Link { role, participation: slot, other: row.initiative }, id_of);
        });
    }

    fn unlink(&mut self, slot: Slot, row: &participation::Row) {
        let last = self.count_links(row) == 1;
        self.edit_initiative_links(row.initiative, |initiative| initiative.links.remove(slot));
        self.edit_organisation_links(row.organisation, |organisation| {
            organisation.links.remove(slot);
            organisation.initiative_count -= u32::from(last);
        });
    }

    /// How many participations there are between the two ends of one.
    fn count_links(&self, row: &participation::Row) -> usize {
        let ends = Initiative::at(self, row.initiative).zip(Organisation::at(self, row.organisation));
        ends.map_or(0, |(initiative, organisation)| initiative.links_with(organisation).count())
    }

    fn edit_initiative_links(&mut self, slot: Slot, edit: impl FnOnce(&mut initiative::Row)) {
        let Some(row) = self.initiatives.get_mut(slot) else { return };
        let before = row.sort_key(Order::Count);
        edit(row);
        let after = row.sort_key(Order::Count);
        let index = &mut Arc::make_mut(&mut self.orders).initiatives[COUNT_OF_INITIATIVE];
        replace(index, slot, Some(before), Some(after));
    }

    fn edit_organisation_links(&mut self, slot: Slot, edit: impl FnOnce(&mut organisation::Row)) {
        let Some(row) = self.organisations.get_mut(slot) else { return };
        let before = row.sort_key(Order::Count);
        edit(row);
        let after = row.sort_key(Order::Count);
        let index = &mut Arc::make_mut(&mut self.orders).organisations[COUNT_OF_ORGANISATION];
        replace(index, slot, Some(before), Some(after));
    }

    fn put_event(&mut self, record: &Arc<model::Event>) {
        let Some(initiative) = self.initiatives.slot(record.initiative.as_u128()) else { return };
        self.remove_event(record);
        let row = event::Row { record: record.clone(), name: NameKey::of(&record.name.de), initiative };
        let key = row.sort_key();
        let slot = self.events.insert(record.id.as_u128(), row);
        self.slugs.events.insert(record.slug.clone(), slot);
        Arc::make_mut(&mut self.orders).events.insert(key, slot);
        if let Some(row) = self.initiatives.get_mut(initiative) {
            row.events.insert(slot);
        }
    }

    fn remove_event(&mut self, record: &Arc<model::Event>) {
        let Some(slot) = self.events.slot(record.id.as_u128()) else { return };
        let Some(before) = self.events.get(slot).cloned() else { return };
        release(&mut self.slugs.events, &before.record.slug, slot);
        Arc::make_mut(&mut self.orders).events.remove(&before.sort_key());
        if let Some(row) = self.initiatives.get_mut(before.initiative) {
            row.events.remove(slot);
        }
        self.events.remove(record.id.as_u128());
    }
}

impl Survivors {
    pub(super) fn note(&mut self, formerly: &[Former], slot: Slot) {
        for former in formerly {
            self.ids.insert(former.id, slot);
            self.slugs.insert(former.slug.clone(), slot);
        }
    }

    /// Unless another row of the same change set has taken them over already.
    fn forget(&mut self, formerly: &[Former], slot: Slot) {
        for former in formerly {
            if self.ids.get(&former.id) == Some(&slot) {
                self.ids.remove(&former.id);
            }
            release(&mut self.slugs, &former.slug, slot);
        }
    }
}

/// Where [`Order::Count`] stands in [`initiative::ORDERS`].
const COUNT_OF_INITIATIVE: usize = 3;
/// Where [`Order::Count`] stands in [`organisation::ORDERS`].
const COUNT_OF_ORGANISATION: usize = 2;
const _: () = assert!(matches!(initiative::ORDERS[COUNT_OF_INITIATIVE], Order::Count));
const _: () = assert!(matches!(organisation::ORDERS[COUNT_OF_ORGANISATION], Order::Count));

/// Edits the rows that refer to `to`, and forgets them where none is left.
fn refer<K: Copy + Eq + Hash>(index: &mut Index<K, Slots>, to: Option<K>, slot: Slot, edit: fn(&mut Slots, Slot)) {
    let Some(to) = to else { return };
    let slots = index.entry(to).or_default();
    edit(slots, slot);
    if slots.is_empty() {
        index.remove(&to);
    }
}

/// Gives a slug free, unless another row of the same change set has taken it already.
fn release(slugs: &mut Index<Slug, Slot>, slug: &Slug, slot: Slot) {
    if slugs.get(slug) == Some(&slot) {
        slugs.remove(slug);
    }
}

/// Moves a row from its old place in an order to its new one.
fn replace(index: &mut OrderIndex, slot: Slot, before: Option<SortKey>, after: Option<SortKey>) {
    if before == after {
        return;
    }
    if let Some(before) = before {
        index.remove(&before);
    }
    if let Some(after) = after {
        index.insert(after, slot);
    }
}
