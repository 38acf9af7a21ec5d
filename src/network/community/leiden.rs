//! The Leiden algorithm (Traag, Waltman and van Eck 2019, *From Louvain to Leiden: guaranteeing well-connected
//! communities*).
//!
//! 1. `moving`: nodes go to the community of their neighbours that gains most, until none would.
//! 2. `refining`: within each community nodes are put together anew, so that what holds together stays and what does
//!    not falls apart.
//! 3. `aggregate`: what was put together becomes one node, and the first two are done with those, starting from the
//!    communities of step 1, until nothing goes together any more.
//!
//! The whole again from what was found, until that makes it no better. Refining takes the best choice, as in leidenalg,
//! and from the second beginning on any good one: a draw by exponentials, as in the paper, need not be the same on
//! every machine. That draw and the order in which nodes are visited come from the seed. O(t) a round for t ties, with
//! few rounds.

use rand_chacha::ChaCha8Rng;

use super::{Parts, aggregate::aggregate, moving::move_nodes, refining::refine};
use crate::network::{Graph, Interrupt, Stop};

/// Rounds of the whole, at most: later ones gain next to nothing.
const MOST_ROUNDS: usize = 10;

/// Rounds that a large network gets all the same: as many as igraph and leidenalg do by themselves.
const FEWEST_ROUNDS: usize = 2;

/// Ties of the rounds together, at most, beyond those: 100 to 300 ns each. Of ten rounds over 3.9 million ties, the first four
/// found 99 % of the modularity.
const ROUNDS_WORK: usize = 16_000_000;

/// What a round must gain to be worth another.
const WORTH: f64 = 1e-7;

/// Which of the groups that a node gains with it joins while refining.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The one it gains most with.
    Best,
    /// Any, drawn: several beginnings then lead to different ends.
    Any,
}

/// What all steps need to know.
pub struct Setting<'a> {
    pub choice: Choice,
    pub resolution: f64,
    pub total: f64,
    pub interrupt: &'a Interrupt,
}

impl Setting<'_> {
    /// How much of ties between two groups of nodes would be there by chance.
    pub fn expected(&self, one: (f64, f64), other: (f64, f64)) -> f64 {
        self.resolution * (one.0 * other.1 + one.1 * other.0) / self.total
    }
}

/// A division, by numbers that mean nothing, that is no worse than the one it starts from.
pub fn leiden(
    graph: &Graph,
    parts: &Parts,
    start: Vec<u32>,
    setting: &Setting<'_>,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<u32>, Stop> {
    let mut of = start;
    if parts.total == 0.0 {
        return Ok(of);
    }
    let mut quality = parts.quality(graph, &of, setting.resolution);
    let rounds = (ROUNDS_WORK / graph.ties().max(1)).clamp(FEWEST_ROUNDS, MOST_ROUNDS);
    for _ in 0..rounds {
        let better = round(graph, parts, of.clone(), setting, rng)?;
        let gained = parts.quality(graph, &better, setting.resolution) - quality;
        if gained > 0.0 {
            quality += gained;
            of = better;
        }
        if gained < WORTH {
            break;
        }
    }
    Ok(of)
}

fn round(
    graph: &Graph,
    parts: &Parts,
    of: Vec<u32>,
    setting: &Setting<'_>,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<u32>, Stop> {
    let mut communities = of;
    move_nodes(graph, parts, &mut communities, setting, rng)?;
    let mut refined = refine(graph, parts, &communities, setting, rng)?;
    // The node of the present level that each node has become a part of.
    let mut become_part: Vec<u32> = (0..graph.nodes() as u32).collect();
    let (mut level, mut level_parts) = (None, parts.clone());
    loop {
        let below: &Graph = level.as_ref().unwrap_or(graph);
        if refined.count == below.nodes() {
            break;
        }
        let (above, above_parts, mut above_communities) = aggregate(below, &level_parts, &communities, &refined);
        become_part.iter_mut().for_each(|node| *node = refined.of[*node as usize]);
        move_nodes(&above, &above_parts, &mut above_communities, setting, rng)?;
        refined = refine(&above, &above_parts, &above_communities, setting, rng)?;
        (level, level_parts, communities) = (Some(above), above_parts, above_communities);
    }
    Ok(become_part.into_iter().map(|node| communities[node as usize]).collect())
}
