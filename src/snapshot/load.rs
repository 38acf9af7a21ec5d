//! A snapshot from all of its records: every table, list and index is built once, in order, instead of record by record, and
//! on all cores.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use enumset::EnumSet;
use rayon::{join, prelude::*};

use super::{
    Orders, References, Slot, Slugs, Snapshot, event, initiative,
    key::{NameKey, Order, SortKey},
    links::{Link, Links},
    list::OrderIndex,
    organisation, participation,
    table::{self, Table},
};
use crate::model::{self, NodeId, Record, Revision, StateCode};

/// A record refers to another that is not there: the records were not written by the register, or some are lost.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{from} refers to {to}, which is not there")]
pub struct Dangling {
    pub from: NodeId,
    pub to: NodeId,
}

/// The records by type.
#[derive(Default)]
struct Records {
    states: Vec<Arc<model::State>>,
    initiatives: Vec<Arc<model::Initiative>>,
    organisations: Vec<Arc<model::Organisation>>,
    participations: Vec<Arc<model::Participation>>,
    events: Vec<Arc<model::Event>>,
}

impl Snapshot {
    /// The snapshot of `records` at `revision`. O(n log n).
    pub fn load(revision: Revision, records: impl IntoIterator<Item = Record>) -> Result<Self, Dangling> {
        let Records { states, initiatives, organisations, participations, events } = sorted_out(records);
        let mut snapshot = Self { revision, ..Self::empty() };
        for state in states {
            let code = state.code as usize;
            Arc::make_mut(&mut snapshot.states)[code] = state;
        }
        let (mut initiatives, mut organisations) =
            join(|| initiative_rows(initiatives), || organisation_rows(organisations));
        snapshot.references = references(&initiatives, &organisations)?;
        let participations = participation_rows(participations, &initiatives, &organisations)?;
        join(
            || link(&mut initiatives.rows, &participations, |row| (row.initiative, row.organisation)),
            || link(&mut organisations.rows, &participations, |row| (row.organisation, row.initiative)),
        );
        let events = event_rows(events, &mut initiatives)?;
        let (initiatives, organisations) = (initiatives.rows, organisations.rows);
        for (row, slot) in organisations.iter().zip((0..).map(Slot)) {
            snapshot.survivors.note(&row.record.formerly, slot);
        }
        // Most records are participations.
        (snapshot.participations, (snapshot.orders, snapshot.slugs)) = join(
            || Table::of(participations, |row| row.record.id.as_u128()),
            || {
                join(
                    || Arc::new(orders(&initiatives, &organisations, &events)),
                    || slugs(&initiatives, &organisations, &events),
                )
            },
        );
        ((snapshot.initiatives, snapshot.organisations), snapshot.events) = join(
            || {
                join(
                    || Table::of(initiatives, |row| row.record.id.as_u128()),
                    || Table::of(organisations, |row| row.record.id.as_u128()),
                )
            },
            || Table::of(events, |row| row.record.id.as_u128()),
        );
        Ok(snapshot)
    }
}

fn sorted_out(records: impl IntoIterator<Item = Record>) -> Records {
    let mut by_type = Records::default();
    for record in records {
        match record {
            Record::State(state) => by_type.states.push(state),
            Record::Initiative(initiative) => by_type.initiatives.push(initiative),
            Record::Organisation(organisation) => by_type.organisations.push(organisation),
            Record::Participation(participation) => by_type.participations.push(participation),
            Record::Event(event) => by_type.events.push(event),
        }
    }
    // As they come from the store already. Their slots are then in the order of their ids.
    by_type.participations.par_sort_by_key(|participation| participation.id);
    by_type
}

/// Rows that will have the slots in which they stand here.
struct Rows<R, I> {
    rows: Vec<R>,
    slots: HashMap<I, Slot, foldhash::fast::RandomState>,
}

impl<R, I: Copy + Eq + Hash + Into<NodeId>> Rows<R, I> {
    fn new(rows: Vec<R>, id: impl Fn(&R) -> I) -> Self {
        let slots = rows.iter().zip(0..).map(|(row, slot)| (id(row), Slot(slot))).collect();
        Self { rows, slots }
    }

    fn slot(&self, id: I, from: impl Into<NodeId>) -> Result<Slot, Dangling> {
        self.slots.get(&id).copied().ok_or_else(|| Dangling { from: from.into(), to: id.into() })
    }

    fn at(&mut self, slot: Slot) -> &mut R {
        // A slot that `slot` gave out stands for a row that is there.
        &mut self.rows[slot.0 as usize]
    }
}

fn initiative_rows(records: Vec<Arc<model::Initiative>>) -> Rows<initiative::Row, model::InitiativeId> {
    Rows::new(records.into_par_iter().map(initiative::Row::new).collect(), |row| row.record.id)
}

fn organisation_rows(records: Vec<Arc<model::Organisation>>) -> Rows<organisation::Row, model::OrganisationId> {
    Rows::new(records.into_par_iter().map(organisation::Row::new).collect(), |row| row.record.id)
}

/// Who names whom as parent, predecessor or umbrella.
fn references(
    initiatives: &Rows<initiative::Row, model::InitiativeId>,
    organisations: &Rows<organisation::Row, model::OrganisationId>,
) -> Result<References, Dangling> {
    let mut references = References::default();
    for (row, slot) in initiatives.rows.iter().zip((0..).map(Slot)) {
        let record = &row.record;
        for (index, to) in [(&mut references.children, record.parent), (&mut references.successors, record.predecessor)]
        {
            let Some(to) = to else { continue };
            initiatives.slot(to, record.id)?;
            index.entry(to).or_default().insert(slot);
        }
    }
    for (row, slot) in organisations.rows.iter().zip((0..).map(Slot)) {
        let Some(umbrella) = row.record.parent else { continue };
        organisations.slot(umbrella, row.record.id)?;
        references.branches.entry(umbrella).or_default().insert(slot);
    }
    Ok(references)
}

/// The rows of the participations, in the order of their ids.
fn participation_rows(
    mut records: Vec<Arc<model::Participation>>,
    initiatives: &Rows<initiative::Row, model::InitiativeId>,
    organisations: &Rows<organisation::Row, model::OrganisationId>,
) -> Result<Vec<participation::Row>, Dangling> {
    let rows = |records: Vec<Arc<model::Participation>>, room: usize| {
        let mut rows = Vec::with_capacity(room);
        for record in records {
            let initiative = initiatives.slot(record.initiative, record.id)?;
            let organisation = organisations.slot(record.organisation, record.id)?;
            rows.push(participation::Row { record, initiative, organisation });
        }
        Ok(rows)
    };
    let (all, half) = (records.len(), records.len() / 2);
    let second = records.split_off(half);
    let (second, first) = join(|| rows(second, all - half), || rows(records, all));
    let mut rows = first?;
    rows.append(&mut second?);
    Ok(rows)
}

/// A row that has links.
trait HasLinks {
    fn set_links(&mut self, links: Links);
}

impl HasLinks for initiative::Row {
    fn set_links(&mut self, links: Links) {
        self.links = links;
    }
}

impl HasLinks for organisation::Row {
    fn set_links(&mut self, links: Links) {
        self.initiative_count = links.distinct() as u32;
        self.links = links;
    }
}

/// Enters the participations, which are in the order of their ids, at one of their ends; `ends` names that one and the other.
fn link<R: HasLinks>(
    rows: &mut [R],
    participations: &[participation::Row],
    ends: impl Fn(&participation::Row) -> (Slot, Slot),
) {
    let mut lengths = vec![0; rows.len()];
    for participation in participations {
        lengths[ends(participation).0.0 as usize] += 1;
    }
    let mut links: Vec<Vec<Link>> = lengths.into_iter().map(Vec::with_capacity).collect();
    for (row, participation) in participations.iter().zip((0..).map(Slot)) {
        let (end, other) = ends(row);
        links[end.0 as usize].push(Link { role: row.record.role, participation, other });
    }
    for (row, mut links) in rows.iter_mut().zip(links) {
        // Their slots stand for their ids.
        links.sort_unstable_by_key(|link| (link.role, link.participation));
        row.set_links(Links::from_sorted(links));
    }
}

fn event_rows(
    records: Vec<Arc<model::Event>>,
    initiatives: &mut Rows<initiative::Row, model::InitiativeId>,
) -> Result<Vec<event::Row>, Dangling> {
    let names: Vec<NameKey> = records.par_iter().map(|record| NameKey::of(&record.name.de)).collect();
    let mut rows = Vec::with_capacity(records.len());
    for ((record, name), slot) in records.into_iter().zip(names).zip((0..).map(Slot)) {
        let initiative = initiatives.slot(record.initiative, record.id)?;
        initiatives.at(initiative).events.insert(slot);
        rows.push(event::Row { record, name, initiative });
    }
    Ok(rows)
}

fn slugs(initiatives: &[initiative::Row], organisations: &[organisation::Row], events: &[event::Row]) -> Slugs {
    let index = |slugs: Vec<model::Slug>| table::index(&slugs);
    Slugs {
        initiatives: index(initiatives.iter().map(|row| row.record.slug.clone()).collect()),
        organisations: index(organisations.iter().map(|row| row.record.slug.clone()).collect()),
        events: index(events.iter().map(|row| row.record.slug.clone()).collect()),
    }
}

fn orders(initiatives: &[initiative::Row], organisations: &[organisation::Row], events: &[event::Row]) -> Orders {
    let ((initiatives, state_initiatives), ((organisations, state_organisations), events)) = join(
        || {
            let named = Named::new(initiatives, |row| row.sort_key(Order::Name));
            let orders = named.indexes(initiative::ORDERS, initiative::Row::sort_key);
            (orders, named.by_state(|row| row.record.states))
        },
        || {
            let named = Named::new(organisations, |row| row.sort_key(Order::Name));
            let orders = named.indexes(organisation::ORDERS, organisation::Row::sort_key);
            let by_state = named.by_state(|row| row.record.state.into_iter().collect());
            ((orders, by_state), Named::new(events, event::Row::sort_key).index(event::Row::sort_key))
        },
    );
    Orders { initiatives, organisations, events, state_initiatives, state_organisations }
}

/// Rows by their names. To compare names takes long, and every order needs it where all else is equal.
struct Named<'r, R>(Vec<(SortKey, Slot, &'r R)>);

impl<'r, R: Sync> Named<'r, R> {
    fn new(rows: &'r [R], key: impl Fn(&R) -> SortKey + Sync) -> Self {
        let slots = (0..rows.len() as u32).into_par_iter().map(Slot);
        let entry = |(row, slot): (&'r R, Slot)| (SortKey { primary: 0, ..key(row) }, slot, row);
        let mut entries: Vec<_> = rows.par_iter().zip(slots).map(entry).collect();
        entries.par_sort_unstable_by(|(a, ..), (b, ..)| a.cmp(b));
        Self(entries)
    }

    /// An index in each of the orders.
    fn indexes<const N: usize>(
        &self,
        orders: [Order; N],
        key: impl Fn(&R, Order) -> SortKey + Sync,
    ) -> [OrderIndex; N] {
        let mut indexes = orders.map(|_| OrderIndex::new());
        let all = indexes.par_iter_mut().zip(orders);
        all.for_each(|(index, order)| *index = self.index(|row| key(row, order)));
        indexes
    }

    /// Sorted before it is inserted, so that the tree is filled from left to right.
    fn index(&self, key: impl Fn(&R) -> SortKey) -> OrderIndex {
        let mut entries: Vec<(SortKey, Slot)> = self.0.iter().map(|(_, slot, row)| (key(row), *slot)).collect();
        entries.sort_by_key(|(key, _)| key.primary);
        entries.into_iter().collect()
    }

    /// The rows of each state, by name.
    fn by_state(&self, states: impl Fn(&R) -> EnumSet<StateCode>) -> [OrderIndex; StateCode::ALL.len()] {
        let mut indexes = StateCode::ALL.map(|_| OrderIndex::new());
        for (key, slot, row) in &self.0 {
            for code in states(row) {
                indexes[code as usize].insert(key.clone(), *slot);
            }
        }
        indexes
    }
}
