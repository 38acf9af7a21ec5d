//! Drawing by share and by weight.

use rand::{Rng, RngExt, seq::IndexedRandom};

/// Whether a thing that happens to `percent` of all happens here.
pub fn happens(percent: u32, rng: &mut impl Rng) -> bool {
    rng.random_range(0..100) < percent
}

/// One of `others` by its share in percent; `usual` has what they leave.
pub fn pick<T: Copy>(usual: T, others: &[(T, u32)], rng: &mut impl Rng) -> T {
    let mut left = rng.random_range(0..100);
    for (other, percent) in others {
        if left < *percent {
            return *other;
        }
        left -= percent;
    }
    usual
}

/// Any of `words`, each as likely; nothing of none.
pub fn word(words: &[&'static str], rng: &mut impl Rng) -> &'static str {
    words.choose(rng).copied().unwrap_or_default()
}

/// `count` different items of `list`, or all if there are fewer.
pub fn some<T: Copy>(list: &[T], count: usize, rng: &mut impl Rng) -> Vec<T> {
    list.sample(rng, count).copied().collect()
}

/// Things to draw by weight, named by their index.
///
/// The weights are made whole numbers: sums of them are exact, and what the last digit of a power differs by between
/// platforms is rounded away.
pub struct Weights {
    /// The sum of the weights up to and with each.
    sums: Vec<u64>,
}

/// A weight of 1. Weights are about 1 or below, and 2³² of them sum up to 4·10¹⁸, which 64 bits hold. What weighs
/// less than a billionth weighs a billionth, so that everything can be drawn.
const UNIT: f64 = 1e9;

impl Weights {
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = 0_u64;
        let mut add = |weight: f64| {
            sum = sum.saturating_add(((weight * UNIT).round() as u64).max(1));
            sum
        };
        Self { sums: weights.into_iter().map(&mut add).collect() }
    }

    /// An index by weight; 0 if there is nothing to draw from.
    pub fn draw(&self, rng: &mut impl Rng) -> usize {
        let total = self.sums.last().copied().unwrap_or(1);
        let drawn = rng.random_range(0..total);
        self.sums.partition_point(|sum| *sum <= drawn)
    }
}
