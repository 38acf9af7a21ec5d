//! Events, each in one of its initiative's states.

use std::sync::Arc;

use jiff::civil::Date;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;

use super::{
    calendar, draw,
    name::{self, Names},
    words,
};
use crate::model::{Event, EventId, Initiative, PartialDate, Record, Stamp, StateCode};

/// Days between an initiative's beginning and its last event, if it does not end before.
const MAX_DELAY: i32 = 2000;

/// `average` events an initiative: as many in all, spread by chance.
pub fn generate(
    initiatives: &[Arc<Initiative>],
    average: usize,
    mut rng: ChaCha8Rng,
    stamp: Stamp,
) -> impl Iterator<Item = Record> + use<> {
    let mut names = Names::default();
    let hosts = initiatives.to_vec();
    (0..hosts.len() * average).filter_map(move |_| {
        let initiative = hosts.get(rng.random_range(0..hosts.len()))?;
        Some(make(initiative, &mut names, &mut rng, stamp)?.into())
    })
}

/// None for an initiative without beginning or state, which none of ours is.
fn make(initiative: &Initiative, names: &mut Names, rng: &mut impl Rng, stamp: Stamp) -> Option<Event> {
    let state = initiative.states.iter().nth(rng.random_range(0..initiative.states.len().max(1)))?;
    let (starts_on, ends_on) = days(initiative, rng)?;
    let (name, slug) = names.give(|| name::fill(words::EVENTS, Some(state), rng));
    Some(Event {
        id: EventId::of_seed(&format!("generated/{slug}")),
        initiative: initiative.id,
        state: Some(state),
        place: place(state, rng),
        starts_on,
        ends_on,
        attendance: draw::happens(40, rng).then(|| rng.random_range(10..2000)),
        stamp,
        name,
        slug,
    })
}

fn place(state: StateCode, rng: &mut impl Rng) -> Option<Box<str>> {
    draw::happens(70, rng).then(|| draw::word(words::places(state), rng).into())
}

/// The first and, for some that are known to the day, a later last day.
fn days(initiative: &Initiative, rng: &mut impl Rng) -> Option<(PartialDate, Option<PartialDate>)> {
    let started_on = initiative.started_on?;
    let start = calendar::day_between(started_on.interval().first, last_day(initiative, started_on), rng);
    let starts_on = calendar::known_since(started_on, start, rng);
    let lasts = starts_on == PartialDate::of_day(start) && draw::happens(30, rng);
    let ends_on = lasts.then(|| PartialDate::of_day(calendar::after(start, rng.random_range(1..7))));
    Some((starts_on, ends_on))
}

fn last_day(initiative: &Initiative, started_on: PartialDate) -> Date {
    let latest = calendar::after(started_on.interval().first, MAX_DELAY);
    initiative.ended_on.map_or(latest, |end| end.interval().first.min(latest))
}
