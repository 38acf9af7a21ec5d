//! Who is next to whom, without weights: what searches of a network need.

use super::{Graph, Incidence, incidence::Lists};

/// Nodes numbered from 0, and their neighbours, ascending.
pub trait Adjacency: Sync {
    fn nodes(&self) -> usize;
    fn neighbours(&self, node: usize) -> &[u32];
}

impl Adjacency for Graph {
    fn nodes(&self) -> usize {
        Graph::nodes(self)
    }

    fn neighbours(&self, node: usize) -> &[u32] {
        Graph::neighbours(self, node)
    }
}

impl Adjacency for Lists {
    fn nodes(&self) -> usize {
        self.count()
    }

    fn neighbours(&self, node: usize) -> &[u32] {
        self.get(node)
    }
}

/// A network in which distances and connections are looked for: of its nodes the first `counted` are those asked about,
/// the others only join them.
///
/// A projection is searched in its two modes. The rows are what counts, a tie of theirs is two steps long, and a column
/// of k rows costs k steps instead of the k(k-1)/2 of its ties.
#[derive(Debug)]
pub struct Space<'a, A> {
    pub adjacency: &'a A,
    pub counted: usize,
    /// The steps of one tie.
    pub steps: u32,
}

impl<A> Clone for Space<'_, A> {
    fn clone(&self) -> Self {
        *self
    }
}

/// Whatever is searched: it is only referred to.
impl<A> Copy for Space<'_, A> {}

impl<'a, A: Adjacency> Space<'a, A> {
    /// Every node counts, and a tie is a step.
    pub fn whole(adjacency: &'a A) -> Self {
        Self { adjacency, counted: adjacency.nodes(), steps: 1 }
    }
}

impl<'a> Space<'a, Lists> {
    /// The projection on the rows of an incidence, of which `both` are the two modes.
    pub fn projection(incidence: &Incidence, both: &'a Lists) -> Self {
        Self { adjacency: both, counted: incidence.rows.count(), steps: 2 }
    }
}
