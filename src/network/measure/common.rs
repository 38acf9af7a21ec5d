//! What two tied nodes have in common: the common neighbours of the ends of every tie.
//!
//! The larger end has its neighbours marked, and those of the smaller one are looked at: O(Σ min(d(i), d(j))) over the
//! ties, about t^1.5 at worst (Chiba and Nishizeki 1985, *Arboricity and subgraph listing algorithms*), where going from each
//! node to the neighbours of all its neighbours takes Σ d². In a projection with hubs that is a hundredth.

use rayon::prelude::*;

use crate::network::{Graph, Interrupt, Stop};

/// How many nodes a thread works on at a time: the unit of work, whatever the number of threads.
const BATCH: usize = 64;

/// Batches under way together, so that not all ties are kept at once.
const AT_A_TIME: usize = 64;

/// A tie seen from the end with more neighbours; of equals, from the later one.
#[derive(Clone, Copy, Debug)]
pub struct Tie {
    pub larger: usize,
    pub smaller: usize,
    pub weight: f64,
}

/// Finds something out about every tie from the neighbours of its smaller end, given the weights of the ties of the larger one,
/// by node (0 where there is none): `find(tie, weights)`. Takes what was found in a fixed order: `take(tie, found)`.
pub fn of_ties<T: Send>(
    graph: &Graph,
    interrupt: &Interrupt,
    find: impl Fn(Tie, &[f64]) -> T + Sync,
    mut take: impl FnMut(Tie, T),
) -> Result<(), Stop> {
    let rank = |node: usize| (graph.degree(node), node);
    let below = |node: usize| {
        let lower = graph.tied(node).filter(move |(other, _)| rank(*other) < rank(node));
        lower.map(move |(smaller, weight)| Tie { larger: node, smaller, weight })
    };
    let nodes: Vec<usize> = (0..graph.nodes()).collect();
    let batch = |marked: &mut Vec<f64>, nodes: &[usize]| -> Result<Vec<T>, Stop> {
        let mut found = Vec::new();
        for node in nodes {
            interrupt.check()?;
            graph.tied(*node).for_each(|(other, weight)| marked[other] = weight);
            found.extend(below(*node).map(|tie| find(tie, marked)));
            graph.neighbours(*node).iter().for_each(|other| marked[*other as usize] = 0.0);
        }
        Ok(found)
    };
    for nodes in nodes.chunks(BATCH * AT_A_TIME) {
        let marked = || vec![0.0; graph.nodes()];
        let found: Vec<Vec<T>> = nodes.par_chunks(BATCH).map_init(marked, batch).collect::<Result<_, _>>()?;
        nodes
            .iter()
            .flat_map(|node| below(*node))
            .zip(found.into_iter().flatten())
            .for_each(|(tie, found)| take(tie, found));
    }
    Ok(())
}
