//! Closeness and harmonic closeness: how near a node is to the others.
//!
//! Of a node that reaches r nodes, itself included, at distances of d in all: (r-1)/d × (r-1)/(n-1) (Wasserman and
//! Faust 1994, as NetworkX), 0 for an isolate. In a two-mode network with n nodes of its own mode and m of the other in
//! its component: (m + 2(n-1))/d × (r-1)/(N-1) for N nodes in all (Borgatti and Everett 1997). Harmonic closeness is Σ
//! 1/d(i,j) / (n-1), where who is out of reach adds nothing (Marchiori and Latora 2000). Unweighted.
//!
//! A search from every node: O(n t) for t ties of the two modes. In a large component distances are taken to a sample
//! of its nodes (Eppstein and Wang 2004); the sample's own closeness is exact, that of others has a standard error.

use rayon::prelude::*;

use super::{
    degree::ratio,
    sample::{Estimate, Pivots, pivots, total},
    search::{Distances, Search},
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
        Estimate { value, error: value * ratio(self.distance.error, self.distance.value) }
    }
}

/// The distances of every counted node, by a sample where exact ones take more than `budget` steps.
pub fn nearness<A: Adjacency>(
    space: Space<'_, A>,
    components: &Components,
    budget: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Nearness>, Stop> {
    let mut all = vec![Nearness::default(); space.counted];
    for group in drawn(space, components, budget) {
        if group.is_sample() {
            estimate(space, &group, &mut all, interrupt)?;
        } else {
            exact(space, &group.members, &mut all, interrupt)?;
        }
    }
    Ok(all)
}

/// Whether any distance of this network would be an estimate.
pub fn is_estimated<A: Adjacency>(space: Space<'_, A>, components: &Components, budget: u64) -> bool {
    drawn(space, components, budget).iter().any(Pivots::is_sample)
}

fn drawn<A: Adjacency>(space: Space<'_, A>, components: &Components, budget: u64) -> Vec<Pivots> {
    // Of a projection this counts one of the two ends of each tie of the two modes.
    let ends = |members: &[u32]| {
        members.iter().map(|node| space.adjacency.neighbours(*node as usize).len() as u64).sum::<u64>()
    };
    pivots(&components.of, components.sizes.len(), budget, |members| ends(members) * u64::from(space.steps))
}

/// How many sources one thread searches from at a time: the unit of work, whatever the number of threads.
const BATCH: usize = 32;

fn exact<A: Adjacency>(
    space: Space<'_, A>,
    sources: &[u32],
    all: &mut [Nearness],
    interrupt: &Interrupt,
) -> Result<(), Stop> {
    let of_batch = |sources: &[u32]| -> Result<Vec<Distances>, Stop> {
        let mut search = Search::new(space.adjacency.nodes());
        let one = |source: &u32| {
            interrupt.check()?;
            search.run(space.adjacency, *source);
            Ok(search.distances(space))
        };
        sources.iter().map(one).collect()
    };
    let found: Vec<Vec<Distances>> = sources.par_chunks(BATCH).map(of_batch).collect::<Result<_, _>>()?;
    for (node, distances) in sources.iter().zip(found.into_iter().flatten()) {
        all[*node as usize] = Nearness {
            reached: distances.reached,
            distance: Estimate::exact(distances.total as f64),
            inverse: Estimate::exact(distances.inverse),
        };
    }
    Ok(())
}

/// Sums over the sources of a sample, for one node.
#[derive(Clone, Copy, Default)]
struct Sums {
    distance: f64,
    distance_squared: f64,
    inverse: f64,
    inverse_squared: f64,
}

fn estimate<A: Adjacency>(
    space: Space<'_, A>,
    group: &Pivots,
    all: &mut [Nearness],
    interrupt: &Interrupt,
) -> Result<(), Stop> {
    let batch = |sources: &[u32]| -> Result<Vec<Sums>, Stop> {
        let mut search = Search::new(space.adjacency.nodes());
        let mut sums = vec![Sums::default(); space.counted];
        for source in sources {
            interrupt.check()?;
            search.run(space.adjacency, *source);
            for (node, distance) in search.reached(space).filter(|(_, distance)| *distance > 0) {
                let distance = f64::from(distance);
                let sums = &mut sums[node];
                sums.distance += distance;
                sums.distance_squared += distance * distance;
                sums.inverse += 1.0 / distance;
                sums.inverse_squared += 1.0 / (distance * distance);
            }
        }
        Ok(sums)
    };
    let batches: Vec<Vec<Sums>> = group.pivots.par_chunks(BATCH).map(batch).collect::<Result<_, _>>()?;
    let (members, drawn) = (group.members.len() as f64, group.pivots.len() as f64);
    for node in &group.members {
        let mut sums = Sums::default();
        for batch in &batches {
            let add = &batch[*node as usize];
            sums.distance += add.distance;
            sums.distance_squared += add.distance_squared;
            sums.inverse += add.inverse;
            sums.inverse_squared += add.inverse_squared;
        }
        all[*node as usize] = Nearness {
            reached: group.members.len() as u32,
            distance: total(members - 1.0, drawn, sums.distance, sums.distance_squared),
            inverse: total(members - 1.0, drawn, sums.inverse, sums.inverse_squared),
        };
    }
    exact(space, &group.pivots, all, interrupt)
}
