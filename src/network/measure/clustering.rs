//! Clustering and transitivity: how often the neighbours of a node are neighbours of each other.
//!
//! Clustering of a node of d neighbours with e ties among them is 2e/(d(d-1)), 0 where d < 2 (Watts and Strogatz 1998;
//! as NetworkX). Transitivity of the network is 3 × triangles / pairs of neighbours of a common node, 0 where there are
//! none. Both unweighted. Triangles are found from their lowest node in the order of degree, so that a hub is never the
//! one whose pairs are tried (Chiba and Nishizeki 1985): O(Σ min(d(i), d(j))) over the ties, about t^1.5 at worst.

use super::degree::ratio;
use crate::network::{Graph, Interrupt, Stop};

/// How many triangles each node is in.
pub fn triangles(graph: &Graph, interrupt: &Interrupt) -> Result<Vec<u64>, Stop> {
    let upper = upper_neighbours(graph);
    let mut triangles = vec![0; graph.nodes()];
    let mut marked = vec![false; graph.nodes()];
    for (node, own) in upper.iter().enumerate() {
        interrupt.check()?;
        own.iter().for_each(|other| marked[*other as usize] = true);
        for second in own {
            let mut closed = 0;
            for third in &upper[*second as usize] {
                let there = u64::from(marked[*third as usize]);
                triangles[*third as usize] += there;
                closed += there;
            }
            triangles[*second as usize] += closed;
            triangles[node] += closed;
        }
        own.iter().for_each(|other| marked[*other as usize] = false);
    }
    Ok(triangles)
}

/// The neighbours of each node that come after it in the order of degree.
fn upper_neighbours(graph: &Graph) -> Vec<Vec<u32>> {
    let rank = |node: u32| (graph.degree(node as usize), node);
    let above = |node: usize| {
        let own = rank(node as u32);
        graph.neighbours(node).iter().copied().filter(|other| rank(*other) > own).collect()
    };
    (0..graph.nodes()).map(above).collect()
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
