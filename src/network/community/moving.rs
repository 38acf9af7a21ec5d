//! The first step: nodes go where they gain most.

use std::collections::VecDeque;

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{Parts, leiden::Setting};
use crate::network::{Graph, Stop};

/// A gain that is more than a difference of rounding.
pub const GAIN: f64 = 1e-10;

/// Weights of the ties of one node by community, with arrays that are used again.
pub struct Gathered {
    weights: Vec<f64>,
    touched: Vec<u32>,
}

impl Gathered {
    pub fn new(communities: usize) -> Self {
        Self { weights: vec![0.0; communities], touched: Vec::new() }
    }

    /// Sums the weights of these ties by the community they lead to.
    pub fn gather(&mut self, ties: impl Iterator<Item = (u32, f64)>) {
        for community in self.touched.drain(..) {
            self.weights[community as usize] = 0.0;
        }
        for (community, weight) in ties {
            let sum = &mut self.weights[community as usize];
            if *sum == 0.0 {
                self.touched.push(community);
            }
            *sum += weight;
        }
    }

    pub fn to(&self, community: u32) -> f64 {
        self.weights[community as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, f64)> {
        self.touched.iter().map(|community| (*community, self.to(*community)))
    }
}

/// The parts in chance of each community, and how many nodes it has.
struct Sums {
    parts: Vec<(f64, f64)>,
    sizes: Vec<u32>,
}

/// Moves nodes between the communities `of`, which are numbered below the number of nodes, until none would gain by it.
/// Only those whose neighbours have moved are looked at again.
pub fn move_nodes(
    graph: &Graph,
    parts: &Parts,
    of: &mut [u32],
    setting: &Setting<'_>,
    rng: &mut ChaCha8Rng,
) -> Result<(), Stop> {
    let nodes = graph.nodes();
    let mut sums = Sums { parts: vec![(0.0, 0.0); nodes], sizes: vec![0; nodes] };
    for (node, community) in of.iter().enumerate() {
        sums.add(*community, parts.of(node), 1);
    }
    let mut empty: Vec<u32> = (0..nodes as u32).rev().filter(|c| sums.sizes[*c as usize] == 0).collect();
    let mut waiting: Vec<u32> = (0..nodes as u32).collect();
    waiting.shuffle(rng);
    let mut queue = VecDeque::from(waiting);
    let mut queued = vec![true; nodes];
    let mut gathered = Gathered::new(nodes);
    while let Some(node) = queue.pop_front() {
        setting.interrupt.check()?;
        queued[node as usize] = false;
        let own = of[node as usize];
        let own_parts = parts.of(node as usize);
        gathered.gather(graph.tied(node as usize).map(|(other, weight)| (of[other], weight)));
        sums.remove(own, own_parts);
        let gain = |community: u32, weight: f64| weight - setting.expected(own_parts, sums.parts[community as usize]);
        let stay = gain(own, gathered.to(own));
        let mut best = (own, stay);
        for (community, weight) in gathered.iter() {
            let gain = gain(community, weight);
            if gain > best.1 + GAIN {
                best = (community, gain);
            }
        }
        if 0.0 > best.1 + GAIN
            && let Some(alone) = empty.last()
        {
            best = (*alone, 0.0);
        }
        let new = best.0;
        sums.add(new, own_parts, 1);
        if new == own {
            continue;
        }
        if empty.last() == Some(&new) {
            empty.pop();
        }
        if sums.sizes[own as usize] == 0 {
            empty.push(own);
        }
        of[node as usize] = new;
        for other in graph.neighbours(node as usize) {
            if of[*other as usize] != new && !queued[*other as usize] {
                queued[*other as usize] = true;
                queue.push_back(*other);
            }
        }
    }
    Ok(())
}

impl Sums {
    fn add(&mut self, community: u32, (a, b): (f64, f64), size: u32) {
        let sum = &mut self.parts[community as usize];
        *sum = (sum.0 + a, sum.1 + b);
        self.sizes[community as usize] += size;
    }

    fn remove(&mut self, community: u32, (a, b): (f64, f64)) {
        let size = &mut self.sizes[community as usize];
        *size -= 1;
        let sum = &mut self.parts[community as usize];
        // What is empty is so without rounding.
        *sum = if *size == 0 { (0.0, 0.0) } else { (sum.0 - a, sum.1 - b) };
    }
}

impl Parts {
    pub fn of(&self, node: usize) -> (f64, f64) {
        (self.a[node], self.b[node])
    }
}
