//! The register: the one writer, and the pointer to the newest snapshot.
//!
//! A reader takes [`Register::snapshot`] and never waits. A writer hands in a [`Proposal`]: steps that are checked
//! against the newest snapshot (`plan`, `check`), committed to the store together with whatever else is waiting
//! (`writer`, group commit), and then published by one pointer swap.
//!
//! *Invariants:* nothing is acknowledged or shown to a reader before the store has it durably; a reader is never
//! blocked; a refused proposal changes nothing.

mod backup;
mod chain;
mod check;
pub mod edit;
mod feed;
mod follow;
mod herald;
mod history;
mod past;
mod plan;
pub mod recall;
mod undo;
mod verify;
mod writer;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use arc_swap::ArcSwap;
use prometheus_client::metrics::histogram::Histogram;
use tokio::sync::{broadcast, mpsc, oneshot};
use tracing::{Instrument, debug_span};

pub use edit::Edit;
pub use feed::Publication;
pub use follow::{Follower, Lost, Wanted};
pub use verify::{Inconsistency, Soundness, verify};

use herald::Herald;
use writer::{Job, Writer};

use crate::{
    model::{ChangeSet, NodeId, Origin, Problem, Record, Revision, Stamp, Timestamp},
    snapshot::{Dangling, Snapshot},
    store::{MemoKey, Store, StoreError, times},
};

/// What somebody wants to change, all or nothing.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Who asks for it: the name of a token, or of the part of the program.
    pub actor: Box<str>,
    pub origin: Origin,
    pub note: Option<Box<str>>,
    /// Made together, so records may be given in any order. Of several steps about one record the last counts.
    pub steps: Vec<Step>,
    /// Where to note what came of it, in the same commit; see [`Register::recall`].
    pub memo: Option<MemoKey>,
}

/// One step of a proposal.
#[derive(Clone, Debug)]
pub enum Step {
    /// The record as it shall be, new or changed. Version and times are the register's to give.
    Put(Record),
    /// The record as another register had it, with what that one kept of it: where there is no such record here yet. One
    /// that is here goes on counting from its own version, as with `Put`, so that no version ever means two contents.
    /// Only an import may do this.
    Restore(Record, Kept),
    Delete(NodeId),
    /// What an editor wants, in the editor's words.
    Edit(Edit),
    /// What a revision did, undone. Only in a proposal whose origin is a revert.
    Revert(Revision),
}

/// As much of a record's stamp as came with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub version: Option<u32>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

impl Kept {
    /// The stamp of a record made at `at`, as far as nothing else was kept. It never ends before it begins.
    fn stamp(self, at: Timestamp) -> Stamp {
        let updated_at = self.updated_at.or(self.created_at.map(|created| created.max(at))).unwrap_or(at);
        let created_at = self.created_at.unwrap_or(updated_at);
        Stamp { version: self.version.unwrap_or(1), created_at, updated_at }
    }
}

impl Step {
    /// The record that the step is about, where that is known before it is tried.
    pub fn subject(&self) -> Option<NodeId> {
        match self {
            Self::Put(record) | Self::Restore(record, _) => Some(record.id()),
            Self::Delete(id) => Some(*id),
            Self::Edit(_) | Self::Revert(_) => None,
        }
    }
}

/// What has been committed.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// None where the register already was as proposed.
    pub set: Option<Arc<ChangeSet>>,
    /// The register with the change in it.
    pub snapshot: Arc<Snapshot>,
    /// The record that each edit was about, in the order of the edits.
    pub subjects: Vec<NodeId>,
}

/// One thing wrong with one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place of the step in the proposal.
    pub step: usize,
    /// None where the step names a record that is not there.
    pub subject: Option<NodeId>,
    /// Its field is one of the record's.
    pub problem: Problem,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.subject {
            Some(subject) => write!(f, "step {}, {subject}: {}", self.step + 1, self.problem),
            None => write!(f, "step {}: {}", self.step + 1, self.problem),
        }
    }
}

/// Why a proposal was not committed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Everything that is wrong with it.
    #[error("{} of the proposed changes cannot be made; the first: {}", .0.len(), .0.first().map_or(String::new(), Finding::to_string))]
    Invalid(Vec<Finding>),
    /// The store did not take it. The details belong in the log.
    #[error("the change could not be stored")]
    Store(#[source] Arc<StoreError>),
    #[error("the register is closing and takes no more changes")]
    Closed,
}

/// Why a register cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the threads of the writer cannot be started")]
    Thread(#[source] std::io::Error),
    #[error("the records of the store do not fit together: restore the newest backup into a new directory")]
    Dangling(#[from] Dangling),
}

/// Waiting proposals, at most. A full queue holds editors back instead of using up memory: with 10 ms a commit, a
/// second's worth.
const QUEUE_LENGTH: usize = 1024;

/// The register over one store.
pub struct Register {
    store: Arc<dyn Store>,
    newest: Arc<ArcSwap<Snapshot>>,
    feed: broadcast::Sender<Arc<Publication>>,
    clock: Clock,
    times: Histogram,
    queue: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
}

/// What gives the times of changes.
type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

impl Register {
    /// Loads everything and starts the writer. `clock` gives the times of changes.
    pub fn open(
        store: impl Store + 'static,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, OpenError> {
        Self::over(Arc::new(store), clock)
    }

    /// As [`open`](Self::open), over a store of whatever kind.
    pub fn over(
        store: Arc<dyn Store>,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, OpenError> {
        let start = Instant::now();
        let loaded = store.load()?;
        let read = start.elapsed();
        let records = loaded.records.len();
        let last = loaded.at;
        let snapshot = Snapshot::load(loaded.revision, loaded.records)?;
        tracing::debug!(records, ?read, built = ?start.elapsed() - read, "loaded");
        let newest = Arc::new(ArcSwap::from_pointee(snapshot));
        let (queue, jobs) = mpsc::channel(QUEUE_LENGTH);
        let clock: Clock = Arc::new(clock);
        let (feed, _) = broadcast::channel(feed::BACKLOG);
        let times = times();
        let told = Arc::new(AtomicU64::new(0));
        let writer = Writer {
            store: store.clone(),
            clock: clock.clone(),
            newest: newest.clone(),
            herald: Herald::start(feed.clone()).map_err(OpenError::Thread)?,
            times: times.clone(),
            told: told.clone(),
            last,
            swept: None,
        };
        let writer = writer.start(jobs).map_err(OpenError::Thread)?;
        store.watch(Box::new(waker(newest.clone(), told, queue.downgrade())));
        Ok(Self { store, newest, feed, clock, times, queue: Some(queue), writer: Some(writer) })
    }

    /// The register as it is now. Take it once for everything that has to agree.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.newest.load_full()
    }

    /// The revision at which it is now, for those who need no more: without the count of a snapshot, which all threads share.
    pub fn revision(&self) -> Revision {
        self.newest.load().revision()
    }

    /// How long the store took over each commit, which many proposals may share.
    pub fn commit_times(&self) -> Histogram {
        self.times.clone()
    }

    /// How long it took to make each commit durable, where the store can tell.
    pub fn sync_times(&self) -> Option<Histogram> {
        self.store.sync_times()
    }

    /// How many proposals wait for the writer.
    pub fn waiting(&self) -> usize {
        self.queue.as_ref().map_or(0, |queue| queue.max_capacity() - queue.capacity())
    }

    /// Whether several nodes commit to this register.
    pub fn is_shared(&self) -> bool {
        self.store.is_shared()
    }

    /// How old the newest snapshot may be: nothing older than this that others committed is missing in it. Zero where nobody
    /// else commits.
    pub fn age(&self) -> Duration {
        self.store.age()
    }

    /// Has the proposal checked, committed and published. What is answered is durable.
    pub async fn submit(&self, proposal: Proposal) -> Result<Receipt, Refusal> {
        let (reply, answer) = oneshot::channel();
        let committed = async {
            self.send(Job::Change { proposal, reply }).await?;
            answer.await.map_err(|_| Refusal::Closed)?
        };
        committed.instrument(debug_span!("commit")).await
    }

    async fn send(&self, job: Job) -> Result<(), Refusal> {
        let queue = self.queue.as_ref().ok_or(Refusal::Closed)?;
        queue.send(job).await.map_err(|_| Refusal::Closed)
    }

    /// What [`Register::submit`] would answer, without anything being written: the change set as it would be, and the
    /// register as it would become.
    pub async fn rehearse(&self, proposal: Proposal) -> Result<Receipt, Refusal> {
        let (base, at) = (self.snapshot(), (self.clock)());
        self.read(move |store| writer::rehearse(store, &base, proposal, at)).await
    }

    /// [`Register::rehearse`] for a thread that may wait: not for one that runs tasks.
    pub fn rehearse_blocking(&self, proposal: Proposal) -> Result<Receipt, Refusal> {
        writer::rehearse(&*self.store, &self.snapshot(), proposal, (self.clock)())
    }

    /// [`Register::submit`] for a thread that may wait: not for one that runs tasks.
    pub fn submit_blocking(&self, proposal: Proposal) -> Result<Receipt, Refusal> {
        let (reply, answer) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or(Refusal::Closed)?;
        queue.blocking_send(Job::Change { proposal, reply }).map_err(|_| Refusal::Closed)?;
        answer.blocking_recv().map_err(|_| Refusal::Closed)?
    }
}

/// What a shared store calls when others may have committed: wakes the writer if it knows less. A full queue needs no waking,
/// and the queue is not kept open for it.
fn waker(
    newest: Arc<ArcSwap<Snapshot>>,
    told: Arc<AtomicU64>,
    queue: mpsc::WeakSender<Job>,
) -> impl Fn(Revision) + Send + Sync {
    move |revision| {
        if revision > newest.load().revision() {
            told.fetch_max(revision, Ordering::AcqRel);
            drop(queue.upgrade().map(|queue| queue.try_send(Job::TakeIn)));
        }
    }
}

/// Lets the writer finish what is waiting, and the store close, before the register is gone.
impl Drop for Register {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has said so.
            let _ = writer.join();
        }
    }
}
