//! Breadth-first searches from many nodes at once.
//!
//! Searches of one network go the same ways again and again. Here [`WIDTH`] of them go together: each node has a set of
//! the sources that have come to it, a bit each, and a tie hands on the whole set (Then et al. 2014, *The more the
//! merrier: efficient multi-source graph traversal*). In a dense and shallow network that takes little longer than one
//! search; in a long chain, where no two searches are at the same place, as long as all of them.

use crate::network::adjacency::Adjacency;

/// How many searches go together.
pub const WIDTH: usize = 64 * WORDS;

const WORDS: usize = 4;

/// A set of sources, by their places.
#[derive(Clone, Copy, Default, PartialEq)]
struct Sources([u64; WORDS]);

impl Sources {
    fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
    }

    fn without(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own &= !other);
        self
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

/// Arrays of a search, which are used again: 96 bytes a node.
pub struct Search {
    /// The sources that have come to each node.
    seen: Vec<Sources>,
    /// Those that came with the last step.
    fresh: Vec<Sources>,
    /// Those that come with the next one.
    coming: Vec<Sources>,
    /// The nodes with fresh sources, and those that have any coming.
    frontier: Vec<u32>,
    reached: Vec<u32>,
}

impl Search {
    pub fn new(nodes: usize) -> Self {
        let none = || vec![Sources::default(); nodes];
        Self { seen: none(), fresh: none(), coming: none(), frontier: Vec::new(), reached: Vec::new() }
    }

    /// Searches from [`WIDTH`] different `sources` at most. Says of each node but the sources themselves, step by step, how
    /// many of them are so many steps away: `met(node, steps, sources)`, as long as that answers that there is more to be
    /// met. Answers how many ends of ties were looked at, which is what it takes.
    pub fn run<A: Adjacency>(
        &mut self,
        adjacency: &A,
        sources: &[u32],
        mut met: impl FnMut(u32, u32, u32) -> bool,
    ) -> u64 {
        self.begin(sources);
        let (mut steps, mut looked_at) = (0, 0);
        let mut more = true;
        while more && !self.frontier.is_empty() {
            steps += 1;
            looked_at += self.hand_on(adjacency);
            for node in self.reached.drain(..) {
                let seen = &mut self.seen[node as usize];
                let fresh = std::mem::take(&mut self.coming[node as usize]).without(*seen);
                if !fresh.is_empty() {
                    seen.add(fresh);
                    self.fresh[node as usize] = fresh;
                    self.frontier.push(node);
                    more = met(node, steps, fresh.count());
                }
            }
        }
        looked_at
    }

    fn begin(&mut self, sources: &[u32]) {
        self.seen.fill(Sources::default());
        for node in self.frontier.drain(..) {
            self.fresh[node as usize] = Sources::default();
        }
        for (place, source) in sources.iter().take(WIDTH).enumerate() {
            self.seen[*source as usize].insert(place);
            self.fresh[*source as usize].insert(place);
            self.frontier.push(*source);
        }
    }

    /// Hands what is fresh on to all neighbours.
    fn hand_on<A: Adjacency>(&mut self, adjacency: &A) -> u64 {
        let mut looked_at = 0;
        for node in self.frontier.drain(..) {
            let fresh = std::mem::take(&mut self.fresh[node as usize]);
            let neighbours = adjacency.neighbours(node as usize);
            looked_at += neighbours.len() as u64;
            for next in neighbours {
                let coming = &mut self.coming[*next as usize];
                if coming.is_empty() {
                    self.reached.push(*next);
                }
                coming.add(fresh);
            }
        }
        looked_at
    }
}
