//! The writer thread: takes what is waiting, commits it as one store batch, publishes, answers.

use std::{
    error::Error,
    sync::Arc,
    thread::{Builder, JoinHandle},
};

use arc_swap::ArcSwap;
use tokio::sync::{broadcast, mpsc, oneshot};

use super::{
    Clock, Proposal, Publication, Receipt, Refusal,
    plan::{self, Plan},
};
use crate::{
    model::{ChangeSet, NodeId, Timestamp},
    snapshot::Snapshot,
    store::Store,
};

/// A proposal and where its answer goes.
pub struct Job {
    pub proposal: Proposal,
    pub reply: Reply,
}

/// Proposals committed together, at most. One sync then serves them all, and nobody waits for more than this many.
const GROUP_LENGTH: usize = 256;

type Reply = oneshot::Sender<Result<Receipt, Refusal>>;

/// What the writer's thread works with.
pub struct Writer {
    pub store: Arc<dyn Store>,
    pub clock: Clock,
    pub newest: Arc<ArcSwap<Snapshot>>,
    pub feed: broadcast::Sender<Arc<Publication>>,
    /// When the last change was made, before a restart as well: times never run backwards, whatever the clock does.
    pub last: Timestamp,
}

impl Writer {
    /// Starts the thread, which ends when nobody can send it a job any more.
    pub fn start(mut self, mut jobs: mpsc::Receiver<Job>) -> std::io::Result<JoinHandle<()>> {
        Builder::new().name("register-writer".into()).spawn(move || {
            let mut group = Vec::with_capacity(GROUP_LENGTH);
            while jobs.blocking_recv_many(&mut group, GROUP_LENGTH) > 0 {
                self.commit(group.drain(..));
            }
        })
    }

    /// Each proposal is checked against the register with the ones before it; all that pass are committed together.
    /// Nobody is answered before that, refused ones neither: what refused them may be among what is not committed.
    fn commit(&mut self, group: impl Iterator<Item = Job>) {
        let base = self.newest.load_full();
        let mut next = base.clone();
        let mut sets = Vec::new();
        let mut waiting = Vec::new();
        for Job { proposal, reply } in group {
            let draft = self.draft(&next, proposal).map(|Draft { set, snapshot, subjects }| {
                next = snapshot.clone();
                let commits = set.is_some();
                sets.extend(set);
                (commits, snapshot, subjects)
            });
            waiting.push((draft, reply));
        }
        match if sets.is_empty() { Ok(()) } else { self.store.commit(base.revision(), &sets) } {
            Ok(()) => {
                self.newest.store(next);
                let mut sets = sets.into_iter().map(Arc::new);
                for (draft, reply) in waiting {
                    let receipt = |(commits, snapshot, subjects)| Receipt {
                        set: if commits { sets.next() } else { None },
                        snapshot,
                        subjects,
                    };
                    let receipt = draft.map(receipt);
                    if let Ok(Receipt { set: Some(set), snapshot, .. }) = &receipt {
                        self.publish(set, snapshot);
                    }
                    answer(reply, receipt);
                }
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn Error, sets = sets.len(), "the store did not take a commit");
                let error = Arc::new(error);
                waiting.into_iter().for_each(|(_, reply)| answer(reply, Err(Refusal::Store(error.clone()))));
            }
        }
    }

    /// Tells whoever follows the register; nobody need.
    fn publish(&self, set: &Arc<ChangeSet>, snapshot: &Arc<Snapshot>) {
        drop(self.feed.send(Arc::new(Publication { set: set.clone(), snapshot: snapshot.clone() })));
    }

    fn draft(&mut self, base: &Arc<Snapshot>, proposal: Proposal) -> Result<Draft, Refusal> {
        self.last = (self.clock)().max(self.last);
        Draft::new(base, proposal, self.last)
    }
}

/// A proposal that passed, before it is committed.
struct Draft {
    set: Option<ChangeSet>,
    snapshot: Arc<Snapshot>,
    subjects: Vec<NodeId>,
}

impl Draft {
    fn new(base: &Arc<Snapshot>, proposal: Proposal, at: Timestamp) -> Result<Self, Refusal> {
        let Proposal { actor, origin, note, steps } = proposal;
        let Plan { register, changes, subjects } = plan::plan(base, origin, steps, at)?;
        if changes.is_empty() {
            return Ok(Self { set: None, snapshot: base.clone(), subjects });
        }
        let set = ChangeSet { revision: base.revision() + 1, at, actor, origin, note, changes };
        Ok(Self { snapshot: Arc::new(register.at_revision(set.revision)), set: Some(set), subjects })
    }
}

/// What would be committed, and what would come of it.
pub fn rehearse(base: &Arc<Snapshot>, proposal: Proposal, at: Timestamp) -> Result<Receipt, Refusal> {
    let Draft { set, snapshot, subjects } = Draft::new(base, proposal, at)?;
    Ok(Receipt { set: set.map(Arc::new), snapshot, subjects })
}

/// Somebody who no longer waits for an answer has given it up.
fn answer(reply: Reply, answer: Result<Receipt, Refusal>) {
    drop(reply.send(answer));
}
