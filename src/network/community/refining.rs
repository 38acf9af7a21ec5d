//! The second step: each community is put together anew from single nodes.

use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{
    Parts,
    leiden::{Choice, Setting},
    moving::{GAIN, Gathered},
};
use crate::network::{Graph, Stop};

/// A division within another one, numbered from 0 in no order that means anything.
pub struct Refined {
    pub of: Vec<u32>,
    pub count: usize,
}

/// A group of nodes within a community.
#[derive(Clone, Copy, Default)]
struct Group {
    parts: (f64, f64),
    /// The weight of ties to the rest of the community.
    outwards: f64,
    size: u32,
}

/// Puts nodes together within their communities `of`: each that is still alone goes to the group it gains most with, if
/// both it and the group hold to the rest of the community.
pub fn refine(
    graph: &Graph,
    parts: &Parts,
    of: &[u32],
    setting: &Setting<'_>,
    rng: &mut ChaCha8Rng,
) -> Result<Refined, Stop> {
    let nodes = graph.nodes();
    let mut whole = vec![(0.0, 0.0); nodes];
    for (node, community) in of.iter().enumerate() {
        let (a, b) = parts.of(node);
        let sum = &mut whole[*community as usize];
        *sum = (sum.0 + a, sum.1 + b);
    }
    let within = |node: usize| graph.tied(node).filter(move |(other, _)| of[*other] == of[node]);
    let alone = |node| Group { parts: parts.of(node), outwards: within(node).map(|(_, w)| w).sum(), size: 1 };
    let mut groups: Vec<Group> = (0..nodes).map(alone).collect();
    let mut group_of: Vec<u32> = (0..nodes as u32).collect();
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    order.shuffle(rng);
    let mut gathered = Gathered::new(nodes);
    for node in order {
        setting.interrupt.check()?;
        let own = groups[node as usize];
        let community = whole[of[node as usize] as usize];
        if group_of[node as usize] != node || own.size != 1 || !holds(&own, community, setting) {
            continue;
        }
        gathered.gather(within(node as usize).map(|(other, weight)| (group_of[other], weight)));
        let better = |(group, weight): (u32, f64)| {
            let gain = weight - setting.expected(own.parts, groups[group as usize].parts);
            (gain > GAIN && holds(&groups[group as usize], community, setting)).then_some((group, weight, gain))
        };
        let (new, weight) = choose(gathered.iter().filter_map(better), setting.choice, rng).unwrap_or((node, 0.0));
        if new != node {
            let group = &mut groups[new as usize];
            group.parts = (group.parts.0 + own.parts.0, group.parts.1 + own.parts.1);
            group.outwards += own.outwards - 2.0 * weight;
            group.size += 1;
            groups[node as usize] = Group::default();
            group_of[node as usize] = new;
        }
    }
    Ok(numbered(group_of))
}

/// One of these groups with the weight of the ties to it.
fn choose(better: impl Iterator<Item = (u32, f64, f64)>, choice: Choice, rng: &mut ChaCha8Rng) -> Option<(u32, f64)> {
    let chosen = match choice {
        Choice::Best => better.reduce(|best, other| if other.2 > best.2 { other } else { best }),
        Choice::Any => {
            let all: Vec<(u32, f64, f64)> = better.collect();
            (!all.is_empty()).then(|| all[rng.random_range(0..all.len())])
        }
    };
    chosen.map(|(group, weight, _)| (group, weight))
}

/// Whether a group is tied to the rest of its community at least as much as by chance.
fn holds(group: &Group, community: (f64, f64), setting: &Setting<'_>) -> bool {
    let rest = (community.0 - group.parts.0, community.1 - group.parts.1);
    group.outwards >= setting.expected(group.parts, rest) - GAIN
}

fn numbered(mut of: Vec<u32>) -> Refined {
    const NONE: u32 = u32::MAX;
    let mut numbers = vec![NONE; of.len()];
    let mut count = 0;
    for group in &mut of {
        let number = &mut numbers[*group as usize];
        if *number == NONE {
            *number = count;
            count += 1;
        }
        *group = *number;
    }
    Refined { of, count: count as usize }
}
