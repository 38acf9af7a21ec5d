//! Core numbers.
//!
//! The k-core is what is left when nodes with fewer than k neighbours are taken away until there are none; the core
//! number of a node is the largest k of a core that it is in (Seidman 1983). An isolate has 0. Peeled off in the order
//! of degree after Batagelj and Zaveršnik 2003, *An O(m) algorithm for cores decomposition of networks*: O(n + t), on
//! the ties as they are asked for. `rustworkx-core` has the same algorithm on petgraph's graphs.
//!
//! In a projection an initiative of k organisations is a clique of k, which alone gives each of them k - 1: an
//! initiative of 186 gives a core number of 185. The two-mode network says more there.

use crate::network::{Interrupt, Stop, adjacency::Adjacency};

/// The core number of each node.
pub fn core_numbers<A: Adjacency>(adjacency: &A, interrupt: &Interrupt) -> Result<Vec<u32>, Stop> {
    let nodes = adjacency.nodes();
    let mut left: Vec<u32> = (0..nodes).map(|node| adjacency.neighbours(node).len() as u32).collect();
    let mut order = ByDegree::new(&left);
    for place in 0..nodes {
        if place % 1024 == 0 {
            interrupt.check()?;
        }
        let node = order.nodes[place] as usize;
        for other in adjacency.neighbours(node) {
            let degree = left[*other as usize];
            if degree > left[node] {
                order.lower(*other, degree);
                left[*other as usize] = degree - 1;
            }
        }
    }
    Ok(left)
}

/// The nodes by the number of neighbours they have left.
struct ByDegree {
    nodes: Vec<u32>,
    places: Vec<u32>,
    /// Where the nodes of each degree begin.
    starts: Vec<u32>,
}

impl ByDegree {
    /// Sorts by counting.
    fn new(degrees: &[u32]) -> Self {
        let highest = degrees.iter().copied().max().unwrap_or_default() as usize;
        let mut starts = vec![0; highest + 2];
        for degree in degrees {
            starts[*degree as usize + 1] += 1;
        }
        for degree in 0..=highest {
            starts[degree + 1] += starts[degree];
        }
        let mut next = starts.clone();
        let mut nodes = vec![0; degrees.len()];
        let mut places = vec![0; degrees.len()];
        for (node, degree) in degrees.iter().enumerate() {
            let place = &mut next[*degree as usize];
            nodes[*place as usize] = node as u32;
            places[node] = *place;
            *place += 1;
        }
        Self { nodes, places, starts }
    }

    /// Moves a node of this degree to the next lower one: it changes places with the first of its own.
    fn lower(&mut self, node: u32, degree: u32) {
        let start = &mut self.starts[degree as usize];
        let (first, place) = (self.nodes[*start as usize], self.places[node as usize]);
        self.nodes.swap(*start as usize, place as usize);
        self.places[first as usize] = place;
        self.places[node as usize] = *start;
        *start += 1;
    }
}
