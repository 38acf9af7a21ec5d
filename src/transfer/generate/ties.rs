//! Who is tied to what, and as what: distinct triples with heavy tails.

use std::collections::{HashMap, hash_map::Entry};

use enumset::EnumSet;
use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::draw::{self, Weights};
use crate::model::ParticipationRole as Role;

/// Shares of the roles in percent; the rest are members.
const ROLES: [(Role, u32); 13] = [
    (Role::Initiator, 5),
    (Role::Lead, 5),
    (Role::Sponsor, 6),
    (Role::Funder, 6),
    (Role::Patron, 1),
    (Role::Chair, 2),
    (Role::Advisor, 6),
    (Role::Signatory, 5),
    (Role::Partner, 20),
    (Role::Supporter, 12),
    (Role::Contractor, 2),
    (Role::Subject, 1),
    (Role::Prospect, 2),
];

const FURTHER_ROLES_PERCENT: u32 = 2;

/// How steeply an organisation's weight falls with its rank.
const ZIPF_EXPONENT: f64 = 0.9;

/// The deviation of the logarithm of an initiative's weight.
const SIGMA: f64 = 0.7;

/// Draws by weight that may meet tied pairs only, before looking for a free triple in order. Even where the busiest
/// organisations are in every initiative, one draw of two is free: 64 misses in a row mean that hardly any pair is left.
const MAX_DRAWS: usize = 64;

/// Indexes of an initiative and of an organisation.
type Pair = (u32, u32);

/// Draws ties without repeating one.
pub struct Ties {
    rng: ChaCha8Rng,
    size: Pair,
    initiatives: Weights,
    organisations: Weights,
    roles: HashMap<Pair, EnumSet<Role>>,
    /// The tied pairs, to draw one from.
    pairs: Vec<Pair>,
}

/// One organisation's part in one initiative.
#[derive(Clone, Copy)]
pub struct Tie {
    pub initiative: usize,
    pub organisation: usize,
    pub role: Role,
}

impl Ties {
    pub fn new(initiatives: u32, organisations: u32, mut rng: ChaCha8Rng) -> Self {
        let sizes: Vec<f64> = StandardNormal.sample_iter(&mut rng).take(initiatives as usize).collect();
        let mut degrees: Vec<f64> = (1..=organisations).map(|rank| f64::from(rank).powf(-ZIPF_EXPONENT)).collect();
        degrees.shuffle(&mut rng);
        Self {
            rng,
            size: (initiatives, organisations),
            initiatives: Weights::new(sizes.into_iter().map(|size: f64| (SIGMA * size).exp())),
            organisations: Weights::new(degrees),
            roles: HashMap::new(),
            pairs: Vec::new(),
        }
    }

    /// A pair that is tied already, in a role it does not have; none if that pair has all.
    fn further_role(&mut self) -> Option<(Pair, Role)> {
        let index = self.rng.random_range(0..self.pairs.len().max(1));
        let pair = *self.pairs.get(index)?;
        Some((pair, self.free_role(pair)?))
    }

    /// A new pair by weight; none if chance met only tied ones.
    fn new_pair(&mut self) -> Option<(Pair, Role)> {
        for _ in 0..MAX_DRAWS {
            let pair = (self.initiatives.draw(&mut self.rng) as u32, self.organisations.draw(&mut self.rng) as u32);
            if !self.roles.contains_key(&pair) {
                return Some((pair, draw::pick(Role::Member, &ROLES, &mut self.rng)));
            }
        }
        None
    }

    /// Anything still free, in order from a place drawn; none if all triples are drawn.
    fn next_free(&mut self) -> Option<(Pair, Role)> {
        let (initiatives, organisations) = (u64::from(self.size.0), u64::from(self.size.1));
        let all = initiatives * organisations;
        let start = self.rng.random_range(0..all.max(1));
        let places = (start..all).chain(0..start);
        let mut pairs = places.map(|place| ((place / organisations) as u32, (place % organisations) as u32));
        pairs.find_map(|pair| Some((pair, self.free_role(pair)?)))
    }

    fn free_role(&mut self, pair: Pair) -> Option<Role> {
        let free = !self.roles.get(&pair).copied().unwrap_or_default();
        free.iter().nth(self.rng.random_range(0..free.len().max(1)))
    }

    fn keep(&mut self, pair: Pair, role: Role) {
        match self.roles.entry(pair) {
            Entry::Occupied(mut roles) => {
                roles.get_mut().insert(role);
            }
            Entry::Vacant(first) => {
                first.insert(role.into());
                self.pairs.push(pair);
            }
        }
    }
}

impl Iterator for Ties {
    type Item = Tie;

    fn next(&mut self) -> Option<Tie> {
        let further = draw::happens(FURTHER_ROLES_PERCENT, &mut self.rng).then(|| self.further_role()).flatten();
        let (pair, role) = further.or_else(|| self.new_pair()).or_else(|| self.next_free())?;
        self.keep(pair, role);
        Some(Tie { initiative: pair.0 as usize, organisation: pair.1 as usize, role })
    }
}
