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
//! Pairs are counted from what there could be among the neighbours of a broker, less those that are tied, which the ends of its
//! ties have in common (see [`common`](super::common)). Partial credit needs every pair with all of its brokers: O(Σ d²) over
//! nodes of d neighbours, for which a network with hubs of tens of thousands has no time.

use rayon::prelude::*;

use super::common::{Tie, of_ties};
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

/// How often each node is a broker, in pairs, with the group of each.
pub fn brokerage(graph: &Graph, groups: &[u32], interrupt: &Interrupt) -> Result<Vec<Roles>, Stop> {
    let mut sizes = vec![0.0; groups.iter().max().map_or(0, |last| *last as usize + 1)];
    let mut roles: Vec<Roles> = (0..graph.nodes()).map(|node| could_be(graph, groups, node, &mut sizes)).collect();
    // Of what the two have in common, how much is of the groups of either.
    let find = |tie: Tie, marked: &[f64]| {
        let mut common = Common::default();
        let [of_larger, of_smaller] = [tie.larger, tie.smaller].map(|node| groups[node]);
        for other in graph.neighbours(tie.smaller) {
            let (is_common, group) = (marked[*other as usize] > 0.0, groups[*other as usize]);
            common.all += u32::from(is_common);
            common.of_larger += u32::from(is_common & (group == of_larger));
            common.of_smaller += u32::from(is_common & (group == of_smaller));
        }
        common
    };
    of_ties(graph, interrupt, find, |tie, common| {
        let same = groups[tie.larger] == groups[tie.smaller];
        roles[tie.larger].take_closed(same, common.all, common.of_larger, common.of_smaller);
        roles[tie.smaller].take_closed(same, common.all, common.of_smaller, common.of_larger);
    })?;
    Ok(roles)
}

/// What two nodes have in common: in all, and of the groups of the two.
#[derive(Clone, Copy, Debug, Default)]
struct Common {
    all: u32,
    of_larger: u32,
    of_smaller: u32,
}

impl Roles {
    /// Takes away the pairs of one neighbour with those that are tied to it and to the broker: of so many in all, those of the
    /// broker's group and those of the neighbour's, which may be the `same`.
    fn take_closed(&mut self, same: bool, all: u32, of_broker: u32, of_neighbour: u32) {
        let [all, of_broker, of_neighbour] = [all, of_broker, of_neighbour].map(f64::from);
        if same {
            self.coordinator -= of_broker;
            self.representative -= all - of_broker;
        } else {
            self.gatekeeper -= of_broker;
            self.consultant -= of_neighbour;
            self.liaison -= all - of_broker - of_neighbour;
        }
    }
}

/// The pairs among the neighbours of a node, tied or not. `sizes` are for its groups, 0 before and after.
fn could_be(graph: &Graph, groups: &[u32], node: usize, sizes: &mut [f64]) -> Roles {
    let group_of = |other: &u32| groups[*other as usize] as usize;
    let neighbours = graph.neighbours(node);
    neighbours.iter().for_each(|other| sizes[group_of(other)] += 1.0);
    let own = std::mem::take(&mut sizes[groups[node] as usize]);
    let others = neighbours.len() as f64 - own;
    // Each group of others is taken once.
    let of_group = |other| std::mem::take(&mut sizes[group_of(other)]);
    let alike: f64 = neighbours.iter().map(of_group).map(|size| size * size).sum();
    Roles {
        coordinator: own * (own - 1.0).max(0.0),
        consultant: alike - others,
        gatekeeper: others * own,
        representative: own * others,
        liaison: others * others - alike,
    }
}

/// Parts of the work, whatever the number of threads: more than there are of those on most machines, few enough for
/// memory.
const BATCHES: usize = 16;

/// The partial credit of every node, with the group of each.
pub fn partial(graph: &Graph, groups: &[u32], interrupt: &Interrupt) -> Result<Vec<Roles>, Stop> {
    let firsts: Vec<usize> = (0..graph.nodes()).collect();
    let batch = |firsts: &[usize]| {
        let mut found = Found::new(graph, groups);
        firsts.iter().try_for_each(|first| interrupt.check().map(|()| found.from(*first)))?;
        Ok(found.brokers)
    };
    let batches: Vec<Vec<Roles>> =
        firsts.par_chunks(graph.nodes().div_ceil(BATCHES).max(1)).map(batch).collect::<Result<_, Stop>>()?;
    let mut all = vec![Roles::default(); graph.nodes()];
    for batch in &batches {
        all.iter_mut().zip(batch).for_each(|(roles, add)| roles.add(add));
    }
    Ok(all)
}

struct Found<'a> {
    graph: &'a Graph,
    groups: &'a [u32],
    brokers: Vec<Roles>,
    /// How many brokers there are between the present first and each node.
    between: Vec<u32>,
}

impl<'a> Found<'a> {
    fn new(graph: &'a Graph, groups: &'a [u32]) -> Self {
        let nodes = graph.nodes();
        Self { graph, groups, brokers: vec![Roles::default(); nodes], between: vec![0; nodes] }
    }

    /// Adds the pairs that begin with `first`.
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
            let roles = &mut self.brokers[*broker as usize];
            for last in self.graph.neighbours(*broker as usize) {
                let between = self.between[*last as usize];
                if between > 0 {
                    *roles.role(self.groups[first], group, self.groups[*last as usize]) += 1.0 / f64::from(between);
                }
            }
        }
        for broker in own {
            self.graph.neighbours(*broker as usize).iter().for_each(|last| self.between[*last as usize] = 0);
        }
    }
}
