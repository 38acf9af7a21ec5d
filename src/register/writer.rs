//! The writer thread: takes what is waiting, commits it as one store batch, publishes, answers.

use std::{
    error::Error,
    sync::Arc,
    thread::{Builder, JoinHandle},
};

use arc_swap::ArcSwap;
use tokio::sync::{mpsc, oneshot};

use super::{Proposal, Receipt, Refusal, plan};
use crate::{
    model::{ChangeSet, Timestamp},
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

/// A proposal that passed, waiting for the store.
struct Waiting {
    /// Whether it has a change set among those committed: not if nothing changes.
    commits: bool,
    snapshot: Arc<Snapshot>,
    reply: Reply,
}

type Reply = oneshot::Sender<Result<Receipt, Refusal>>;

struct Writer {
    store: Box<dyn Store>,
    clock: Box<dyn Fn() -> Timestamp + Send>,
    newest: Arc<ArcSwap<Snapshot>>,
    /// When the last change was made, before a restart as well: times never run backwards, whatever the clock does.
    last: Timestamp,
}

pub fn start(
    store: Box<dyn Store>,
    clock: Box<dyn Fn() -> Timestamp + Send>,
    newest: Arc<ArcSwap<Snapshot>>,
    last: Timestamp,
    mut jobs: mpsc::Receiver<Job>,
) -> std::io::Result<JoinHandle<()>> {
    let mut writer = Writer { store, clock, newest, last };
    Builder::new().name("register-writer".into()).spawn(move || {
        let mut group = Vec::with_capacity(GROUP_LENGTH);
        while jobs.blocking_recv_many(&mut group, GROUP_LENGTH) > 0 {
            writer.commit(group.drain(..));
        }
    })
}

impl Writer {
    /// Each proposal is checked against the register with the ones before it; all that pass are committed together.
    fn commit(&mut self, group: impl Iterator<Item = Job>) {
        let base = self.newest.load_full();
        let mut draft = base.clone();
        let (mut sets, mut waiting) = (Vec::new(), Vec::new());
        for Job { proposal, reply } in group {
            match self.plan(&draft, proposal) {
                Ok((snapshot, set)) => {
                    draft = snapshot.clone();
                    waiting.push(Waiting { commits: set.is_some(), snapshot, reply });
                    sets.extend(set);
                }
                // Somebody who no longer waits for an answer has given it up.
                Err(refusal) => drop(reply.send(Err(refusal))),
            }
        }
        match if sets.is_empty() { Ok(()) } else { self.store.commit(base.revision(), &sets) } {
            Ok(()) => {
                self.newest.store(draft);
                let mut sets = sets.into_iter().map(Arc::new);
                for Waiting { commits, snapshot, reply } in waiting {
                    let set = if commits { sets.next() } else { None };
                    drop(reply.send(Ok(Receipt { set, snapshot })));
                }
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn Error, sets = sets.len(), "the store did not take a commit");
                let error = Arc::new(error);
                waiting.into_iter().for_each(|job| drop(job.reply.send(Err(Refusal::Store(error.clone())))));
            }
        }
    }

    /// The register after the proposal, and the change set that leads there if anything changes.
    fn plan(
        &mut self,
        base: &Arc<Snapshot>,
        proposal: Proposal,
    ) -> Result<(Arc<Snapshot>, Option<ChangeSet>), Refusal> {
        self.last = (self.clock)().max(self.last);
        let Proposal { actor, origin, note, steps } = proposal;
        let (snapshot, changes) = plan::plan(base, steps, self.last)?;
        if changes.is_empty() {
            return Ok((base.clone(), None));
        }
        let set = ChangeSet { revision: base.revision() + 1, at: self.last, actor, origin, note, changes };
        Ok((Arc::new(snapshot.at_revision(set.revision)), Some(set)))
    }
}
