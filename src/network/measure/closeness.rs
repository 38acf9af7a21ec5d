//! Closeness and harmonic closeness: how near a node is to the others.
//!
//! Of a node that reaches r nodes, itself included, at distances of d in all: (r-1)/d × (r-1)/(n-1) (Wasserman and
//! Faust 1994, as NetworkX), 0 for an isolate. In a two-mode network with n nodes of its own mode and m of the other in
//! its component: (m + 2(n-1))/d × (r-1)/(N-1) for N nodes in all (Borgatti and Everett 1997). Harmonic closeness is Σ
//! 1/d(i,j) / (n-1), where who is out of reach adds nothing (Marchiori and Latora 2000). Unweighted.
//!
//! A search from every node, [`WIDTH`] of them together: O(n t) for t ties of the two modes, of which in a dense and
//! shallow network only every hundredth is gone. Where it would take more than its budget, distances are taken to a
//! sample of the nodes (Eppstein and Wang 2004), and what follows from them has a standard error.

use rayon::prelude::*;

use super::{
    degree::ratio,
    sample::{Estimate, Pivots, pivots, total},
    search::{Search, WIDTH},
    two_mode::Sides,
};
use crate::network::{
    Interrupt, Stop,
    adjacency::{Adjacency, Space},
    measure::components::Components,
};

/// What is known of a node's distances.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Nearness {
    /// How many nodes it reaches, itself included.
    pub reached: u32,
    /// Σ d.
    pub distance: Estimate,
    /// Σ 1/d.
    pub inverse: Estimate,
}

impl Nearness {
    /// Closeness in a network of `nodes`.
    pub fn closeness(self, nodes: usize) -> Estimate {
        let others = f64::from(self.reached) - 1.0;
        self.over_distance(others * ratio(others, nodes as f64 - 1.0))
    }

    /// Closeness in a two-mode network of `nodes`.
    pub fn closeness_in_two_modes(self, sides: Sides, nodes: usize) -> Estimate {
        let share = ratio(f64::from(self.reached) - 1.0, nodes as f64 - 1.0);
        self.over_distance((sides.other + 2.0 * (sides.own - 1.0)) * share)
    }

    /// Harmonic closeness in a network of `nodes`.
    pub fn harmonic(self, nodes: usize) -> Estimate {
        self.inverse.times(ratio(1.0, nodes as f64 - 1.0))
    }

    /// A quotient is as uncertain, relatively, as what divides.
    fn over_distance(self, dividend: f64) -> Estimate {
        let value = ratio(dividend, self.distance.value);
        let error = value * ratio(self.distance.error, self.distance.value);
        Estimate { value, error, ..self.distance }
    }
}

/// The distances of every counted node, by a sample where exact ones take more than `budget` steps along ties.
pub fn nearness<A: Adjacency>(
    space: Space<'_, A>,
    components: &Components,
    budget: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Nearness>, Stop> {
    let members = components.members();
    let together = steps_together(space, &members[..], interrupt)?;
    let steps = |members: &[u32]| (ends(space, members) as f64 * together).ceil() as u64;
    let groups = pivots(&components.of, components.sizes.len(), budget, steps);
    let sums = sums(space, components, &groups, interrupt)?;
    let near = |(node, sums): (usize, Sums)| {
        let reached = components.sizes[components.of[node] as usize];
        let total = |sum, squares| total(f64::from(reached) - 1.0, sums.sources, sum, squares);
        Nearness {
            reached,
            distance: total(sums.distance, sums.distance_squared),
            inverse: total(sums.inverse, sums.inverse_squared),
        }
    };
    Ok(sums.into_iter().enumerate().map(near).collect())
}

/// The ends of ties at these nodes. Of a projection this counts one of the two ends of each tie of the two modes.
fn ends<A: Adjacency>(space: Space<'_, A>, members: &[u32]) -> u64 {
    members.iter().map(|node| space.adjacency.neighbours(*node as usize).len() as u64).sum()
}

/// What one search takes, for each end of a tie, when it goes with others: tried in the largest component, since it depends on how
/// often they meet.
fn steps_together<A: Adjacency>(
    space: Space<'_, A>,
    components: &[Vec<u32>],
    interrupt: &Interrupt,
) -> Result<f64, Stop> {
    interrupt.check()?;
    let Some(largest) = components.iter().max_by_key(|members| members.len()) else { return Ok(0.0) };
    let sources: Vec<u32> = largest.iter().step_by(largest.len().div_ceil(WIDTH).max(1)).copied().collect();
    let mut left = sources.len() * (largest.len() - 1);
    let looked_at = Search::new(space.adjacency.nodes()).run(space.adjacency, &sources, |node, _, sources| {
        left -= if (node as usize) < space.counted { sources as usize } else { 0 };
        left > 0
    });
    Ok(ratio(looked_at as f64, sources.len() as f64 * ends(space, largest) as f64))
}

/// Sums over the sources that come to one node, itself left out.
#[derive(Clone, Copy, Default)]
struct Sums {
    sources: f64,
    distance: f64,
    distance_squared: f64,
    inverse: f64,
    inverse_squared: f64,
}

impl Sums {
    /// Adds so many sources at this distance.
    fn meet(&mut self, distance: f64, sources: f64) {
        self.sources += sources;
        self.distance += sources * distance;
        self.distance_squared += sources * distance * distance;
        self.inverse += sources / distance;
        self.inverse_squared += sources / (distance * distance);
    }

    fn add(&mut self, other: &Self) {
        self.sources += other.sources;
        self.distance += other.distance;
        self.distance_squared += other.distance_squared;
        self.inverse += other.inverse;
        self.inverse_squared += other.inverse_squared;
    }
}

/// Parts of the work, whatever the number of threads: more than there are of those on most machines. Their sums are 40 bytes a
/// node each.
const PARTS: usize = 16;

/// The sums of every counted node. Distances are the same in both directions, so that what a source says of a node it says of
/// itself as well.
fn sums<A: Adjacency>(
    space: Space<'_, A>,
    components: &Components,
    groups: &[Pivots],
    interrupt: &Interrupt,
) -> Result<Vec<Sums>, Stop> {
    let part = |sources: &[u32]| -> Result<Vec<Sums>, Stop> {
        let mut search = Search::new(space.adjacency.nodes());
        let mut sums = vec![Sums::default(); space.counted];
        for sources in sources.chunks(WIDTH) {
            interrupt.check()?;
            let others = |source: &u32| u64::from(components.sizes[components.of[*source as usize] as usize]) - 1;
            let mut left: u64 = sources.iter().map(others).sum();
            search.run(space.adjacency, sources, |node, steps, sources| {
                if let Some(sums) = sums.get_mut(node as usize) {
                    sums.meet(f64::from(steps / space.steps), f64::from(sources));
                    left -= u64::from(sources);
                }
                left > 0
            });
        }
        Ok(sums)
    };
    // Searches from several components do not meet, and can go together.
    let sources: Vec<u32> = groups.iter().flat_map(|group| &group.pivots).copied().collect();
    let length = sources.len().div_ceil(PARTS * WIDTH).max(1) * WIDTH;
    let parts: Vec<Vec<Sums>> = sources.par_chunks(length).map(part).collect::<Result<_, _>>()?;
    let mut all = vec![Sums::default(); space.counted];
    for part in &parts {
        all.iter_mut().zip(part).for_each(|(sums, add)| sums.add(add));
    }
    Ok(all)
}
