//! Initiatives between 1995 and 2025.

use std::sync::Arc;

use enumset::EnumSet;
use jiff::civil::{Date, date};
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;

use super::{
    calendar,
    draw::{self, Weights},
    name::{self, Names},
    organisation, words,
};
use crate::model::{
    Initiative, InitiativeId, InitiativeKind as Kind, InitiativeStatus as Status, LocalisedText, PartialDate, Stamp,
    StateCode,
};

/// Shares of the kinds in percent; the rest are projects.
const KINDS: [(Kind, u32); 11] = [
    (Kind::Dialogue, 14),
    (Kind::Alliance, 12),
    (Kind::Masterplan, 8),
    (Kind::Campaign, 8),
    (Kind::Network, 12),
    (Kind::Council, 4),
    (Kind::Agency, 4),
    (Kind::Programme, 10),
    (Kind::EventSeries, 8),
    (Kind::Survey, 3),
    (Kind::Legislative, 2),
];

const ENDED_PERCENT: u32 = 60;
const FIRST_START: Date = date(1995, 1, 1);
const LAST_START: Date = date(2025, 5, 31);
/// An end is in the past, as `COMPLETED` claims.
const LAST_END: Date = date(2025, 12, 31);
const MIN_DAYS: i32 = 200;
const MAX_DAYS: i32 = 4000;

pub fn generate(count: u32, mut rng: ChaCha8Rng, stamp: Stamp) -> Vec<Arc<Initiative>> {
    let (mut names, weights) = (Names::default(), organisation::states());
    (0..count).map(|_| Arc::new(make(&mut names, &weights, &mut rng, stamp))).collect()
}

fn make(names: &mut Names, weights: &Weights, rng: &mut impl Rng, stamp: Stamp) -> Initiative {
    let (states, seat) = states(weights, rng);
    let kind = draw::pick(Kind::Project, &KINDS, rng);
    let (name, slug) = names.give(|| name::fill(words::initiatives(kind), Some(seat), rng));
    let (started_on, ended_on) = life(rng);
    let topics = rng.random_range(1..=4);
    Initiative {
        id: InitiativeId::of_seed(&format!("generated/{slug}")),
        aliases: Vec::new(),
        kind,
        status: status(ended_on.is_some(), rng),
        summary: Some(LocalisedText::german(&name::fill(words::SUMMARIES, Some(seat), rng))),
        topics: draw::some(words::TOPICS, topics, rng).into_iter().map(Into::into).collect(),
        states,
        region: None,
        started_on: Some(started_on),
        ended_on,
        website: None,
        parent: None,
        predecessor: None,
        figures: Vec::new(),
        people: Vec::new(),
        absent_kinds: EnumSet::empty(),
        sources: Vec::new(),
        stamp,
        name,
        slug,
    }
}

/// One to four states, and the one of them that the initiative is named after.
fn states(weights: &Weights, rng: &mut impl Rng) -> (EnumSet<StateCode>, StateCode) {
    let count = draw::pick(1, &[(2, 25), (3, 10), (4, 5)], rng);
    let seat = organisation::state(weights, rng);
    let mut states = EnumSet::only(seat);
    while states.len() < count {
        states.insert(organisation::state(weights, rng));
    }
    (states, seat)
}

/// Beginning and end.
fn life(rng: &mut impl Rng) -> (PartialDate, Option<PartialDate>) {
    let start = calendar::day_between(FIRST_START, LAST_START, rng);
    let started_on = calendar::known(start, rng);
    let ended_on = draw::happens(ENDED_PERCENT, rng).then(|| {
        let longest = MAX_DAYS.min(calendar::days(start, LAST_END));
        let end = calendar::after(start, rng.random_range(MIN_DAYS..=longest.max(MIN_DAYS)));
        calendar::known_since(started_on, end, rng)
    });
    (started_on, ended_on)
}

fn status(ended: bool, rng: &mut impl Rng) -> Status {
    if ended { Status::Completed } else { draw::pick(Status::Active, &[(Status::Unknown, 8)], rng) }
}
