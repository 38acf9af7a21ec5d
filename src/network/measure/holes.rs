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
//! None for isolates. Both come from what the ends of each tie have in common (see [`common`](super::common)): with s(i) the
//! strength of `i`, Σ_q p(i,q) p(q,j) = Σ_q w(i,q) w(q,j) / s(q) / s(i), of which all but the last factor is the same from either
//! end, and so is Σ_q w(i,q) w(j,q).

use super::common::{Tie, of_ties};
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

/// The holes around each node; none around isolates.
pub fn holes(graph: &Graph, ties: Ties, interrupt: &Interrupt) -> Result<Vec<Option<Holes>>, Stop> {
    let weigh = |weight: f64| if ties == Ties::Equal { f64::from(weight > 0.0) } else { weight };
    let weights = |node: usize| graph.weights(node).iter().map(|weight| weigh(*weight));
    let strengths: Vec<f64> = (0..graph.nodes()).map(|node| weights(node).sum()).collect();
    let strongest: Vec<f64> = (0..graph.nodes()).map(|node| weights(node).fold(0.0, f64::max)).collect();
    // Σ_q w(i,q) w(q,j) / s(q), and Σ_q w(i,q) w(j,q).
    let find = |tie: Tie, marked: &[f64]| {
        let (mut indirect, mut redundant) = (0.0, 0.0);
        for (other, weight) in graph.tied(tie.smaller) {
            let both = weigh(marked[other]) * weigh(weight);
            indirect += both / strengths[other];
            redundant += both;
        }
        (indirect, redundant)
    };
    let mut sums = vec![(0.0, 0.0); graph.nodes()];
    let take = |tie: Tie, (indirect, redundant): (f64, f64)| {
        for (own, other) in [(tie.larger, tie.smaller), (tie.smaller, tie.larger)] {
            let (constraint, effective_size) = &mut sums[own];
            *constraint += ((weigh(tie.weight) + indirect) / strengths[own]).powi(2);
            *effective_size += 1.0 - redundant / (strengths[own] * strongest[other]);
        }
    };
    of_ties(graph, interrupt, find, take)?;
    let holes = |(node, (constraint, effective_size)): (usize, (f64, f64))| {
        let degree = graph.degree(node) as f64;
        (degree > 0.0).then(|| Holes { constraint, effective_size, efficiency: effective_size / degree })
    };
    Ok(sums.into_iter().enumerate().map(holes).collect())
}
