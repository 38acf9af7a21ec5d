//! Registers made of ties alone.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::Arc;

use buendnis::{
    model::*,
    network::{Network, Options, Projection, Weighting},
    snapshot::{Snapshot, filter::InitiativeFilter},
};
use enumset::EnumSet;

const STAMP: Stamp = Stamp { version: 1, created_at: Timestamp::EPOCH, updated_at: Timestamp::EPOCH };

/// The `n`th organisation, in the order of ids.
pub fn org(n: u32) -> OrganisationId {
    OrganisationId::from_u128(0x1000 + u128::from(n))
}

/// The `n`th initiative, in the order of ids.
pub fn ini(n: u32) -> InitiativeId {
    InitiativeId::from_u128(0x1000 + u128::from(n))
}

pub fn organisation(n: u32) -> Organisation {
    Organisation {
        id: org(n),
        slug: format!("o{n}").parse().unwrap(),
        name: LocalisedText::german(&format!("Organisation {n}")),
        short_name: None,
        aliases: vec![],
        kind: OrganisationKind::Company,
        collective: false,
        state: None,
        website: None,
        parent: None,
        formerly: vec![],
        sources: vec![],
        stamp: STAMP,
    }
}

pub fn initiative(n: u32) -> Initiative {
    Initiative {
        id: ini(n),
        slug: format!("i{n}").parse().unwrap(),
        name: LocalisedText::german(&format!("Initiative {n}")),
        aliases: vec![],
        kind: InitiativeKind::Dialogue,
        status: InitiativeStatus::Unknown,
        summary: None,
        topics: vec![],
        states: EnumSet::only(StateCode::ALL[n as usize % 16]),
        region: None,
        started_on: None,
        ended_on: None,
        website: None,
        parent: None,
        predecessor: None,
        figures: vec![],
        people: vec![],
        absent_kinds: EnumSet::empty(),
        sources: vec![],
        stamp: STAMP,
    }
}

/// The part of organisation `o` in initiative `i`, in a role of which the two may have several.
pub fn link(o: u32, i: u32, role: ParticipationRole) -> Participation {
    Participation {
        id: ParticipationId::from_u128(u128::from(o) << 64 | u128::from(i) << 16 | role as u128),
        initiative: ini(i),
        organisation: org(o),
        role,
        formal: true,
        since: None,
        until: None,
        headcount: None,
        note: None,
        sources: vec![],
        stamp: STAMP,
    }
}

/// As many organisations and initiatives as the ties speak of, and the ties.
pub fn records(ties: &[(u32, u32)]) -> Vec<Record> {
    let organisations = ties.iter().map(|(o, _)| o + 1).max().unwrap_or_default();
    let initiatives = ties.iter().map(|(_, i)| i + 1).max().unwrap_or_default();
    let links = ties.iter().map(|(o, i)| link(*o, *i, ParticipationRole::Member).into());
    let organisations = (0..organisations).map(|n| organisation(n).into());
    organisations.chain((0..initiatives).map(|n| initiative(n).into())).chain(links).collect()
}

pub fn snapshot(records: impl IntoIterator<Item = Record>) -> Arc<Snapshot> {
    Arc::new(Snapshot::load(1, records).unwrap())
}

pub fn network(snapshot: &Arc<Snapshot>, options: Options) -> Network {
    Network::new(snapshot.clone(), None, options).unwrap()
}

pub fn filtered(snapshot: &Arc<Snapshot>, filter: InitiativeFilter, options: Options) -> Network {
    Network::new(snapshot.clone(), Some(filter), options).unwrap()
}

pub const PROJECTIONS: [Projection; 4] =
    [Projection::Organisations, Projection::Initiatives, Projection::States, Projection::TwoMode];
pub const WEIGHTINGS: [Weighting; 3] = [Weighting::Shared, Weighting::Newman, Weighting::Jaccard];

/// The options with this projection, all else left as it is.
pub fn on(projection: Projection) -> Options {
    Options { projection, ..Options::default() }
}
