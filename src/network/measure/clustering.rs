//! Clustering and transitivity: how often the neighbours of a node are neighbours of each other.
//!
//! Clustering of a node of d neighbours with e ties among them is 2e/(d(d-1)), 0 where d < 2 (Watts and Strogatz 1998;
//! as NetworkX). Transitivity of the network is 3 × triangles / pairs of neighbours of a common node, 0 where there are
//! none. Both unweighted. Triangles are what the ends of ties have in common (see [`common`](super::common)).

use super::{
    common::{Tie, of_ties},
    degree::ratio,
};
use crate::network::{Graph, Interrupt, Stop};

/// How many triangles each node is in.
pub fn triangles(graph: &Graph, interrupt: &Interrupt) -> Result<Vec<u64>, Stop> {
    let find = |tie: Tie, marked: &[f64]| {
        let others = graph.neighbours(tie.smaller).iter();
        others.map(|other| u64::from(marked[*other as usize] > 0.0)).sum::<u64>()
    };
    // Each triangle from both of its ties at a node.
    let mut twice = vec![0; graph.nodes()];
    of_ties(graph, interrupt, find, |tie, common| {
        twice[tie.larger] += common;
        twice[tie.smaller] += common;
    })?;
    Ok(twice.into_iter().map(|ends| ends / 2).collect())
}

/// The clustering of each node.
pub fn clustering(graph: &Graph, triangles: &[u64]) -> Vec<f64> {
    triangles.iter().enumerate().map(|(node, closed)| ratio(*closed as f64, pairs(graph.degree(node)))).collect()
}

/// The transitivity of the network.
pub fn transitivity(graph: &Graph, triangles: &[u64]) -> f64 {
    let closed: u64 = triangles.iter().sum();
    ratio(closed as f64, (0..graph.nodes()).map(|node| pairs(graph.degree(node))).sum())
}

fn pairs(degree: usize) -> f64 {
    let degree = degree as f64;
    degree * (degree - 1.0) / 2.0
}
