//! Betweenness: on how many of the shortest ways between two others a node lies (Freeman 1977).
//!
//! Σ over pairs {s,t} without the node of (shortest ways through it) / (shortest ways), divided by (n-1)(n-2)/2, the
//! pairs of others; 0 where n < 3. In a two-mode network divided by what a node of its mode could have at most, given
//! the numbers of the two modes in its component (Borgatti and Everett 1997), 0/0 = 0. Unweighted.
//!
//! Brandes 2001, *A faster algorithm for betweenness centrality*: from every node a search that counts shortest ways,
//! and back over its levels what depends on each node. O(n t) time for t ties, O(n) memory a thread. Two changes make
//! it fit projections, which are dense and shallow: a level is counted from whichever side has fewer ties, the one
//! before or the one to come (as in the direction-optimising search of Beamer, Asanović and Patterson 2012), and the
//! ties of the last level are not looked at, as nothing lies behind them. In a large network the searches start from a
//! sample (see [`sample`](super::sample)): each value has a standard error, and a [`bound`] for those who do not trust a sample
//! to show how much it has missed.

use std::ops::Range;

use rayon::prelude::*;

use super::{
    components::Components,
    degree::ratio,
    sample::{Estimate, Pivots, Sample, pivots, total},
    two_mode::Sides,
};
use crate::network::{Interrupt, Stop, adjacency::Adjacency};

/// How many nodes a thread searches from at a time: the unit of work, whatever the number of threads.
const BATCH: usize = 64;

/// The betweenness of every node, before it is divided by anything, by a sample where an exact one takes more than
/// `budget` steps.
pub fn betweenness<A: Adjacency>(
    adjacency: &A,
    components: &Components,
    budget: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Estimate>, Stop> {
    let mut all = vec![Estimate::default(); adjacency.nodes()];
    let ends = |members: &[u32]| members.iter().map(|node| adjacency.neighbours(*node as usize).len() as u64).sum();
    for group in pivots(&components.of, components.sizes.len(), budget, ends) {
        // Between one and another nobody lies.
        if group.members.len() > 2 {
            of_component(adjacency, &group, &mut all, interrupt)?;
        }
    }
    Ok(all)
}

/// What betweenness is divided by: the pairs of others.
pub fn pairs(nodes: usize) -> f64 {
    (nodes as f64 - 1.0) * (nodes as f64 - 2.0) / 2.0
}

/// What betweenness is divided by in a two-mode network: ½(m²(s+1)² + m(s+1)(2t-s-1) - t(2s-t+3)), where
/// s = (n-1) div m, t = (n-1) mod m.
pub fn most_in_two_modes(sides: Sides) -> f64 {
    let Sides { own: n, other: m } = sides;
    if n < 1.0 || m < 1.0 {
        return 0.0;
    }
    let (s, t) = (((n - 1.0) / m).floor(), (n - 1.0) % m);
    (m * m * (s + 1.0) * (s + 1.0) + m * (s + 1.0) * (2.0 * t - s - 1.0) - t * (2.0 * s - t + 3.0)) / 2.0
}

/// A value divided by what it could be at most.
pub fn normalised(value: Estimate, most: f64) -> Estimate {
    value.times(ratio(1.0, most))
}

/// How far such a value is from the exact one, at most, but for a probability of 5 %: on a way from one source to the other
/// n - 2 nodes of its component it may lie for all of them or for none, and nothing else is taken for granted (Brandes
/// and Pich 2007). 0 where it is exact.
pub fn bound(value: Estimate, most: f64) -> f64 {
    let of = |sample: Sample| sample.bound() * ratio(sample.of * (sample.of - 2.0) / 2.0, most);
    value.sample.map_or(0.0, of)
}

/// Dependencies on each node, and their squares.
struct Sums {
    dependency: Vec<f64>,
    squared: Vec<f64>,
}

fn of_component<A: Adjacency>(
    adjacency: &A,
    group: &Pivots,
    all: &mut [Estimate],
    interrupt: &Interrupt,
) -> Result<(), Stop> {
    let nodes = adjacency.nodes();
    let ground = Ground::new(adjacency, &group.members);
    let batch = |sources: &[u32]| -> Result<Sums, Stop> {
        let mut search = Search::new(nodes);
        let mut sums = Sums { dependency: vec![0.0; nodes], squared: vec![0.0; nodes] };
        for source in sources {
            interrupt.check()?;
            search.run(&ground, *source);
            for node in search.order.iter().skip(1) {
                let dependency = search.dependency[*node as usize];
                sums.dependency[*node as usize] += dependency;
                sums.squared[*node as usize] += dependency * dependency;
            }
        }
        Ok(sums)
    };
    // As many batches at a time as keep the threads busy: their sums are n numbers each.
    let mut sum = Sums { dependency: vec![0.0; nodes], squared: vec![0.0; nodes] };
    for sources in group.pivots.chunks(BATCH * AT_A_TIME) {
        let batches: Vec<Sums> = sources.par_chunks(BATCH).map(batch).collect::<Result<_, _>>()?;
        for batch in batches {
            for node in &group.members {
                sum.dependency[*node as usize] += batch.dependency[*node as usize];
                sum.squared[*node as usize] += batch.squared[*node as usize];
            }
        }
    }
    let (members, drawn) = (group.members.len() as f64, group.pivots.len() as f64);
    for node in &group.members {
        let sums = (sum.dependency[*node as usize], sum.squared[*node as usize]);
        // Every pair was met from both of its ends.
        all[*node as usize] = total(members, drawn, sums.0, sums.1).times(0.5);
    }
    Ok(())
}

/// Batches under way together, more than there are threads on most machines.
const AT_A_TIME: usize = 16;

const UNSEEN: u32 = u32::MAX;

/// A component that is searched.
struct Ground<'a, A> {
    adjacency: &'a A,
    members: &'a [u32],
    /// The neighbours of all members together.
    ends: usize,
}

impl<'a, A: Adjacency> Ground<'a, A> {
    fn new(adjacency: &'a A, members: &'a [u32]) -> Self {
        let mut ground = Self { adjacency, members, ends: 0 };
        ground.ends = ground.ends_of(members);
        ground
    }

    fn neighbours(&self, node: u32) -> &'a [u32] {
        self.adjacency.neighbours(node as usize)
    }

    fn ends_of(&self, nodes: &[u32]) -> usize {
        nodes.iter().map(|node| self.neighbours(*node).len()).sum()
    }
}

/// A search from one source, with arrays that are used again.
struct Search {
    level: Vec<u32>,
    /// How many shortest ways lead to each node.
    ways: Vec<f64>,
    dependency: Vec<f64>,
    /// What the nodes of one level hand on to the next; 0 elsewhere.
    handed: Vec<f64>,
    /// The nodes that were found, nearest first.
    order: Vec<u32>,
    /// Where each level begins in `order`, and where the last ends.
    starts: Vec<usize>,
    /// The ends of ties at each level, and at nodes not found yet.
    ends: Vec<usize>,
    ends_left: usize,
    /// Nodes not found yet, and some that have been since it was last put in order.
    missing: Vec<u32>,
}

impl Search {
    fn new(nodes: usize) -> Self {
        Self {
            level: vec![UNSEEN; nodes],
            ways: vec![0.0; nodes],
            dependency: vec![0.0; nodes],
            handed: vec![0.0; nodes],
            order: Vec::new(),
            starts: Vec::new(),
            ends: Vec::new(),
            ends_left: 0,
            missing: Vec::new(),
        }
    }

    fn run<A: Adjacency>(&mut self, ground: &Ground<'_, A>, source: u32) {
        self.clear(ground);
        self.level[source as usize] = 0;
        self.ways[source as usize] = 1.0;
        self.order.push(source);
        self.starts.push(0);
        self.close_level(ground);
        // Nothing lies behind the last level.
        while self.order.len() < ground.members.len() {
            if self.ends_left < self.ends[self.ends.len() - 1] {
                self.gather_ways(ground);
            } else {
                self.scatter_ways(ground);
            }
            self.close_level(ground);
        }
        for level in (1..self.ends.len().saturating_sub(1)).rev() {
            if self.ends[level + 1] < self.ends[level] {
                self.scatter_dependency(ground, level);
            } else {
                self.gather_dependency(ground, level);
            }
        }
    }

    fn clear<A>(&mut self, ground: &Ground<'_, A>) {
        for node in self.order.drain(..) {
            self.level[node as usize] = UNSEEN;
            self.ways[node as usize] = 0.0;
            self.dependency[node as usize] = 0.0;
        }
        self.starts.clear();
        self.ends.clear();
        self.ends_left = ground.ends;
        self.missing.clear();
        self.missing.extend_from_slice(ground.members);
    }

    /// Takes the nodes that were found last as a level.
    fn close_level<A: Adjacency>(&mut self, ground: &Ground<'_, A>) {
        let start = self.starts[self.starts.len() - 1];
        let ends = ground.ends_of(&self.order[start..]);
        self.ends.push(ends);
        self.ends_left -= ends;
        self.starts.push(self.order.len());
    }

    /// The nodes of a level, as places in `order`.
    fn places(&self, level: usize) -> Range<usize> {
        self.starts[level]..self.starts[level + 1]
    }

    /// Finds the next level from the one before it.
    fn scatter_ways<A: Adjacency>(&mut self, ground: &Ground<'_, A>) {
        let last = self.ends.len() - 1;
        let beyond = last as u32 + 1;
        for place in self.places(last) {
            let node = self.order[place];
            let ways = self.ways[node as usize];
            for next in ground.neighbours(node) {
                let level = &mut self.level[*next as usize];
                if *level == UNSEEN {
                    *level = beyond;
                    self.order.push(*next);
                }
                if *level == beyond {
                    self.ways[*next as usize] += ways;
                }
            }
        }
    }

    /// Finds the next level from the nodes that have not been found.
    fn gather_ways<A: Adjacency>(&mut self, ground: &Ground<'_, A>) {
        let last = self.ends.len() - 1;
        let places = self.places(last);
        for node in &self.order[places.clone()] {
            self.handed[*node as usize] = self.ways[*node as usize];
        }
        let Self { level, ways, handed, order, missing, .. } = self;
        missing.retain(|node| {
            if level[*node as usize] != UNSEEN {
                return false;
            }
            let sum: f64 = ground.neighbours(*node).iter().map(|before| handed[*before as usize]).sum();
            if sum > 0.0 {
                level[*node as usize] = last as u32 + 1;
                ways[*node as usize] = sum;
                order.push(*node);
            }
            sum == 0.0
        });
        for node in &self.order[places] {
            self.handed[*node as usize] = 0.0;
        }
    }

    /// What depends on the nodes of a level, Σ ways(i)/ways(j) (1 + dependency(j)) over the neighbours `j` one level
    /// on: from the nodes of the level.
    fn gather_dependency<A: Adjacency>(&mut self, ground: &Ground<'_, A>, level: usize) {
        let (own, beyond) = (self.places(level), self.places(level + 1));
        for node in &self.order[beyond.clone()] {
            self.handed[*node as usize] = self.share(*node);
        }
        for node in &self.order[own] {
            let handed: f64 = ground.neighbours(*node).iter().map(|next| self.handed[*next as usize]).sum();
            self.dependency[*node as usize] = self.ways[*node as usize] * handed;
        }
        for node in &self.order[beyond] {
            self.handed[*node as usize] = 0.0;
        }
    }

    /// The same from the nodes one level on.
    fn scatter_dependency<A: Adjacency>(&mut self, ground: &Ground<'_, A>, level: usize) {
        for place in self.places(level + 1) {
            let node = self.order[place];
            let share = self.share(node);
            for before in ground.neighbours(node) {
                if self.level[*before as usize] == level as u32 {
                    self.dependency[*before as usize] += share;
                }
            }
        }
        for node in &self.order[self.places(level)] {
            self.dependency[*node as usize] *= self.ways[*node as usize];
        }
    }

    fn share(&self, node: u32) -> f64 {
        (1.0 + self.dependency[node as usize]) / self.ways[node as usize]
    }
}
