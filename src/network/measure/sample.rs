//! Which nodes a search starts from: all of them where that is done in about two seconds, else a sample.
//!
//! A measure that takes a search from every node takes n searches of t steps each. Beyond
//! [`EXACT_STEPS`](crate::model::limits::EXACT_STEPS) of them it is estimated from the searches of as many nodes as
//! fit, drawn without replacement by a generator of fixed seed (Brandes and Pich 2007, *Centrality estimation in large
//! networks*: uniformly drawn pivots do best). Small components are searched from all of their nodes whatever the size
//! of the whole.

use rand::{SeedableRng, seq::index};
use rand_chacha::ChaCha8Rng;

use super::components::groups;

/// The nodes of one component from which it is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pivots {
    /// Ascending.
    pub pivots: Vec<u32>,
    /// The nodes of the component.
    pub members: Vec<u32>,
}

impl Pivots {
    /// Whether some of the nodes are none.
    pub fn is_sample(&self) -> bool {
        self.pivots.len() < self.members.len()
    }
}

/// Pivots at least, of a large component: fewer say too little about the error.
const FEWEST: usize = 32;

/// The seed of the draw. Part of what an estimate means: another one gives another estimate.
const SEED: u64 = 2017;

/// The pivots of each component, where a search of the component `c` takes `steps(c)`, and all of them together about
/// `budget` at most.
pub fn pivots(of: &[u32], count: usize, budget: u64, steps: impl Fn(&[u32]) -> u64) -> Vec<Pivots> {
    let share = budget / count.max(1) as u64;
    let chosen = |(number, members): (usize, Vec<u32>)| {
        let steps = steps(&members).max(1);
        let few = members.len() <= FEWEST || steps.saturating_mul(members.len() as u64) <= share.max(budget / 2);
        if few {
            return Pivots { pivots: members.clone(), members };
        }
        let amount = ((budget / steps) as usize).clamp(FEWEST, members.len());
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        rng.set_stream(number as u64);
        let mut places = index::sample(&mut rng, members.len(), amount).into_vec();
        places.sort_unstable();
        Pivots { pivots: places.into_iter().map(|place| members[place]).collect(), members }
    };
    groups(of, count).into_iter().enumerate().map(chosen).collect()
}

/// A number that may be an estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    pub value: f64,
    /// The standard error, as far as the sample shows it: 0 as well where all that was drawn is alike. 0 where the value is
    /// exact.
    pub error: f64,
    /// None where the value is exact.
    pub sample: Option<Sample>,
}

/// What an estimate was made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub drawn: f64,
    pub of: f64,
}

/// How improbable it is that a value is farther off than its bound.
const IMPROBABLE: f64 = 0.05;

impl Sample {
    /// How far the mean of what was drawn is from that of all, at most, but for a probability of 5 %, where each is between 0
    /// and 1. Nothing else is assumed of them (Hoeffding 1963; without replacement Serfling 1974).
    pub fn bound(self) -> f64 {
        let left = 1.0 - (self.drawn - 1.0) / self.of;
        ((2.0 / IMPROBABLE).ln() * left / (2.0 * self.drawn)).sqrt()
    }
}

impl Estimate {
    pub fn exact(value: f64) -> Self {
        Self { value, error: 0.0, sample: None }
    }

    pub fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, error: self.error * factor, ..self }
    }
}

/// The estimate of a sum over `all` things from `drawn` of them that were drawn without replacement: of those, the sum
/// and the sum of squares.
pub fn total(all: f64, drawn: f64, sum: f64, squares: f64) -> Estimate {
    if drawn >= all {
        return Estimate::exact(sum);
    }
    let variance = (squares - sum * sum / drawn).max(0.0) / (drawn - 1.0);
    Estimate {
        value: all / drawn * sum,
        error: all * (variance / drawn * (1.0 - drawn / all)).sqrt(),
        sample: Some(Sample { drawn, of: all }),
    }
}
