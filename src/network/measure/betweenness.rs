//! Betweenness: on how many of the shortest ways between two others a node lies (Freeman 1977).
//!
//! Σ over pairs {s,t} without the node of (shortest ways through it) / (shortest ways), divided by (n-1)(n-2)/2, the pairs of
//! others; 0 where n < 3. In a two-mode network divided by what a node of its mode could have at most, given the numbers of
//! the two modes in its component (Borgatti and Everett 1997), 0/0 = 0. Unweighted.
//!
//! Brandes 2001, *A faster algorithm for betweenness centrality*: from every node a search that counts shortest ways, and
//! back over its levels what depends on each node. O(n t) time for t ties, O(n) memory a thread. Two changes make
//! it fit projections, which are dense and shallow: a level is counted from whichever side has fewer ties, the one before or the one to come
//! (as in the direction-optimising search of Beamer, Asanović and Patterson 2012), and the ties of the last level are not looked at, as
//! nothing lies behind them. In a large network the searches start from a sample (see [`sample`](super::sample)), and
//! each value has a standard error.

use rayon::prelude::*;

use super::{
    components::Components,
    degree::ratio,
    sample::{Estimate, Pivots, pivots, total},
    two_mode::Sides,
};
use crate::network::{Interrupt, Stop, adjacency::Adjacency};

/// How many nodes a thread searches from at a time: the unit of work, whatever the number of threads.
const BATCH: usize = 64;

/// The betweenness of every node, before it is divided by anything.
pub fn betweenness<A: Adjacency>(
    adjacency: &A,
    components: &Components,
    interrupt: &Interrupt,
) -> Result<Vec<Estimate>, Stop> {
    let mut all = vec![Estimate::default(); adjacency.nodes()];
    for group in drawn(|node| adjacency.neighbours(node).len(), components) {
        // Between one and another nobody lies.
        if group.members.len() > 2 {
            of_component(adjacency, &group, &mut all, interrupt)?;
        }
    }
    Ok(all)
}

/// Whether any value of a network of these degrees would be an estimate.
pub fn is_estimated(degrees: &[u32], components: &Components) -> bool {
    drawn(|node| degrees[node] as usize, components).iter().any(Pivots::is_sample)
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

fn drawn(degree: impl Fn(usize) -> usize, components: &Components) -> Vec<Pivots> {
    let ends = |members: &[u32]| members.iter().map(|node| degree(*node as usize) as u64).sum();
    pivots(&components.of, components.sizes.len(), ends)
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
    let batch = |sources: &[u32]| -> Result<Sums, Stop> {
        let mut search = Search::new(nodes, group.members.len());
        let mut sums = Sums { dependency: vec![0.0; nodes], squared: vec![0.0; nodes] };
        for source in sources {
            interrupt.check()?;
            search.run(adjacency, *source);
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

/// A search from one source, with arrays that are used again. Between two searches everything is as new.
struct Search {
    /// The nodes of the component: when all are found, nothing lies behind the last level.
    size: usize,
    level: Vec<u32>,
    /// How many shortest ways lead to each node.
    ways: Vec<f64>,
    dependency: Vec<f64>,
    /// Of the nodes of one level what is handed on to the next; 0 elsewhere.
    handed: Vec<f64>,
    /// The nodes that were found, nearest first.
    order: Vec<u32>,
    /// Where each level begins in `order`, and where the last ends.
    starts: Vec<usize>,
}

impl Search {
    fn new(nodes: usize, size: usize) -> Self {
        Self {
            size,
            level: vec![UNSEEN; nodes],
            ways: vec![0.0; nodes],
            dependency: vec![0.0; nodes],
            handed: vec![0.0; nodes],
            order: Vec::with_capacity(size),
            starts: Vec::new(),
        }
    }

    fn run<A: Adjacency>(&mut self, adjacency: &A, source: u32) {
        self.clear();
        self.level[source as usize] = 0;
        self.ways[source as usize] = 1.0;
        self.order.push(source);
        self.starts.extend([0, 1]);
        while self.order.len() < self.size {
            self.forth(adjacency);
        }
        for level in (1..self.starts.len().saturating_sub(2)).rev() {
            self.back(adjacency, level);
        }
    }

    fn clear(&mut self) {
        for node in self.order.drain(..) {
            self.level[node as usize] = UNSEEN;
            self.ways[node as usize] = 0.0;
            self.dependency[node as usize] = 0.0;
        }
        self.starts.clear();
    }

    /// The nodes of a level, as places in `order`.
    fn places(&self, level: usize) -> std::ops::Range<usize> {
        self.starts[level]..self.starts[level + 1]
    }

    /// Finds the level after the last one, and the ways to it.
    fn forth<A: Adjacency>(&mut self, adjacency: &A) {
        let last = self.starts.len() - 2;
        let beyond = last as u32 + 1;
        for place in self.places(last) {
            let node = self.order[place];
            let ways = self.ways[node as usize];
            for next in adjacency.neighbours(node as usize) {
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
        self.starts.push(self.order.len());
    }

    /// What depends on the nodes of a level: Σ ways(i)/ways(j) (1 + dependency(j)) over the neighbours `j` one level on.
    fn back<A: Adjacency>(&mut self, adjacency: &A, level: usize) {
        let (own, beyond) = (self.places(level), self.places(level + 1));
        for node in &self.order[beyond.clone()] {
            let node = *node as usize;
            self.handed[node] = (1.0 + self.dependency[node]) / self.ways[node];
        }
        for node in &self.order[own] {
            let handed = adjacency.neighbours(*node as usize).iter().map(|next| self.handed[*next as usize]);
            self.dependency[*node as usize] = self.ways[*node as usize] * handed.sum::<f64>();
        }
        for node in &self.order[beyond] {
            self.handed[*node as usize] = 0.0;
        }
    }
}
