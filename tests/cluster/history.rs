//! Whether what clients were told can be the story of one register.
//!
//! Every write is told the revision at which it took place, which puts all of them into one order. They are linearizable
//! (Herlihy and Wing 1990) if that order is one that real time allows: a write that was acknowledged before another was sent
//! comes before it. A node's reads may lag behind, but never go back.

use super::work::Done;

/// Fails unless the writes are linearizable and the reads of each node monotonic; answers how much was looked at.
pub fn check(done: &Done) -> String {
    let mut by_revision: Vec<_> = done.writes.iter().collect();
    by_revision.sort_by_key(|write| write.revision);
    for pair in by_revision.windows(2) {
        assert!(pair[0].revision < pair[1].revision, "two writes at one revision: {pair:?}");
    }
    // Going back from the end: nothing that comes later in the order was acknowledged before this was sent.
    let mut earliest = None;
    for write in by_revision.iter().rev() {
        if let Some(acknowledged) = earliest {
            assert!(write.sent <= acknowledged, "{write:?} was sent when a later one had been acknowledged");
        }
        earliest = Some(earliest.map_or(write.acknowledged, |earliest| write.acknowledged.min(earliest)));
    }
    for (node, seen) in &done.reads {
        for pair in seen.windows(2) {
            assert!(pair[0].2 <= pair[1].2, "node {node} went back: {pair:?}");
        }
        assert!(seen.len() > 10, "node {node} was hardly asked");
    }
    let reads: usize = done.reads.values().map(Vec::len).sum();
    let mut times: Vec<_> = done.writes.iter().map(|write| write.acknowledged - write.sent).collect();
    times.sort_unstable();
    let (median, longest) = (times[times.len() / 2], times[times.len() - 1]);
    format!("{} writes in order (median {median:?}, longest {longest:?}), {reads} reads", times.len())
}
