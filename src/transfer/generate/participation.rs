//! Participations along the ties, within the life of their initiative.

use std::sync::Arc;

use jiff::civil::Date;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;

use super::{
    calendar, draw,
    ties::{Tie, Ties},
};
use crate::model::{Initiative, Organisation, PartialDate, Participation, ParticipationId, ParticipationRole, Stamp};

const ENDED_PERCENT: u32 = 45;
/// Days after an initiative's beginning until which one joins.
const MAX_DELAY: i32 = 900;
const MIN_DAYS: i32 = 60;
const MAX_DAYS: i32 = 2500;

/// Participations without end; take as many as there are triples at most.
pub struct Participations {
    initiatives: Vec<Arc<Initiative>>,
    organisations: Vec<Arc<Organisation>>,
    ties: Ties,
    rng: ChaCha8Rng,
    stamp: Stamp,
}

impl Participations {
    pub fn new(
        initiatives: Vec<Arc<Initiative>>,
        organisations: Vec<Arc<Organisation>>,
        ties: Ties,
        rng: ChaCha8Rng,
        stamp: Stamp,
    ) -> Self {
        Self { initiatives, organisations, ties, rng, stamp }
    }
}

impl Iterator for Participations {
    type Item = Participation;

    fn next(&mut self) -> Option<Participation> {
        let Tie { initiative, organisation, role } = self.ties.next()?;
        let (initiative, organisation) = (self.initiatives.get(initiative)?, self.organisations.get(organisation)?);
        let (since, until) = span(initiative, &mut self.rng);
        Some(Participation {
            id: ParticipationId::of_seed(&format!("generated/{}/{}/{role}", initiative.slug, organisation.slug)),
            initiative: initiative.id,
            organisation: organisation.id,
            role,
            formal: role != ParticipationRole::Supporter || draw::happens(50, &mut self.rng),
            since,
            until,
            headcount: None,
            note: None,
            sources: Vec::new(),
            stamp: self.stamp,
        })
    }
}

/// Beginning and end, the end for some.
fn span(initiative: &Initiative, rng: &mut impl Rng) -> (Option<PartialDate>, Option<PartialDate>) {
    let Some(started_on) = initiative.started_on else { return (None, None) };
    let first = started_on.interval().first;
    let last = initiative.ended_on.map_or(Date::MAX, |end| end.interval().first);
    let joined = calendar::day_between(first, calendar::after(first, MAX_DELAY).min(last), rng);
    let since = calendar::known_since(started_on, joined, rng);
    let until = draw::happens(ENDED_PERCENT, rng).then(|| {
        let left = calendar::after(joined, rng.random_range(MIN_DAYS..MAX_DAYS)).min(last).max(joined);
        calendar::known_since(since, left, rng)
    });
    (Some(since), until)
}
