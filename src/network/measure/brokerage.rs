//! Brokerage between groups (Gould and Fernandez 1989, *Structures of mediation*): who stands between two that are not
//! tied.
//!
//! For every ordered pair (a, c) without a tie and every b tied to both, b is a broker between them, in a role by the
//! groups:
//!
//! | role | groups of a · b · c | |
//! | --- | --- | --- |
//! | coordinator | A · A · A | within one's own group |
//! | consultant | A · B · A | of another group than the two, who are alike |
//! | gatekeeper | A · B · B | lets the other group in to one's own |
//! | representative | A · A · B | speaks for one's own group to another |
//! | liaison | A · B · C | between three groups |
//!
//! Ties have no direction here, so every pair counts in both orders and gatekeeper = representative. The names are
//! those of the paper and of UCINET; R's `sna` has had `b_IO` and `b_OI` the other way round in some of its manuals.
//! *Partial* credit divides each pair among its brokers: 1/(their number) for each.
//!
//! O(Σ d²) over nodes of d neighbours.

use rayon::prelude::*;

use crate::network::{Graph, Interrupt, Stop};

/// How often a node is a broker, by role.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Roles {
    pub coordinator: f64,
    pub consultant: f64,
    pub gatekeeper: f64,
    pub representative: f64,
    pub liaison: f64,
}

impl Roles {
    pub fn total(&self) -> f64 {
        self.coordinator + self.consultant + self.gatekeeper + self.representative + self.liaison
    }

    fn role(&mut self, first: u32, broker: u32, last: u32) -> &mut f64 {
        match (first == broker, broker == last) {
            (true, true) => &mut self.coordinator,
            (true, false) => &mut self.representative,
            (false, true) => &mut self.gatekeeper,
            (false, false) if first == last => &mut self.consultant,
            (false, false) => &mut self.liaison,
        }
    }

    fn add(&mut self, other: &Self) {
        self.coordinator += other.coordinator;
        self.consultant += other.consultant;
        self.gatekeeper += other.gatekeeper;
        self.representative += other.representative;
        self.liaison += other.liaison;
    }
}

/// The brokerage of one node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Brokerage {
    /// Pairs.
    pub raw: Roles,
    /// Shares of pairs.
    pub partial: Roles,
}

/// Parts of the work, whatever the number of threads: more than there are of those on most machines, few enough for
/// memory.
const BATCHES: usize = 16;

/// The brokerage of every node, with the group of each.
pub fn brokerage(graph: &Graph, groups: &[u32], interrupt: &Interrupt) -> Result<Vec<Brokerage>, Stop> {
    let firsts: Vec<usize> = (0..graph.nodes()).collect();
    let batch = |firsts: &[usize]| {
        let mut found = Found::new(graph, groups);
        firsts.iter().try_for_each(|first| interrupt.check().map(|()| found.from(*first)))?;
        Ok(found.brokers)
    };
    let batches: Vec<Vec<Brokerage>> =
        firsts.par_chunks(graph.nodes().div_ceil(BATCHES).max(1)).map(batch).collect::<Result<_, Stop>>()?;
    let mut all = vec![Brokerage::default(); graph.nodes()];
    for batch in &batches {
        for (brokerage, add) in all.iter_mut().zip(batch) {
            brokerage.raw.add(&add.raw);
            brokerage.partial.add(&add.partial);
        }
    }
    Ok(all)
}

struct Found<'a> {
    graph: &'a Graph,
    groups: &'a [u32],
    brokers: Vec<Brokerage>,
    /// How many brokers there are between the present first and each node.
    between: Vec<u32>,
}

impl<'a> Found<'a> {
    fn new(graph: &'a Graph, groups: &'a [u32]) -> Self {
        let nodes = graph.nodes();
        Self { graph, groups, brokers: vec![Brokerage::default(); nodes], between: vec![0; nodes] }
    }

    /// Counts the pairs that begin with `first`.
    fn from(&mut self, first: usize) {
        let own = self.graph.neighbours(first);
        for broker in own {
            for last in self.graph.neighbours(*broker as usize) {
                self.between[*last as usize] += 1;
            }
        }
        // Who is tied to the first, and the first itself, needs no broker.
        own.iter().for_each(|tied| self.between[*tied as usize] = 0);
        self.between[first] = 0;
        for broker in own {
            let group = self.groups[*broker as usize];
            let Brokerage { raw, partial } = &mut self.brokers[*broker as usize];
            for last in self.graph.neighbours(*broker as usize) {
                let between = self.between[*last as usize];
                if between > 0 {
                    let (from, to) = (self.groups[first], self.groups[*last as usize]);
                    *raw.role(from, group, to) += 1.0;
                    *partial.role(from, group, to) += 1.0 / f64::from(between);
                }
            }
        }
        for broker in own {
            self.graph.neighbours(*broker as usize).iter().for_each(|last| self.between[*last as usize] = 0);
        }
    }
}
