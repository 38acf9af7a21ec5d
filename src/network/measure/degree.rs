//! Degree centrality and density.
//!
//! The degree of a node is the number of its neighbours, its weighted degree the sum of their ties' weights; the first
//! divided by what it could be at most is the degree centrality (Freeman 1979), in a two-mode network by the number of
//! nodes of the other mode in the same component (Borgatti and Everett 1997). 0/0 is 0.

use crate::network::{Incidence, measure::two_mode::Sides};

/// deg(i)/(n - 1).
pub fn centrality(degree: u32, nodes: usize) -> f64 {
    ratio(f64::from(degree), nodes as f64 - 1.0)
}

/// deg(i) / the nodes of the other mode in the component.
pub fn centrality_in_two_modes(degree: u32, sides: Sides) -> f64 {
    ratio(f64::from(degree), sides.other)
}

/// The share of all possible ties that are there: 2t/(n(n-1)). 0 for fewer than two nodes.
pub fn density(nodes: usize, ties: u64) -> f64 {
    let nodes = nodes as f64;
    ratio(2.0 * ties as f64, nodes * (nodes - 1.0))
}

/// t/(n m), for n and m nodes of the two modes.
pub fn density_of_two_modes(incidence: &Incidence, ties: u64) -> f64 {
    ratio(ties as f64, incidence.rows.count() as f64 * incidence.columns.count() as f64)
}

/// A share of nothing is 0.
pub fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
