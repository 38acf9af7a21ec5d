//! An import in portions, for a store that takes only so much at once: the same for the same steps, and what a record refers to
//! is in a portion with it or before it.

use std::collections::HashMap;

use crate::{
    model::{NodeId, Record},
    register::Step,
};

/// Steps in one portion. A participation takes four operations of a transaction, of which etcd takes 128.
const PORTION: usize = 20;

/// The steps in their order of reference, in portions.
pub fn portions(mut steps: Vec<Step>) -> Vec<Vec<Step>> {
    let uppers: HashMap<NodeId, Vec<NodeId>> =
        steps.iter().filter_map(record).map(|one| (one.id(), uppers(one))).collect();
    let mut heights = HashMap::with_capacity(uppers.len());
    for id in uppers.keys() {
        climb(*id, &uppers, &mut heights);
    }
    steps.sort_by_key(|step| step.subject().map(|id| (rank(id), heights.get(&id).copied().unwrap_or_default())));
    let mut portions = Vec::with_capacity(steps.len().div_ceil(PORTION));
    let mut steps = steps.into_iter().peekable();
    while steps.peek().is_some() {
        portions.push(steps.by_ref().take(PORTION).collect());
    }
    portions
}

fn record(step: &Step) -> Option<&Record> {
    match step {
        Step::Put(record) | Step::Restore(record, _) => Some(record),
        _ => None,
    }
}

/// The records of its own type that a record refers to.
fn uppers(record: &Record) -> Vec<NodeId> {
    match record {
        Record::Organisation(record) => record.parent.map(NodeId::from).into_iter().collect(),
        Record::Initiative(record) => record.parent.into_iter().chain(record.predecessor).map(NodeId::from).collect(),
        _ => Vec::new(),
    }
}

/// How many records are on the longest way up from one, itself not counted. A circle, which the register refuses, is cut open
/// where it is met.
fn climb(id: NodeId, uppers: &HashMap<NodeId, Vec<NodeId>>, heights: &mut HashMap<NodeId, u32>) -> u32 {
    if let Some(height) = heights.get(&id) {
        return *height;
    }
    heights.insert(id, 0);
    let above = uppers.get(&id).into_iter().flatten().filter(|upper| uppers.contains_key(*upper));
    let height = above.map(|upper| climb(*upper, uppers, heights) + 1).max().unwrap_or_default();
    heights.insert(id, height);
    height
}

/// Types before those that refer to them.
fn rank(id: NodeId) -> u8 {
    match id {
        NodeId::State(_) => 0,
        NodeId::Organisation(_) => 1,
        NodeId::Initiative(_) => 2,
        NodeId::Event(_) => 3,
        NodeId::Participation(_) => 4,
    }
}
