//! The writer thread: takes what is waiting, commits it as one store batch, publishes, answers.

use std::{
    error::Error,
    sync::Arc,
    thread::{Builder, JoinHandle},
    time::{Duration, Instant},
};

use arc_swap::ArcSwap;
use prometheus_client::metrics::histogram::Histogram;
use tokio::sync::{mpsc, oneshot};

use super::{
    Clock, Proposal, Publication, Receipt, Refusal,
    herald::Herald,
    past::Past,
    plan::{self, Plan},
    recall,
};
use crate::{
    model::{ChangeSet, NodeId, Revision, Timestamp},
    snapshot::Snapshot,
    store::{Memo, MemoKey, Store, StoreError},
};

/// What the writer is asked to do, and where its answer goes.
pub enum Job {
    Change { proposal: Proposal, reply: Reply },
    Remember { key: MemoKey, value: Vec<u8>, reply: oneshot::Sender<Result<(), Refusal>> },
}

/// How often memos that have had their day are forgotten.
const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// Proposals committed together, at most. One sync then serves them all, and nobody waits for more than this many.
const GROUP_LENGTH: usize = 256;

type Reply = oneshot::Sender<Result<Receipt, Refusal>>;

/// What the writer's thread works with.
pub struct Writer {
    pub store: Arc<dyn Store>,
    pub clock: Clock,
    pub newest: Arc<ArcSwap<Snapshot>>,
    pub herald: Herald,
    /// How long the commits took that the store was asked for.
    pub times: Histogram,
    /// When the last change was made, before a restart as well: times never run backwards, whatever the clock does.
    pub last: Timestamp,
    /// When memos were last forgotten, if they were.
    pub swept: Option<Timestamp>,
}

impl Writer {
    /// Starts the thread, which ends when nobody can send it a job any more.
    pub fn start(mut self, mut jobs: mpsc::Receiver<Job>) -> std::io::Result<JoinHandle<()>> {
        Builder::new().name("register-writer".into()).spawn(move || {
            let mut group = Vec::with_capacity(GROUP_LENGTH);
            while jobs.blocking_recv_many(&mut group, GROUP_LENGTH) > 0 {
                self.commit(group.drain(..));
                self.sweep();
            }
        })
    }

    /// Each proposal is checked against the register with the ones before it; all that pass are committed together.
    /// Nobody is answered before that, refused ones neither: what refused them may be among what is not committed.
    fn commit(&mut self, group: impl Iterator<Item = Job>) {
        let base = self.newest.load_full();
        let mut next = base.clone();
        let mut sets = Vec::new();
        let mut memos = Vec::new();
        let mut waiting = Vec::new();
        let mut remembering = Vec::new();
        for job in group {
            let (proposal, reply) = match job {
                Job::Change { proposal, reply } => (proposal, reply),
                Job::Remember { key, value, reply } => {
                    memos.push(Memo { key, at: self.now(), value });
                    remembering.push(reply);
                    continue;
                }
            };
            let draft = self.draft(&next, &sets, proposal);
            let draft = draft.map(|Draft { set, snapshot, subjects, memo }| {
                next = snapshot.clone();
                let commits = set.is_some();
                sets.extend(set);
                memos.extend(memo);
                (commits, snapshot, subjects)
            });
            waiting.push((draft, reply));
        }
        match self.keep(base.revision(), &sets, &memos) {
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
                remembering.into_iter().for_each(|reply| answer(reply, Ok(())));
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn Error, sets = sets.len(), "the store did not take a commit");
                let error = Arc::new(error);
                waiting.into_iter().for_each(|(_, reply)| answer(reply, Err(Refusal::Store(error.clone()))));
                remembering.into_iter().for_each(|reply| answer(reply, Err(Refusal::Store(error.clone()))));
            }
        }
    }

    /// Has whoever follows the register told.
    fn publish(&self, set: &Arc<ChangeSet>, snapshot: &Arc<Snapshot>) {
        self.herald.tell(Publication { set: set.clone(), snapshot: snapshot.clone() });
    }

    fn keep(&self, base: Revision, sets: &[ChangeSet], memos: &[Memo]) -> Result<(), StoreError> {
        if sets.is_empty() && memos.is_empty() {
            return Ok(());
        }
        let start = Instant::now();
        let kept = self.store.commit_with(base, sets, memos);
        self.times.observe(start.elapsed().as_secs_f64());
        kept
    }

    fn draft(&mut self, base: &Arc<Snapshot>, pending: &[ChangeSet], proposal: Proposal) -> Result<Draft, Refusal> {
        let now = self.now();
        Draft::new(&Past { store: &*self.store, pending }, base, proposal, now)
    }

    fn now(&mut self) -> Timestamp {
        self.last = (self.clock)().max(self.last);
        self.last
    }

    /// Forgets the memos that have had their day, once in a while, when everybody who waited has been answered.
    fn sweep(&mut self) {
        let now = self.last;
        let since = |swept: Timestamp| now.as_micros().saturating_sub(swept.as_micros());
        if self.swept.is_some_and(|swept| since(swept) < SWEEP_EVERY.as_micros() as i64) {
            return;
        }
        self.swept = Some(now);
        if let Err(error) = self.store.forget(recall::horizon(now)) {
            tracing::warn!(error = &error as &dyn Error, "old memos could not be removed");
        }
    }
}

/// A proposal that passed, before it is committed.
struct Draft {
    set: Option<ChangeSet>,
    snapshot: Arc<Snapshot>,
    subjects: Vec<NodeId>,
    memo: Option<Memo>,
}

impl Draft {
    fn new(past: &Past<'_>, base: &Arc<Snapshot>, proposal: Proposal, at: Timestamp) -> Result<Self, Refusal> {
        let Proposal { actor, origin, note, steps, memo } = proposal;
        let Plan { register, changes, subjects } = plan::plan(base, past, origin, steps, at)?;
        let (set, snapshot) = if changes.is_empty() {
            (None, base.clone())
        } else {
            let set = ChangeSet { revision: base.revision() + 1, at, actor, origin, note, changes };
            let snapshot = register.at_revision(set.revision);
            (Some(set), Arc::new(snapshot))
        };
        let memo = memo.map(|key| recall::note(key, at, set.as_ref(), &subjects));
        Ok(Self { set, snapshot, subjects, memo })
    }
}

/// What would be committed, and what would come of it.
pub fn rehearse(
    store: &dyn Store,
    base: &Arc<Snapshot>,
    proposal: Proposal,
    at: Timestamp,
) -> Result<Receipt, Refusal> {
    let Draft { set, snapshot, subjects, .. } = Draft::new(&Past { store, pending: &[] }, base, proposal, at)?;
    Ok(Receipt { set: set.map(Arc::new), snapshot, subjects })
}

/// Somebody who no longer waits for an answer has given it up.
fn answer<T>(reply: oneshot::Sender<T>, answer: T) {
    drop(reply.send(answer));
}
