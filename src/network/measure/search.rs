//! Breadth-first search with arrays that are used again.

use crate::network::adjacency::{Adjacency, Space};

const UNSEEN: u32 = u32::MAX;

/// What a search from one node found.
pub struct Search {
    /// The steps to each node.
    steps: Vec<u32>,
    /// The nodes that were found, nearest first.
    found: Vec<u32>,
}

/// How far one node is from the others that it can reach.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Distances {
    /// How many nodes it reaches, itself included.
    pub reached: u32,
    /// Σ d.
    pub total: u64,
    /// Σ 1/d.
    pub inverse: f64,
}

impl Search {
    pub fn new(nodes: usize) -> Self {
        Self { steps: vec![UNSEEN; nodes], found: Vec::new() }
    }

    /// Searches anew. O(the ties of the component).
    pub fn run<A: Adjacency>(&mut self, adjacency: &A, source: u32) {
        for node in self.found.drain(..) {
            self.steps[node as usize] = UNSEEN;
        }
        self.steps[source as usize] = 0;
        self.found.push(source);
        let mut place = 0;
        while let Some(node) = self.found.get(place).copied() {
            place += 1;
            let beyond = self.steps[node as usize] + 1;
            for next in adjacency.neighbours(node as usize) {
                if self.steps[*next as usize] == UNSEEN {
                    self.steps[*next as usize] = beyond;
                    self.found.push(*next);
                }
            }
        }
    }

    /// The counted nodes that were found with their distances in ties, the source among them.
    pub fn reached<A: Adjacency>(&self, space: Space<'_, A>) -> impl Iterator<Item = (usize, u32)> {
        let counted = self.found.iter().map(|node| *node as usize).filter(move |node| *node < space.counted);
        counted.map(move |node| (node, self.steps[node] / space.steps))
    }

    pub fn distances<A: Adjacency>(&self, space: Space<'_, A>) -> Distances {
        let mut all = Distances::default();
        for (_, distance) in self.reached(space) {
            all.reached += 1;
            all.total += u64::from(distance);
            if distance > 0 {
                all.inverse += 1.0 / f64::from(distance);
            }
        }
        all
    }
}
