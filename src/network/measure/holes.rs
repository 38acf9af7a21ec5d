//! Structural holes (Burt 1992): constraint, effective size and efficiency.
//!
//! With p(i,j) the share of `i`'s tie to `j` in the strength of `i`:
//! - **Constraint** Σ_j (p(i,j) + Σ_q p(i,q) p(q,j))² over the neighbours `j`, `q` other than both: how much of a
//!   node's effort goes, directly or around, to the same few. May exceed 1 (two neighbours tied to each other: 1.125).
//!   As NetworkX's and igraph's `constraint`.
//! - **Effective size** Σ_j (1 - Σ_q p(i,q) m(j,q)), where m(j,q) is the tie of `j` and `q` divided by the strongest of
//!   `j`: its neighbours, less what is redundant among them. Unweighted it is d - 2t/d for t ties among d neighbours
//!   (Borgatti 1997). As NetworkX's `effective_size` of single nodes; asked for all at once, 3.6.1 divides by the
//!   strongest tie of `q`.
//! - **Efficiency** is effective size / degree.
//!
//! None for isolates. Each takes, for each node, the ties of all of its neighbours: O(Σ d²) over nodes of d neighbours,
//! which a projection of millions of ties has no time for; narrow it, or ask for `minWeight`.

use rayon::prelude::*;

use crate::network::{Graph, Interrupt, Stop};

/// Whether the weights of ties count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ties {
    Weighted,
    Equal,
}

/// What is known of the holes around a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holes {
    pub constraint: f64,
    pub effective_size: f64,
    pub efficiency: f64,
}

/// How many nodes a thread works on at a time.
const BATCH: usize = 64;

/// The holes around each node; none around isolates.
pub fn holes(graph: &Graph, ties: Ties, interrupt: &Interrupt) -> Result<Vec<Option<Holes>>, Stop> {
    let scales = Scales::new(graph, ties);
    let nodes: Vec<usize> = (0..graph.nodes()).collect();
    let batch = |nodes: &[usize]| -> Result<Vec<Option<Holes>>, Stop> {
        let mut around = Around::new(graph.nodes());
        let one = |node: &usize| {
            interrupt.check()?;
            Ok(around.measure(&scales, *node))
        };
        nodes.iter().map(one).collect()
    };
    let batches: Vec<Vec<Option<Holes>>> = nodes.par_chunks(BATCH).map(batch).collect::<Result<_, _>>()?;
    Ok(batches.into_iter().flatten().collect())
}

/// A graph with the strength and the strongest tie of each node.
struct Scales<'a> {
    graph: &'a Graph,
    ties: Ties,
    strengths: Vec<f64>,
    strongest: Vec<f64>,
}

impl<'a> Scales<'a> {
    fn new(graph: &'a Graph, ties: Ties) -> Self {
        let mut scales = Self { graph, ties, strengths: Vec::new(), strongest: Vec::new() };
        for node in 0..graph.nodes() {
            scales.strengths.push(scales.tied(node).map(|(_, weight)| weight).sum());
            scales.strongest.push(scales.tied(node).map(|(_, weight)| weight).fold(0.0, f64::max));
        }
        scales
    }

    fn tied(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        self.graph.tied(node).map(|(other, weight)| (other, if self.ties == Ties::Equal { 1.0 } else { weight }))
    }
}

/// The neighbours of one node, with arrays that are used again.
struct Around {
    /// p(i,q) for the neighbours `q`; 0 elsewhere.
    shares: Vec<f64>,
    /// Σ_q p(i,q) p(q,j).
    indirect: Vec<f64>,
}

impl Around {
    fn new(nodes: usize) -> Self {
        Self { shares: vec![0.0; nodes], indirect: vec![0.0; nodes] }
    }

    fn measure(&mut self, scales: &Scales<'_>, node: usize) -> Option<Holes> {
        let degree = scales.graph.degree(node) as f64;
        if degree == 0.0 {
            return None;
        }
        for (other, weight) in scales.tied(node) {
            self.shares[other] = weight / scales.strengths[node];
        }
        let mut effective_size = 0.0;
        for (middle, _) in scales.tied(node) {
            let share = self.shares[middle];
            let mut redundant = 0.0;
            for (other, weight) in scales.tied(middle) {
                // Who is no neighbour has no share; the node itself neither.
                self.indirect[other] += share * (weight / scales.strengths[middle]);
                redundant += self.shares[other] * (weight / scales.strongest[middle]);
            }
            effective_size += 1.0 - redundant;
        }
        let constraint = scales.tied(node).map(|(other, _)| (self.shares[other] + self.indirect[other]).powi(2)).sum();
        for (middle, _) in scales.tied(node) {
            self.shares[middle] = 0.0;
            scales.tied(middle).for_each(|(other, _)| self.indirect[other] = 0.0);
        }
        Some(Holes { constraint, effective_size, efficiency: effective_size / degree })
    }
}
