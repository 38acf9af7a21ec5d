//! The writer thread: takes what is waiting, commits it as one store batch, publishes, answers.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
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
    Change {
        proposal: Proposal,
        reply: Reply,
    },
    Remember {
        key: MemoKey,
        value: Vec<u8>,
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    /// Look whether others have committed something.
    TakeIn,
}

/// How often memos that have had their day are forgotten.
const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// Proposals committed together, at most. One sync then serves them all, and nobody waits for more than this many.
const GROUP_LENGTH: usize = 256;

/// Change sets of others read at once.
const TAKEN_IN_AT_ONCE: usize = 64;

type Reply = oneshot::Sender<Result<Receipt, Refusal>>;

/// What the writer's thread works with.
pub struct Writer {
    pub store: Arc<dyn Store>,
    pub clock: Clock,
    pub newest: Arc<ArcSwap<Snapshot>>,
    pub herald: Herald,
    /// How long the commits took that the store was asked for.
    pub times: Histogram,
    /// The revision that the store was last said to be at.
    pub told: Arc<AtomicU64>,
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
                self.catch_up();
                self.commit(group.split_off(0));
                self.sweep();
            }
        })
    }

    /// Commits a group, and answers everybody in it. Where others commit to the same store, what they did is taken in first,
    /// as often as it takes: somebody gets on each time.
    fn commit(&mut self, mut group: Vec<Job>) {
        loop {
            let round = self.round(&group);
            match self.keep(&round) {
                Ok(()) => return self.settle(group, round),
                Err(StoreError::Stale { .. }) if self.store.is_shared() => match self.take_in() {
                    Ok(()) => {}
                    Err(error) => return refuse(group, error),
                },
                // What is too large together may be small enough one by one.
                Err(StoreError::TooLarge { .. }) if group.len() > 1 => {
                    let second = group.split_off(group.len() / 2);
                    self.commit(group);
                    group = second;
                }
                Err(error) => return refuse(group, error),
            }
        }
    }

    /// Each proposal is checked against the register with the ones before it; all that pass are to be committed together.
    /// Nobody is answered before that, refused ones neither: what refused them may be among what is not committed.
    fn round(&mut self, group: &[Job]) -> Round {
        let base = self.newest.load_full();
        let mut round = Round::at(&base);
        for job in group {
            match job {
                Job::Change { proposal, .. } => {
                    let outcome = self.outcome(&round, proposal);
                    round.add(outcome);
                }
                Job::Remember { key, value, .. } => {
                    let memo = Memo { key: *key, at: self.now(), value: value.clone() };
                    round.memos.push(memo);
                }
                Job::TakeIn => {}
            }
        }
        round
    }

    /// What becomes of a proposal. One that another node has carried out already, for the client that sent it there and got
    /// no answer, is not carried out again.
    fn outcome(&mut self, round: &Round, proposal: &Proposal) -> Result<Outcome, Refusal> {
        let now = self.now();
        let find = |key| recall::find(&*self.store, &key, recall::horizon(now));
        let known = proposal.memo.filter(|_| self.store.is_shared()).map_or(Ok(None), find);
        if let Some((set, subjects)) = known.map_err(|error| Refusal::Store(Arc::new(error)))? {
            let receipt = Receipt { set: set.map(Arc::new), snapshot: round.next.clone(), subjects };
            return Ok(Outcome::Known(receipt));
        }
        let past = Past { store: &*self.store, pending: &round.sets };
        Draft::new(&past, &round.next, proposal.clone(), now).map(Outcome::New)
    }

    /// Publishes what was committed and answers everybody.
    fn settle(&self, group: Vec<Job>, round: Round) {
        if !round.sets.is_empty() {
            self.newest.store(round.next);
        }
        let mut sets = round.sets.into_iter().map(Arc::new);
        let mut outcomes = round.outcomes.into_iter();
        for job in group {
            match job {
                Job::Change { reply, .. } => {
                    let Some(outcome) = outcomes.next() else { return };
                    let receipt = outcome.map(|(commits, receipt)| {
                        let Some(set) = commits.then(|| sets.next()).flatten() else { return receipt };
                        self.publish(&set, &receipt.snapshot);
                        Receipt { set: Some(set), ..receipt }
                    });
                    answer(reply, receipt);
                }
                Job::Remember { reply, .. } => answer(reply, Ok(())),
                Job::TakeIn => {}
            }
        }
    }

    /// Takes in what others committed, if the store said that there is something.
    fn catch_up(&mut self) {
        if self.told.load(Ordering::Acquire) > self.newest.load().revision()
            && let Err(error) = self.take_in()
        {
            // The store will say it again.
            tracing::warn!(error = &error as &dyn Error, "what others committed could not be read");
        }
    }

    /// Brings the register to where the store is.
    fn take_in(&mut self) -> Result<(), StoreError> {
        loop {
            let newest = self.newest.load_full();
            let sets = self.store.log(newest.revision(), TAKEN_IN_AT_ONCE)?;
            if sets.is_empty() {
                return Ok(());
            }
            let mut register = (*newest).clone();
            for set in sets {
                register.apply_set(&set);
                self.last = self.last.max(set.at);
                let snapshot = Arc::new(register.clone());
                self.newest.store(snapshot.clone());
                self.publish(&Arc::new(set), &snapshot);
            }
        }
    }

    /// Has whoever follows the register told.
    fn publish(&self, set: &Arc<ChangeSet>, snapshot: &Arc<Snapshot>) {
        self.herald.tell(Publication { set: set.clone(), snapshot: snapshot.clone() });
    }

    /// Commits a round. What is refused or changes nothing may be so only because others committed what is not known here yet:
    /// for a round that has answers and nothing to commit, a shared store is asked whether it is still at the round's base.
    fn keep(&self, round: &Round) -> Result<(), StoreError> {
        let asks = self.store.is_shared() && !round.outcomes.is_empty();
        if round.sets.is_empty() && round.memos.is_empty() && !asks {
            return Ok(());
        }
        let start = Instant::now();
        let kept = self.store.commit_with(round.base, &round.sets, &round.memos);
        self.times.observe(start.elapsed().as_secs_f64());
        kept
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

/// A group of proposals, each on top of those before it.
struct Round {
    base: Revision,
    /// The register after all of them.
    next: Arc<Snapshot>,
    sets: Vec<ChangeSet>,
    memos: Vec<Memo>,
    /// For each proposal whether one of the sets is its own, and what will be answered, which then lacks the set.
    outcomes: Vec<Result<(bool, Receipt), Refusal>>,
}

/// What becomes of one proposal.
enum Outcome {
    New(Draft),
    Known(Receipt),
}

impl Round {
    fn at(base: &Arc<Snapshot>) -> Self {
        let (base, next) = (base.revision(), base.clone());
        Self { base, next, sets: Vec::new(), memos: Vec::new(), outcomes: Vec::new() }
    }

    fn add(&mut self, outcome: Result<Outcome, Refusal>) {
        let outcome = outcome.map(|outcome| match outcome {
            Outcome::Known(receipt) => (false, receipt),
            Outcome::New(Draft { set, snapshot, subjects, memo }) => {
                self.next = snapshot.clone();
                let commits = set.is_some();
                self.sets.extend(set);
                self.memos.extend(memo);
                (commits, Receipt { set: None, snapshot, subjects })
            }
        });
        self.outcomes.push(outcome);
    }
}

/// Tells everybody in a group that the store did not take it.
fn refuse(group: Vec<Job>, error: StoreError) {
    if !matches!(error, StoreError::TooLarge { .. }) {
        // That is for whoever asked for it to know.
        tracing::error!(error = &error as &dyn Error, jobs = group.len(), "the store did not take a commit");
    }
    let error = Arc::new(error);
    for job in group {
        match job {
            Job::Change { reply, .. } => answer(reply, Err(Refusal::Store(error.clone()))),
            Job::Remember { reply, .. } => answer(reply, Err(Refusal::Store(error.clone()))),
            Job::TakeIn => {}
        }
    }
}

/// Somebody who no longer waits for an answer has given it up.
fn answer<T>(reply: oneshot::Sender<T>, answer: T) {
    drop(reply.send(answer));
}
