//! The threads that analysis runs on, and the networks that have been asked about lately.
//!
//! Nothing of this runs on the threads that answer requests: a request hands work over, waits for it without holding a
//! thread, and is answered with what came of it. Work gives up when the request is dropped, and at the request's time
//! limit. On Linux its threads have the lowest priority, so that whoever asks for a single record does not wait for
//! them.

use std::{
    num::NonZero,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
    time::{Duration, Instant},
};

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{OnceCell, oneshot};

use super::{Inquiry, Interrupt, Network, Options, Stop, interrupt::Gone, study::Study};
use crate::{
    model::{
        Problem,
        limits::{ANALYSIS_TIME, MAX_ANALYSES, MAX_STUDIES},
    },
    snapshot::{Snapshot, filter::InitiativeFilter},
};

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Stopped(#[from] Stop),
    /// More is waiting to be analysed than is kept waiting.
    #[error("too many analyses are waiting")]
    Busy,
    /// It broke down.
    #[error("the analysis broke down")]
    Broken,
}

/// Why nothing can be asked about a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    Problems(Vec<Problem>),
    Failure(Failure),
}

/// How much an [`Analyst`] may use.
#[derive(Clone, Copy, Debug)]
pub struct Means {
    /// None for as many as there are processors.
    pub threads: Option<NonZero<usize>>,
    /// For all that one request asks.
    pub time: Duration,
}

impl Default for Means {
    fn default() -> Self {
        Self { threads: None, time: ANALYSIS_TIME }
    }
}

/// How long something may go on.
#[derive(Clone, Debug)]
pub struct Until {
    pub deadline: Instant,
    /// Where a request may end without its future being dropped.
    pub gone: Option<Gone>,
}

/// One for the whole process.
#[derive(Debug)]
pub struct Analyst {
    means: Means,
    /// Started when there is something to do for the first time; none if that fails.
    threads: OnceLock<Option<ThreadPool>>,
    waiting: Arc<AtomicUsize>,
    /// The newest last.
    studies: Mutex<Vec<Arc<Entry>>>,
}

/// A network that somebody asked about, drawn once.
#[derive(Debug)]
struct Entry {
    snapshot: Arc<Snapshot>,
    parameters: String,
    study: OnceCell<Arc<Study>>,
}

impl Analyst {
    pub fn new(means: Means) -> Self {
        Self { means, threads: OnceLock::new(), waiting: Arc::default(), studies: Mutex::default() }
    }

    /// How many analyses wait or are worked on.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Begins to ask about the network of `snapshot` that `filter` and `options` mean. `parameters` is a text that
    /// means just the same: who asks with the same one about the same snapshot gets the same network, and what is known
    /// of it.
    pub async fn inquire(
        self: &Arc<Self>,
        snapshot: &Arc<Snapshot>,
        filter: Option<InitiativeFilter>,
        options: Options,
        parameters: String,
        gone: Option<Gone>,
    ) -> Result<Inquiry, Refused> {
        let until = Until { deadline: Instant::now() + self.means.time, gone };
        let entry = self.entry(snapshot, parameters);
        let draw = || async {
            let snapshot = snapshot.clone();
            let drawn = self.run(&until, move |_| Ok(Network::new(snapshot, filter, options))).await;
            let network = drawn.map_err(Refused::Failure)?.map_err(Refused::Problems)?;
            Ok(Arc::new(Study::new(network)))
        };
        let study = entry.study.get_or_try_init(draw).await?.clone();
        Ok(Inquiry::new(study, self.clone(), until, &entry.parameters))
    }

    /// The entry of these parameters; the oldest makes room for a new one, those of other snapshots first.
    fn entry(&self, snapshot: &Arc<Snapshot>, parameters: String) -> Arc<Entry> {
        let mut studies = self.studies.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |entry: &Arc<Entry>| Arc::ptr_eq(&entry.snapshot, snapshot) && entry.parameters == parameters;
        let entry = match studies.iter().position(same) {
            Some(place) => studies.remove(place),
            None => Arc::new(Entry { snapshot: snapshot.clone(), parameters, study: OnceCell::new() }),
        };
        if studies.len() >= MAX_STUDIES {
            let old = studies.iter().position(|entry| !Arc::ptr_eq(&entry.snapshot, snapshot)).unwrap_or_default();
            studies.remove(old);
        }
        studies.push(entry.clone());
        entry
    }

    /// Has `work` done by the threads, as long as `until` says. It is told to stop when the future is dropped.
    pub async fn run<T: Send + 'static>(
        &self,
        until: &Until,
        work: impl FnOnce(&Interrupt) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Failure> {
        let threads = self.threads.get_or_init(|| start(self.means.threads)).as_ref().ok_or(Failure::Broken)?;
        let place = Place::take(&self.waiting)?;
        let interrupt = Interrupt::at(until.deadline).or_when(until.gone.clone());
        let (reply, answer) = oneshot::channel();
        let _cancel = CancelOnDrop(interrupt.clone());
        threads.spawn(move || {
            let result = interrupt.check().and_then(|()| work(&interrupt));
            drop(place);
            // Nobody may be there to hear it.
            let _ = reply.send(result);
        });
        match answer.await {
            Ok(result) => Ok(result?),
            Err(_) => Err(Failure::Broken),
        }
    }
}

/// The threads, or none where the system has none to give.
fn start(count: Option<NonZero<usize>>) -> Option<ThreadPool> {
    let count = count.or(available_parallelism().ok()).map_or(1, NonZero::get);
    let threads = ThreadPoolBuilder::new()
        .num_threads(count)
        .thread_name(|number| format!("analysis-{number}"))
        .start_handler(|_| yield_to_others())
        .panic_handler(|_| tracing::error!("an analysis panicked"))
        .build();
    threads.inspect_err(|error| tracing::error!(%error, "there are no threads for analysis")).ok()
}

/// Gives the present thread the lowest priority.
fn yield_to_others() {
    // On Linux a priority belongs to a thread, elsewhere to the whole process, which is to keep its own.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, LOWEST_PRIORITY) {
        tracing::debug!(%error, "analysis has the same priority as everything else");
    }
}

/// Of what `nice` can give.
#[cfg(target_os = "linux")]
const LOWEST_PRIORITY: i32 = 19;

/// Tells work to stop that nobody waits for any more.
struct CancelOnDrop(Interrupt);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// A place among what waits or is worked on.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self, Failure> {
        let place = Self(waiting.clone());
        if waiting.fetch_add(1, Ordering::Relaxed) < MAX_ANALYSES { Ok(place) } else { Err(Failure::Busy) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
