//! Organisations: mostly companies, some of them branches of others.

use std::sync::Arc;

use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;

use super::{
    draw::{self, Weights},
    name::{self, Names},
    words,
};
use crate::model::{Organisation, OrganisationId, OrganisationKind as Kind, Slug, Stamp, StateCode};

/// Shares of the kinds in percent; the rest are companies.
const KINDS: [(Kind, u32); 11] = [
    (Kind::Government, 4),
    (Kind::Municipality, 6),
    (Kind::Chamber, 5),
    (Kind::EmployersAssociation, 5),
    (Kind::IndustryAssociation, 6),
    (Kind::TradeUnion, 6),
    (Kind::University, 6),
    (Kind::Research, 5),
    (Kind::Association, 6),
    (Kind::Network, 3),
    (Kind::Other, 2),
];

const BRANCHES_PERCENT: u32 = 5;
const COLLECTIVES_PERCENT: u32 = 3;
const FEDERAL_PERCENT: u32 = 10;
const WITH_WEBSITE_PERCENT: u32 = 50;

/// Branches of branches, but no branches of those.
const MAX_DEPTH: u8 = 3;

pub fn generate(count: u32, rng: ChaCha8Rng, stamp: Stamp) -> Vec<Arc<Organisation>> {
    let mut maker = Maker { rng, stamp, names: Names::default(), states: states(), depths: Vec::new() };
    let mut organisations: Vec<Arc<Organisation>> = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let organisation = maker.make(&organisations);
        organisations.push(Arc::new(organisation));
    }
    organisations
}

/// States by weight 1/√rank.
pub fn states() -> Weights {
    Weights::new((1..=StateCode::ALL.len()).map(|rank| (rank as f64).sqrt().recip()))
}

/// A state by weight.
pub fn state(states: &Weights, rng: &mut impl Rng) -> StateCode {
    StateCode::ALL.get(states.draw(rng)).copied().unwrap_or(StateCode::Bw)
}

struct Maker {
    rng: ChaCha8Rng,
    stamp: Stamp,
    names: Names,
    states: Weights,
    /// Of each organisation made: 1 without an umbrella, one more than its umbrella's otherwise.
    depths: Vec<u8>,
}

impl Maker {
    fn make(&mut self, earlier: &[Arc<Organisation>]) -> Organisation {
        let umbrella = self.umbrella(earlier);
        let collective = umbrella.is_none() && draw::happens(COLLECTIVES_PERCENT, &mut self.rng);
        let kind = umbrella.map_or_else(|| draw::pick(Kind::Company, &KINDS, &mut self.rng), |umbrella| umbrella.kind);
        let federal = draw::happens(FEDERAL_PERCENT, &mut self.rng);
        let state = (!federal).then(|| state(&self.states, &mut self.rng));
        let templates = if collective { words::COLLECTIVES } else { words::organisations(kind) };
        let (name, slug) = self.names.give(|| name::fill(templates, state, &mut self.rng));
        Organisation {
            id: OrganisationId::of_seed(&format!("generated/{slug}")),
            short_name: None,
            aliases: Vec::new(),
            kind,
            collective,
            state,
            website: draw::happens(WITH_WEBSITE_PERCENT, &mut self.rng).then(|| website(&slug)).flatten(),
            parent: umbrella.map(|umbrella| umbrella.id),
            formerly: Vec::new(),
            sources: Vec::new(),
            stamp: self.stamp,
            name,
            slug,
        }
    }

    /// The umbrella of the next organisation, if it is a branch: one made before, so there are no cycles.
    fn umbrella<'o>(&mut self, earlier: &'o [Arc<Organisation>]) -> Option<&'o Organisation> {
        let umbrella = self.draw_umbrella(earlier);
        self.depths.push(umbrella.map_or(1, |(_, depth)| depth + 1));
        umbrella.map(|(organisation, _)| organisation)
    }

    fn draw_umbrella<'o>(&mut self, earlier: &'o [Arc<Organisation>]) -> Option<(&'o Organisation, u8)> {
        if earlier.is_empty() || !draw::happens(BRANCHES_PERCENT, &mut self.rng) {
            return None;
        }
        let index = self.rng.random_range(0..earlier.len());
        let (organisation, depth) = (earlier.get(index)?, *self.depths.get(index)?);
        (depth < MAX_DEPTH && !organisation.collective).then_some((organisation, depth))
    }
}

/// A page below the domain that is reserved for examples (RFC 2606).
fn website(slug: &Slug) -> Option<crate::model::Url> {
    format!("https://www.example.org/{slug}").parse().ok()
}
