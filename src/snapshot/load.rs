//! A snapshot from all of its records: every table, list and index is built once, in order, instead of record by record.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use super::{
    Orders, References, Slot, Slugs, Snapshot, event, initiative,
    key::{NameKey, Order, SortKey},
    links::{Link, Links},
    list::OrderIndex,
    organisation, participation,
    table::Table,
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
        let records = sorted_out(records);
        let mut snapshot = Self { revision, ..Self::empty() };
        for state in &records.states {
            Arc::make_mut(&mut snapshot.states)[state.code as usize] = state.clone();
        }
        let (mut initiatives, mut organisations) =
            at_once(|| initiative_rows(&records.initiatives), || organisation_rows(&records.organisations));
        snapshot.references = references(&initiatives, &organisations)?;
        let participations = link(&records.participations, &mut initiatives, &mut organisations)?;
        let events = event_rows(&records.events, &mut initiatives)?;
        let (initiatives, organisations) = (initiatives.rows, organisations.rows);
        for (row, slot) in organisations.iter().zip((0..).map(Slot)) {
            snapshot.survivors.note(&row.record.formerly, slot);
        }
        // Most records are participations.
        (snapshot.participations, (snapshot.orders, snapshot.slugs)) = at_once(
            || table(participations, |row| row.record.id.as_u128()),
            || {
                let orders = orders(&initiatives, &organisations, &events);
                (Arc::new(orders), slugs(&initiatives, &organisations, &events))
            },
        );
        snapshot.initiatives = table(initiatives, |row| row.record.id.as_u128());
        snapshot.organisations = table(organisations, |row| row.record.id.as_u128());
        snapshot.events = table(events, |row| row.record.id.as_u128());
        Ok(snapshot)
    }
}

/// Both, on two threads.
fn at_once<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        // A panic in the other thread is this one's.
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
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
    by_type.participations.sort_by_key(|participation| participation.id);
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

fn initiative_rows(records: &[Arc<model::Initiative>]) -> Rows<initiative::Row, model::InitiativeId> {
    Rows::new(records.iter().cloned().map(initiative::Row::new).collect(), |row| row.record.id)
}

fn organisation_rows(records: &[Arc<model::Organisation>]) -> Rows<organisation::Row, model::OrganisationId> {
    Rows::new(records.iter().cloned().map(organisation::Row::new).collect(), |row| row.record.id)
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

/// The rows of the participations, which are in the order of their ids, and whose links are entered at both ends.
fn link(
    records: &[Arc<model::Participation>],
    initiatives: &mut Rows<initiative::Row, model::InitiativeId>,
    organisations: &mut Rows<organisation::Row, model::OrganisationId>,
) -> Result<Vec<participation::Row>, Dangling> {
    let mut rows = Vec::with_capacity(records.len());
    let mut of_initiative = vec![0; initiatives.rows.len()];
    let mut of_organisation = vec![0; organisations.rows.len()];
    for record in records {
        let initiative = initiatives.slot(record.initiative, record.id)?;
        let organisation = organisations.slot(record.organisation, record.id)?;
        of_initiative[initiative.0 as usize] += 1;
        of_organisation[organisation.0 as usize] += 1;
        rows.push(participation::Row { record: record.clone(), initiative, organisation });
    }
    let room = |lengths: Vec<usize>| lengths.into_iter().map(Vec::with_capacity).collect::<Vec<_>>();
    let (mut of_initiative, mut of_organisation) = (room(of_initiative), room(of_organisation));
    for (row, slot) in rows.iter().zip((0..).map(Slot)) {
        let link = |other| Link { role: row.record.role, participation: slot, other };
        of_initiative[row.initiative.0 as usize].push(link(row.organisation));
        of_organisation[row.organisation.0 as usize].push(link(row.initiative));
    }
    let sorted = |mut links: Vec<Link>| {
        // Their slots stand for their ids.
        links.sort_unstable_by_key(|link| (link.role, link.participation));
        Links::from_sorted(links)
    };
    for (row, links) in initiatives.rows.iter_mut().zip(of_initiative) {
        row.links = sorted(links);
    }
    for (row, links) in organisations.rows.iter_mut().zip(of_organisation) {
        row.links = sorted(links);
        row.initiative_count = row.links.distinct() as u32;
    }
    Ok(rows)
}

fn event_rows(
    records: &[Arc<model::Event>],
    initiatives: &mut Rows<initiative::Row, model::InitiativeId>,
) -> Result<Vec<event::Row>, Dangling> {
    let mut rows = Vec::with_capacity(records.len());
    for (record, slot) in records.iter().zip((0..).map(Slot)) {
        let initiative = initiatives.slot(record.initiative, record.id)?;
        initiatives.at(initiative).events.insert(slot);
        rows.push(event::Row { record: record.clone(), name: NameKey::of(&record.name.de), initiative });
    }
    Ok(rows)
}

fn table<R>(rows: Vec<R>, id: impl Fn(&R) -> u128) -> Table<R> {
    let mut table = Table::default();
    for row in rows {
        table.insert(id(&row), row);
    }
    table
}

fn slugs(initiatives: &[initiative::Row], organisations: &[organisation::Row], events: &[event::Row]) -> Slugs {
    let slots = || (0..).map(Slot);
    Slugs {
        initiatives: initiatives.iter().map(|row| row.record.slug.clone()).zip(slots()).collect(),
        organisations: organisations.iter().map(|row| row.record.slug.clone()).zip(slots()).collect(),
        events: events.iter().map(|row| row.record.slug.clone()).zip(slots()).collect(),
    }
}

fn orders(initiatives: &[initiative::Row], organisations: &[organisation::Row], events: &[event::Row]) -> Orders {
    let of_state = |code: StateCode| move |row: &initiative::Row| row.record.states.contains(code);
    let in_state = |code: StateCode| move |row: &organisation::Row| row.record.state == Some(code);
    let initiatives = Named::new(initiatives, |row| row.sort_key(Order::Name));
    let organisations = Named::new(organisations, |row| row.sort_key(Order::Name));
    Orders {
        initiatives: initiative::ORDERS.map(|order| initiatives.index(|_| true, |row| row.sort_key(order))),
        organisations: organisation::ORDERS.map(|order| organisations.index(|_| true, |row| row.sort_key(order))),
        events: Named::new(events, event::Row::sort_key).index(|_| true, event::Row::sort_key),
        state_initiatives: StateCode::ALL
            .map(|code| initiatives.index(of_state(code), |row| row.sort_key(Order::Name))),
        state_organisations: StateCode::ALL
            .map(|code| organisations.index(in_state(code), |row| row.sort_key(Order::Name))),
    }
}

/// Rows by their names. To compare names takes long, and every order needs it where all else is equal.
struct Named<'r, R>(Vec<(&'r R, Slot)>);

impl<'r, R> Named<'r, R> {
    fn new(rows: &'r [R], key: impl Fn(&R) -> SortKey) -> Self {
        let entry = |(row, slot): (&'r R, u32)| (SortKey { primary: 0, ..key(row) }, (row, Slot(slot)));
        let mut entries: Vec<_> = rows.iter().zip(0..).map(entry).collect();
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Self(entries.into_iter().map(|(_, row)| row).collect())
    }

    /// Sorted before it is inserted, so that the tree is filled from left to right.
    fn index(&self, keep: impl Fn(&R) -> bool, key: impl Fn(&R) -> SortKey) -> OrderIndex {
        let kept = self.0.iter().filter(|(row, _)| keep(row));
        let mut entries: Vec<(SortKey, Slot)> = kept.map(|(row, slot)| (key(row), *slot)).collect();
        entries.sort_by_key(|(key, _)| key.primary);
        entries.into_iter().collect()
    }
}
