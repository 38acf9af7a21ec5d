//! The register at one revision: immutable, in memory, and shared with the snapshots before and after it.
//!
//! Tables hold the rows by slot (`table`), a row holds its record and its adjacency (`links`), indexes hold the orders
//! in which lists are read (`list`). A reader gets handles ([`Initiative`], [`Organisation`] …) that borrow from the
//! snapshot and answer by plain functions; what a list leaves out is a `filter`, what is counted is `statistics`.
//! [`Snapshot::load`] builds one from all records; [`Snapshot::apply`] makes the next one, whose cost depends on the
//! change and only logarithmically on the register.
//!
//! *Invariants:* does no IO; takes no lock; a read cannot fail; a published snapshot never changes.

mod apply;
mod event;
pub mod filter;
mod initiative;
pub mod key;
mod links;
pub mod list;
mod load;
mod naming;
mod organisation;
mod participation;
mod state;
pub mod statistics;
mod table;

use std::{fmt, sync::Arc};

pub use event::Event;
pub use initiative::Initiative;
pub use links::Link;
pub use load::Dangling;
pub use naming::Naming;
pub use organisation::Organisation;
pub use participation::{Ends, Participation};
pub use state::State;
pub use table::Slot;

use filter::{EventFilter, InitiativeFilter};
use key::{Order, OrderBy};
use links::Slots;
use list::{Item, List, OrderIndex};
use statistics::Counts;
use table::{Index, Table};

use crate::model::{
    self, EventId, InitiativeId, NodeId, OrganisationId, PartialDate, ParticipationId, Problem, Record, Revision, Slug,
    StateCode,
};

/// All records at one revision. Cloning it costs a constant number of reference counts.
#[derive(Clone)]
pub struct Snapshot {
    revision: Revision,
    states: Arc<[Arc<model::State>; StateCode::ALL.len()]>,
    initiatives: Table<initiative::Row>,
    organisations: Table<organisation::Row>,
    participations: Table<participation::Row>,
    events: Table<event::Row>,
    slugs: Slugs,
    survivors: Survivors,
    references: References,
    orders: Arc<Orders>,
    /// What has been counted over all of it.
    counts: Arc<Counts>,
}

/// The rows that bear a slug, by type.
#[derive(Clone, Default)]
struct Slugs {
    initiatives: Index<Slug, Slot>,
    organisations: Index<Slug, Slot>,
    events: Index<Slug, Slot>,
}

/// The organisations into which others were merged, by what those went by.
#[derive(Clone, Default)]
struct Survivors {
    ids: Index<OrganisationId, Slot>,
    slugs: Index<Slug, Slot>,
}

/// The rows that name a record, by that record. Not part of its row, so that it does not matter which of the two was
/// there first.
#[derive(Clone, Default)]
struct References {
    children: Index<InitiativeId, Slots>,
    successors: Index<InitiativeId, Slots>,
    branches: Index<OrganisationId, Slots>,
}

/// The rows in the orders in which lists are read.
#[derive(Clone, Default)]
struct Orders {
    initiatives: [OrderIndex; initiative::ORDERS.len()],
    organisations: [OrderIndex; organisation::ORDERS.len()],
    events: OrderIndex,
    /// By name, for each state.
    state_initiatives: [OrderIndex; StateCode::ALL.len()],
    /// By name, those that sit in the state.
    state_organisations: [OrderIndex; StateCode::ALL.len()],
}

/// Which one, not what is in it.
impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("revision", &self.revision).finish_non_exhaustive()
    }
}

/// A handle on a record of any type.
#[derive(Clone, Copy)]
pub enum Node<'a> {
    State(State<'a>),
    Initiative(Initiative<'a>),
    Organisation(Organisation<'a>),
    Participation(Participation<'a>),
    Event(Event<'a>),
}

impl Node<'_> {
    pub fn id(self) -> NodeId {
        match self {
            Self::State(state) => NodeId::State(state.code()),
            Self::Initiative(initiative) => initiative.record().id.into(),
            Self::Organisation(organisation) => organisation.record().id.into(),
            Self::Participation(participation) => participation.record().id.into(),
            Self::Event(event) => event.record().id.into(),
        }
    }
}

impl Snapshot {
    /// The register before anything was written: sixteen undocumented states.
    pub fn empty() -> Self {
        Self {
            revision: 0,
            states: Arc::new(StateCode::ALL.map(|code| Arc::new(model::State::undocumented(code)))),
            initiatives: Table::default(),
            organisations: Table::default(),
            participations: Table::default(),
            events: Table::default(),
            slugs: Slugs::default(),
            survivors: Survivors::default(),
            references: References::default(),
            orders: Arc::default(),
            counts: Arc::default(),
        }
    }

    /// The number of the change set that made this snapshot.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The same register under another number.
    pub fn at_revision(self, revision: Revision) -> Self {
        Self { revision, ..self }
    }

    pub fn state(&self, code: StateCode) -> State<'_> {
        State { snapshot: self, record: &self.states[code as usize] }
    }

    /// The sixteen states by their German names.
    pub fn states(&self) -> impl Iterator<Item = State<'_>> {
        StateCode::ALL.into_iter().map(|code| self.state(code))
    }

    pub fn initiative(&self, id: InitiativeId) -> Option<Initiative<'_>> {
        Initiative::at(self, self.initiatives.slot(id.as_u128())?)
    }

    pub fn initiative_by_slug(&self, slug: &str) -> Option<Initiative<'_>> {
        Initiative::at(self, *self.slugs.initiatives.get(slug)?)
    }

    pub fn organisation(&self, id: OrganisationId) -> Option<Organisation<'_>> {
        Organisation::at(self, self.organisations.slot(id.as_u128())?)
    }

    pub fn organisation_by_slug(&self, slug: &str) -> Option<Organisation<'_>> {
        Organisation::at(self, *self.slugs.organisations.get(slug)?)
    }

    /// The organisation into which the one with this id was merged.
    pub fn survivor(&self, id: OrganisationId) -> Option<Organisation<'_>> {
        Organisation::at(self, *self.survivors.ids.get(&id)?)
    }

    /// The organisation into which one with this slug was merged.
    pub fn survivor_by_slug(&self, slug: &str) -> Option<Organisation<'_>> {
        Organisation::at(self, *self.survivors.slugs.get(slug)?)
    }

    /// The organisation with this id, or the one into which that was merged.
    pub fn find_organisation(&self, id: OrganisationId) -> Option<Organisation<'_>> {
        self.organisation(id).or_else(|| self.survivor(id))
    }

    /// The organisation with this slug, or the one into which that was merged.
    pub fn find_organisation_by_slug(&self, slug: &str) -> Option<Organisation<'_>> {
        self.organisation_by_slug(slug).or_else(|| self.survivor_by_slug(slug))
    }

    pub fn participation(&self, id: ParticipationId) -> Option<Participation<'_>> {
        Participation::at(self, self.participations.slot(id.as_u128())?)
    }

    pub fn event(&self, id: EventId) -> Option<Event<'_>> {
        Event::at(self, self.events.slot(id.as_u128())?)
    }

    pub fn event_by_slug(&self, slug: &str) -> Option<Event<'_>> {
        Event::at(self, *self.slugs.events.get(slug)?)
    }

    /// The record with this id, whatever its type.
    pub fn node(&self, id: NodeId) -> Option<Node<'_>> {
        match id {
            NodeId::State(code) => Some(Node::State(self.state(code))),
            NodeId::Initiative(id) => self.initiative(id).map(Node::Initiative),
            NodeId::Organisation(id) => self.organisation(id).map(Node::Organisation),
            NodeId::Participation(id) => self.participation(id).map(Node::Participation),
            NodeId::Event(id) => self.event(id).map(Node::Event),
        }
    }

    /// The record with this id, or the organisation into which it was merged.
    pub fn find_node(&self, id: NodeId) -> Option<Node<'_>> {
        match id {
            NodeId::Organisation(id) => self.find_organisation(id).map(Node::Organisation),
            id => self.node(id),
        }
    }

    /// The record itself, as the log and the writer want it.
    pub fn record(&self, id: NodeId) -> Option<Record> {
        match id {
            NodeId::State(code) => Some(Record::State(self.states[code as usize].clone())),
            NodeId::Initiative(id) => {
                row(&self.initiatives, id.as_u128()).map(|row| Record::Initiative(row.record.clone()))
            }
            NodeId::Organisation(id) => {
                row(&self.organisations, id.as_u128()).map(|row| Record::Organisation(row.record.clone()))
            }
            NodeId::Participation(id) => {
                row(&self.participations, id.as_u128()).map(|row| Record::Participation(row.record.clone()))
            }
            NodeId::Event(id) => row(&self.events, id.as_u128()).map(|row| Record::Event(row.record.clone())),
        }
    }

    /// How many participations and events belong to a record.
    pub fn linked_to(&self, id: NodeId) -> usize {
        match self.node(id) {
            Some(Node::Initiative(initiative)) => initiative.links().len() + initiative.events().total(),
            Some(Node::Organisation(organisation)) => organisation.links().len(),
            _ => 0,
        }
    }

    /// How many records name one as their parent, umbrella or predecessor, whether or not it is there.
    pub fn references_to(&self, id: NodeId) -> usize {
        match id {
            NodeId::Initiative(id) => {
                referring(&self.references.children, &id).count() + referring(&self.references.successors, &id).count()
            }
            NodeId::Organisation(id) => referring(&self.references.branches, &id).count(),
            NodeId::State(_) | NodeId::Participation(_) | NodeId::Event(_) => 0,
        }
    }

    pub fn initiatives(&self, by: OrderBy) -> List<'_, Initiative<'_>> {
        ordered(self, &self.orders.initiatives, &initiative::ORDERS, by)
    }

    pub fn organisations(&self, by: OrderBy) -> List<'_, Organisation<'_>> {
        ordered(self, &self.orders.organisations, &organisation::ORDERS, by)
    }

    /// The initiatives that pass `filter`, or what is wrong with it.
    pub fn initiatives_where(
        &self,
        filter: Option<InitiativeFilter>,
        by: OrderBy,
    ) -> Result<List<'_, Initiative<'_>>, Vec<Problem>> {
        let Some(mut filter) = filter else { return Ok(self.initiatives(by)) };
        // One state's own list is shorter than all, and all of it is in the state.
        let one = filter.states.filter(|states| states.len() == 1).and_then(|states| states.iter().next());
        let list = match one {
            Some(code) => self.state(code).initiatives(by),
            None => self.initiatives(by),
        };
        filter.states = filter.states.filter(|_| one.is_none());
        if filter.is_unset() { Ok(list) } else { list.filtered(Some(filter)) }
    }

    /// The events that pass `filter`, by their first day, or what is wrong with it.
    pub fn events_where(&self, filter: EventFilter) -> Result<List<'_, Event<'_>>, Vec<Problem>> {
        filter.check()?;
        let all = self.events();
        Ok(if filter == EventFilter::default() { all } else { all.keeping(move |event| filter.matches(event)) })
    }

    /// The events by their first day.
    pub fn events(&self) -> List<'_, Event<'_>> {
        List::of_index(self, &self.orders.events, Order::StartsOn)
    }

    /// The slots of all organisations are below this, for lists that are indexed by them.
    pub fn organisation_slots(&self) -> usize {
        self.organisations.slots()
    }

    /// As [`organisation_slots`](Self::organisation_slots), of initiatives.
    pub fn initiative_slots(&self) -> usize {
        self.initiatives.slots()
    }

    pub fn participation_count(&self) -> usize {
        self.participations.len()
    }

    /// Every participation, in no order that means anything.
    pub fn participations(&self) -> impl Iterator<Item = Participation<'_>> {
        self.participations.iter().filter_map(|(slot, _)| Participation::at(self, slot))
    }

    /// Every initiative, in no order that means anything, at the cost of the rows alone.
    pub fn initiative_rows(&self) -> impl Iterator<Item = Initiative<'_>> {
        self.initiatives.iter().filter_map(|(slot, _)| Initiative::at(self, slot))
    }

    fn initiatives_of_state(&self, code: StateCode) -> &OrderIndex {
        &self.orders.state_initiatives[code as usize]
    }

    fn organisations_of_state(&self, code: StateCode) -> &OrderIndex {
        &self.orders.state_organisations[code as usize]
    }
}

/// The slots under a key of a reference index.
fn referring<'a, K: std::hash::Hash + Eq>(
    index: &'a Index<K, Slots>,
    key: &K,
) -> impl Iterator<Item = Slot> + use<'a, K> {
    index.get(key).map_or(&[][..], Slots::as_slice).iter().copied()
}

fn row<R>(table: &Table<R>, id: u128) -> Option<&R> {
    table.get(table.slot(id)?)
}

/// The list of all rows in one of the orders that are kept; by name, the first of them, if another is asked for.
fn ordered<'a, T: Item<'a>>(
    snapshot: &'a Snapshot,
    indexes: &'a [OrderIndex],
    kept: &[Order],
    by: OrderBy,
) -> List<'a, T> {
    let place = kept.iter().position(|order| *order == by.order).unwrap_or_default();
    List::of_index(snapshot, &indexes[place], kept[place]).descending(by.descending)
}

/// A date as a number that sorts like it: days since year 1, then the wider interval first; unknown dates come last.
fn date_key(date: Option<PartialDate>) -> i64 {
    let Some(date) = date else { return i64::MAX };
    let day = |date: jiff::civil::Date| {
        let days = date.duration_since(jiff::civil::date(1, 1, 1)).as_hours() / 24;
        // Never truncates: the calendar ends with the year 9999.
        days as i32
    };
    let interval = date.interval();
    let width = day(interval.last) - day(interval.first);
    // 366 days at most, and the tilde: ten bits.
    (i64::from(day(interval.first)) << 10) | i64::from(2 * (500 - width) + i32::from(date.is_approximate())) & 0x3ff
}
