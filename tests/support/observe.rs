//! Everything that the public functions of a snapshot show, as text: two snapshots are the same to a reader exactly if
//! they show the same.

use std::collections::BTreeMap;

use buendnis::{
    model::{NodeId, OrganisationKind, Record, StateCode},
    snapshot::{
        Event, Initiative, Node, Organisation, Participation, Snapshot,
        key::{Order, OrderBy},
        statistics::{Counted, Dimension},
    },
};

pub const DIMENSIONS: [Dimension; 8] = [
    Dimension::State,
    Dimension::InitiativeKind,
    Dimension::InitiativeStatus,
    Dimension::Topic,
    Dimension::StartYear,
    Dimension::UnionInvolvement,
    Dimension::OrganisationKind,
    Dimension::ParticipationRole,
];

pub const COUNTED: [Counted; 3] = [Counted::Initiatives, Counted::Organisations, Counted::Participations];

pub fn orders(orders: &[Order]) -> Vec<OrderBy> {
    let both = |order: &Order| [false, true].map(|descending| OrderBy { order: *order, descending });
    orders.iter().flat_map(both).collect()
}

pub fn initiative_orders() -> Vec<OrderBy> {
    orders(&[Order::Name, Order::StartedOn, Order::UpdatedAt, Order::Count])
}

pub fn organisation_orders() -> Vec<OrderBy> {
    orders(&[Order::Name, Order::UpdatedAt, Order::Count])
}

/// Every record of a snapshot by its id.
pub fn records(snapshot: &Snapshot) -> BTreeMap<NodeId, Record> {
    let by_name = OrderBy::default();
    let ids = StateCode::ALL.into_iter().map(NodeId::State);
    let ids = ids.chain(snapshot.initiatives(by_name).iter().map(|i| i.record().id.into()).collect::<Vec<_>>());
    let ids = ids.chain(snapshot.organisations(by_name).iter().map(|o| o.record().id.into()).collect::<Vec<_>>());
    let ids = ids.chain(snapshot.participations().map(|p| p.record().id.into()));
    let ids = ids.chain(snapshot.events().iter().map(|e| e.record().id.into()).collect::<Vec<_>>());
    ids.map(|id| (id, snapshot.record(id).expect("a listed record is there"))).collect()
}

/// Everything that `snapshot` shows of itself and of the records `about`, there or not.
pub fn observe(snapshot: &Snapshot, about: &BTreeMap<NodeId, Record>) -> Vec<String> {
    let mut seen = vec![format!("revision {}", snapshot.revision())];
    for order in initiative_orders() {
        let list = snapshot.initiatives(order);
        seen.push(format!(
            "initiatives {order:?}: {} {:?}",
            list.total(),
            list.iter().map(initiative_id).collect::<Vec<_>>()
        ));
    }
    for order in organisation_orders() {
        let list = snapshot.organisations(order);
        seen.push(format!(
            "organisations {order:?}: {} {:?}",
            list.total(),
            list.iter().map(organisation_id).collect::<Vec<_>>()
        ));
    }
    let events = snapshot.events();
    seen.push(format!("events: {} {:?}", events.total(), events.iter().map(event_id).collect::<Vec<_>>()));
    let mut participations: Vec<String> = snapshot.participations().map(participation_id).collect();
    participations.sort();
    seen.push(format!("participations: {} {participations:?}", snapshot.participation_count()));
    seen.extend(snapshot.states().map(|state| observe_state(snapshot, state.code())));
    seen.extend(about.iter().map(|(id, record)| observe_node(snapshot, *id, record)));
    seen.extend(observe_statistics(snapshot));
    seen
}

fn observe_state(snapshot: &Snapshot, code: StateCode) -> String {
    let state = snapshot.state(code);
    let initiatives = initiative_orders()
        .into_iter()
        .map(|order| state.initiatives(order).iter().map(initiative_id).collect::<Vec<_>>());
    let organisations = organisation_orders()
        .into_iter()
        .map(|order| state.organisations(order).iter().map(organisation_id).collect::<Vec<_>>());
    format!("{:?}: {:?} {:?}", state.record(), initiatives.collect::<Vec<_>>(), organisations.collect::<Vec<_>>())
}

fn observe_node(snapshot: &Snapshot, id: NodeId, record: &Record) -> String {
    let slug = match record {
        Record::Initiative(record) => snapshot.initiative_by_slug(&record.slug).map(initiative_id),
        Record::Organisation(record) => snapshot.organisation_by_slug(&record.slug).map(organisation_id),
        Record::Event(record) => snapshot.event_by_slug(&record.slug).map(event_id),
        Record::State(_) | Record::Participation(_) => None,
    };
    let counts = (snapshot.linked_to(id), snapshot.references_to(id));
    let node = match snapshot.node(id) {
        None => "gone".into(),
        Some(Node::State(state)) => format!("{:?}", state.record()),
        Some(Node::Initiative(initiative)) => observe_initiative(initiative),
        Some(Node::Organisation(organisation)) => observe_organisation(organisation),
        Some(Node::Participation(participation)) => observe_participation(participation),
        Some(Node::Event(event)) => observe_event(event),
    };
    format!("{id}: slug {slug:?}, counts {counts:?}, {:?}, {node}", snapshot.record(id))
}

fn observe_initiative(initiative: Initiative<'_>) -> String {
    let links = initiative.participants().map(|(p, o)| (participation_id(p), organisation_id(o))).collect::<Vec<_>>();
    let roles: Vec<_> = initiative.links().iter().map(|link| link.role).collect();
    let participations = initiative.participations(None, None);
    let of_unions = initiative.participations(None, Some(OrganisationKind::TradeUnion.into()));
    format!(
        "{:?} links {links:?} {roles:?}, parent {:?}, predecessor {:?}, children {:?}, successors {:?}, events {:?}, \
         participations {:?} {:?}, involvement {:?}, states {:?}",
        initiative.record(),
        initiative.parent().map(initiative_id),
        initiative.predecessor().map(initiative_id),
        initiative.children().iter().map(initiative_id).collect::<Vec<_>>(),
        initiative.successors().iter().map(initiative_id).collect::<Vec<_>>(),
        initiative.events().iter().map(event_id).collect::<Vec<_>>(),
        participations.iter().map(participation_id).collect::<Vec<_>>(),
        of_unions.iter().map(participation_id).collect::<Vec<_>>(),
        OrganisationKind::ALL.map(|kind| initiative.involvement(kind)),
        initiative.states().map(|state| state.code()).collect::<Vec<_>>(),
    )
}

fn observe_organisation(organisation: Organisation<'_>) -> String {
    let roles: Vec<_> = organisation.links().iter().map(|link| link.role).collect();
    let initiatives = initiative_orders()
        .into_iter()
        .map(|order| organisation.initiatives(order).iter().map(initiative_id).collect::<Vec<_>>());
    format!(
        "{:?} links {roles:?}, count {}, parent {:?}, children {:?}, participations {:?}, initiatives {:?}, active {:?}, \
         seat {:?}",
        organisation.record(),
        organisation.initiative_count(),
        organisation.parent().map(organisation_id),
        organisation.children().iter().map(organisation_id).collect::<Vec<_>>(),
        organisation.participations(None).iter().map(participation_id).collect::<Vec<_>>(),
        initiatives.collect::<Vec<_>>(),
        organisation.active_in(),
        organisation.state().map(|state| state.code()),
    )
}

fn observe_participation(participation: Participation<'_>) -> String {
    let ends = (participation.initiative().map(initiative_id), participation.organisation().map(organisation_id));
    format!("{:?} {ends:?}", participation.record())
}

fn observe_event(event: Event<'_>) -> String {
    let initiative = event.initiative().map(initiative_id);
    let state = event.state().map(|state| state.code());
    format!("{:?} {initiative:?} {state:?} {:?} {:?}", event.record(), event.possible_states(), event.days())
}

fn observe_statistics(snapshot: &Snapshot) -> Vec<String> {
    let all = snapshot.statistics(None);
    let totals = (all.states(), all.initiatives(), all.organisations(), all.participations(), all.events());
    let counts = COUNTED.into_iter().flat_map(|counted| {
        let by = DIMENSIONS.map(|dimension| format!("{counted:?} by {dimension:?}: {:?}", all.by(dimension, counted)));
        by.into_iter().collect::<Vec<_>>()
    });
    std::iter::once(format!("totals {totals:?}")).chain(counts).collect()
}

pub fn initiative_id(initiative: Initiative<'_>) -> String {
    initiative.record().id.to_string()
}

pub fn organisation_id(organisation: Organisation<'_>) -> String {
    organisation.record().id.to_string()
}

pub fn participation_id(participation: Participation<'_>) -> String {
    participation.record().id.to_string()
}

pub fn event_id(event: Event<'_>) -> String {
    event.record().id.to_string()
}
