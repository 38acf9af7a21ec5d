//! The third step: groups become nodes.

use super::{Parts, moving::Gathered, refining::Refined};
use crate::network::{Graph, measure::components::groups};

/// The network of groups, their parts in chance, and the community of each. Ties within a group are of no account for
/// what follows and left out.
pub fn aggregate(graph: &Graph, parts: &Parts, communities: &[u32], refined: &Refined) -> (Graph, Parts, Vec<u32>) {
    let mut above = Graph::with_capacity(refined.count);
    let mut above_parts = Parts { total: parts.total, ..Parts::default() };
    let mut gathered = Gathered::new(refined.count);
    let members = groups(&refined.of, refined.count);
    for (group, nodes) in members.iter().enumerate() {
        let ties = nodes.iter().flat_map(|node| graph.tied(*node as usize));
        gathered.gather(ties.map(|(other, weight)| (refined.of[other], weight)));
        let mut ties: Vec<(u32, f64)> = gathered.iter().filter(|(other, _)| *other as usize != group).collect();
        ties.sort_unstable_by_key(|(other, _)| *other);
        above.push(ties);
        above_parts.a.push(nodes.iter().map(|node| parts.a[*node as usize]).sum());
        above_parts.b.push(nodes.iter().map(|node| parts.b[*node as usize]).sum());
    }
    (above, above_parts, numbered(communities, &members))
}

/// The communities of the groups, numbered from 0: there are no more of them than groups.
fn numbered(communities: &[u32], members: &[Vec<u32>]) -> Vec<u32> {
    let mut numbers = vec![None; communities.len()];
    let mut next = 0;
    let mut number = |community: u32| {
        *numbers[community as usize].get_or_insert_with(|| {
            next += 1;
            next - 1
        })
    };
    // A group has at least one node.
    members.iter().map(|nodes| nodes.first().map_or(0, |node| number(communities[*node as usize]))).collect()
}
