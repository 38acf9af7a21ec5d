//! Articulation points and bridges: the nodes and the ties whose loss would cut the network.
//!
//! Tarjan 1972, *Depth-first search and linear graph algorithms*: a node cuts off the part of the search tree below one
//! of its children if no tie leads from there above the node itself; a tie is a bridge if none leads from below it to
//! its upper end or above. Without recursion. O(n + t) for t ties of the two modes.
//!
//! In a projection, which is searched in its two modes, a part counts only if an organisation (or whatever the nodes
//! are) is in it: an initiative that only one of them belongs to is cut off without any tie being lost. A tie of a
//! projection is a bridge exactly where it is made by one affiliation of two nodes, or by several of just the same two,
//! both of whose sides are bridges.

use crate::network::{
    Incidence, Interrupt, Stop,
    adjacency::{Adjacency, Space},
};

/// What holds a network together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// Whether the loss of each node would cut its component into several.
    pub points: Vec<bool>,
    /// The ties whose loss would do so, the smaller end first, ascending.
    pub bridges: Vec<(u32, u32)>,
}

/// The cuts of a network in which every node counts.
pub fn cuts<A: Adjacency>(adjacency: &A, interrupt: &Interrupt) -> Result<Cuts, Stop> {
    let mut cuts = Search::new(Space::whole(adjacency)).run(interrupt)?;
    cuts.bridges.sort_unstable();
    Ok(cuts)
}

/// The cuts of the projection on the rows.
pub fn cuts_of_projection(incidence: &Incidence, interrupt: &Interrupt) -> Result<Cuts, Stop> {
    let simple = without_repeated_pairs(incidence);
    let both = simple.both_modes();
    let Cuts { points, bridges } = Search::new(Space::projection(&simple, &both)).run(interrupt)?;
    let rows = incidence.rows.count() as u32;
    // How many sides of each column are bridges: a row has a smaller number than any column.
    let mut sides = vec![0; simple.columns.count()];
    for (_, column) in bridges {
        sides[(column - rows) as usize] += 1;
    }
    let ties = simple.columns.iter().zip(sides).filter_map(|(rows, sides)| match rows {
        [low, high] if sides == 2 => Some((*low, *high)),
        _ => None,
    });
    let mut bridges: Vec<(u32, u32)> = ties.collect();
    bridges.sort_unstable();
    Ok(Cuts { points, bridges })
}

/// The same ties between rows, those of a pair alone with each other made by one column only.
fn without_repeated_pairs(incidence: &Incidence) -> Incidence {
    let mut seen = std::collections::HashSet::<&[u32], foldhash::fast::FixedState>::default();
    let kept = incidence.columns.iter().enumerate().filter(|(_, rows)| rows.len() != 2 || seen.insert(rows));
    let ties = kept.flat_map(|(column, rows)| rows.iter().map(move |row| (*row, column as u32))).collect();
    Incidence::new(incidence.rows.count(), incidence.columns.count(), ties)
}

const UNSEEN: u32 = u32::MAX;

/// A depth-first search.
struct Search<'a, A> {
    space: Space<'a, A>,
    /// When each node was found.
    found: Vec<u32>,
    /// The earliest node that the tree below each node has a tie to.
    low: Vec<u32>,
    /// Whether a node that counts is in the tree below each node, itself included.
    counts: Vec<bool>,
    time: u32,
    cuts: Cuts,
}

/// A node on the way down from the root.
struct Step {
    node: u32,
    parent: u32,
    /// Which of its neighbours comes next.
    next: usize,
    /// Whether the tie back to the parent was met: a second one would be another way.
    back: bool,
    /// How many parts below the node hang on it alone.
    parts: u32,
}

impl<'a, A: Adjacency> Search<'a, A> {
    fn new(space: Space<'a, A>) -> Self {
        let nodes = space.adjacency.nodes();
        let cuts = Cuts { points: vec![false; space.counted], bridges: Vec::new() };
        Self {
            space,
            found: vec![UNSEEN; nodes],
            low: vec![0; nodes],
            counts: (0..nodes).map(|node| node < space.counted).collect(),
            time: 0,
            cuts,
        }
    }

    fn run(mut self, interrupt: &Interrupt) -> Result<Cuts, Stop> {
        for root in 0..self.space.counted as u32 {
            if self.found[root as usize] == UNSEEN {
                interrupt.check()?;
                self.tree(root);
            }
        }
        Ok(self.cuts)
    }

    fn tree(&mut self, root: u32) {
        let mut way = vec![self.enter(root, UNSEEN)];
        while let Some(step) = way.last_mut() {
            let neighbours = self.space.adjacency.neighbours(step.node as usize);
            let Some(next) = neighbours.get(step.next).copied() else {
                let Some(done) = way.pop() else { break };
                self.leave(&done, way.last_mut());
                continue;
            };
            step.next += 1;
            let low = &mut self.low[step.node as usize];
            if next == step.parent && !step.back {
                step.back = true;
            } else if self.found[next as usize] == UNSEEN {
                let node = step.node;
                way.push(self.enter(next, node));
            } else {
                *low = (*low).min(self.found[next as usize]);
            }
        }
    }

    fn enter(&mut self, node: u32, parent: u32) -> Step {
        self.found[node as usize] = self.time;
        self.low[node as usize] = self.time;
        self.time += 1;
        Step { node, parent, next: 0, back: false, parts: 0 }
    }

    /// Judges a node of which everything below is known, and the tie to its parent.
    fn leave(&mut self, done: &Step, parent: Option<&mut Step>) {
        let node = done.node as usize;
        // The root holds together what hangs on it; any other node also what is above it.
        let parts = done.parts + u32::from(parent.is_some());
        if node < self.space.counted && parts > 1 {
            self.cuts.points[node] = true;
        }
        let Some(parent) = parent else { return };
        let above = parent.node as usize;
        self.low[above] = self.low[above].min(self.low[node]);
        self.counts[above] |= self.counts[node];
        if self.low[node] >= self.found[above] && self.counts[node] {
            parent.parts += 1;
        }
        if self.low[node] > self.found[above] {
            self.cuts.bridges.push((done.node.min(parent.node), done.node.max(parent.node)));
        }
    }
}
