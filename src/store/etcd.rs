//! The shared store: the key space of [`key`](super::key) under a prefix in etcd 3, for as many nodes as there are.
//!
//! A commit is one transaction. It compares the revision at which etcd last changed the meta record with the one known
//! here, and so takes place only if nobody else has committed since; [`StoreError::Stale`] tells the register to take in
//! what others did and to try again. Every member of etcd has synced its log before a transaction is acknowledged by
//! a majority, so what is acknowledged here outlives the loss of any minority.
//!
//! **An answer that is lost** leaves open whether a transaction took place. It is sent again, to another member if need be:
//! the comparison lets it take place once at most. Where it then fails, the log tells whose commit stands at the next
//! revision, see `commit`.
//!
//! **Limits** are etcd's, see `commit`: what one transaction cannot hold is refused with the numbers.
//!
//! etcd's client is asynchronous, [`Store`] blocks: the store has a small runtime of its own, on whose one thread it also
//! watches for what others commit.
//!
//! *Invariants:* shows nothing that etcd has not committed; holds up nobody longer than its deadlines; a node that cannot reach
//! etcd says how old what it knows is.

mod address;
mod commit;
mod members;
mod restore;
mod scan;
mod tokens;
mod values;
mod watch;

use std::{
    io::Read,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::runtime::{Handle, Runtime};

pub use address::{Address, AddressError, Credentials, Tls};

use self::{
    members::Members,
    tokens::{Followed, SharedTokens},
    values::Space,
};
use super::{
    Document, Loaded, Logged, Memo, MemoKey, Store, StoreError,
    backup::{BackupError, Contents},
    check_sequence, history,
    key::{self, APPLYING, Key, TOKENS},
    meta::Meta,
    values::{Order, Values},
};
use crate::model::{ChangeSet, NodeId, Position, Revision, Timestamp};

/// A register in an etcd cluster.
pub struct Etcd {
    space: Arc<Space>,
    /// Where the store is as far as is known here; none if it has to be asked. Held while a commit is under way.
    head: Mutex<Option<Head>>,
    contact: Arc<Contact>,
    tokens: Arc<Followed>,
    background: Arc<Background>,
}

/// The threads on which etcd is talked to. Whoever talks to it keeps them.
struct Background {
    /// None only while this is dropped.
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Background {
    fn start(address: &Address) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Engine {
            operation: "start the threads of",
            location: address.to_string(),
            source: Box::new(source) as _,
        };
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).thread_name("etcd").enable_all().build().map_err(failed)?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }
}

/// Without waiting for the threads: a store may be dropped where nobody may wait.
impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The meta record, and etcd's own revision of it.
#[derive(Clone, Copy)]
struct Head {
    meta: Meta,
    /// Zero where there is no meta record yet.
    modified: i64,
}

/// How long somebody waits while members are silent: an election takes about two seconds.
const PATIENCE: Duration = Duration::from_secs(4);

/// When etcd was last known to have nothing that is not known here.
struct Contact {
    start: Instant,
    /// Milliseconds from the start.
    last: AtomicU64,
}

impl Contact {
    fn new() -> Self {
        Self { start: Instant::now(), last: AtomicU64::new(0) }
    }

    fn made(&self) {
        self.last.store(self.start.elapsed().as_millis() as u64, Ordering::Relaxed);
    }

    /// How long to wait for an answer. Where there has been none for a while already, one member is asked once, so that people
    /// are told quickly.
    fn patience(&self) -> Duration {
        if self.age() < PATIENCE { PATIENCE } else { Duration::ZERO }
    }

    fn age(&self) -> Duration {
        self.start.elapsed().saturating_sub(Duration::from_millis(self.last.load(Ordering::Relaxed)))
    }
}

impl Etcd {
    /// Opens the store at `address`, which may be empty.
    pub fn open(address: &Address) -> Result<Self, StoreError> {
        let store = Self::connect(address)?;
        let head = store.space.head()?;
        if store.space.get(APPLYING)?.is_some() {
            return Err(StoreError::Unfinished { location: store.space.location().to_owned() });
        }
        *store.head() = Some(head);
        store.tokens.set(store.space.get(TOKENS)?);
        store.contact.made();
        Ok(store)
    }

    /// Makes the store at `address`, where there must be none, of a backup.
    pub fn restore(address: &Address, backup: impl Read) -> Result<Contents, BackupError> {
        restore::restore(&Self::connect(address)?, backup)
    }

    fn connect(address: &Address) -> Result<Self, StoreError> {
        let background = Background::start(address)?;
        let contact = Arc::new(Contact::new());
        let space = Space::new(Members::new(address)?, address, background.handle.clone(), contact.clone());
        let (head, tokens) = (Mutex::new(None), Arc::default());
        Ok(Self { space: Arc::new(space), head, contact, tokens, background: Arc::new(background) })
    }

    /// What is known of the head. A panic while it was held left it as it was or unknown.
    fn head(&self) -> MutexGuard<'_, Option<Head>> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The list of tokens, which all nodes share.
    pub fn tokens(&self) -> impl Document + use<> {
        SharedTokens::new(self.space.clone(), self.tokens.clone(), self.background.clone())
    }
}

impl Store for Etcd {
    fn load(&self) -> Result<Loaded, StoreError> {
        let mut head = self.head();
        let (loaded, at) = scan::scan(&self.space)?;
        *head = Some(at);
        self.contact.made();
        Ok(loaded)
    }

    fn commit_with(&self, base: Revision, sets: &[ChangeSet], memos: &[Memo]) -> Result<(), StoreError> {
        let mut known = self.head();
        // Whatever happens now, only an answer tells where the store is.
        let head = match known.take().filter(|head| head.meta.revision == base) {
            Some(head) => head,
            None => self.space.head()?,
        };
        check_sequence(head.meta.revision, base, sets)?;
        *known = commit::commit(&self.space, head, sets, memos)?;
        self.contact.made();
        Ok(())
    }

    fn log(&self, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
        history::read_available(&*self.space, after, limit)
    }

    fn changes(&self, after: Position, limit: usize) -> Result<Vec<Logged>, StoreError> {
        history::changes(&*self.space, after, Revision::MAX, limit)
    }

    fn count_changes(&self, after: Revision) -> Result<u64, StoreError> {
        let current = self.space.head()?.meta;
        let before = history::count_until(&*self.space, after.min(current.revision))?;
        Ok(current.changes.unwrap_or_default() - before)
    }

    fn history(&self, of: NodeId, before: Option<Position>, limit: usize) -> Result<Vec<Logged>, StoreError> {
        let before = before.unwrap_or(Position::end_of(Revision::MAX));
        history::of_record(&*self.space, of, before, limit)
    }

    fn count_history(&self, of: NodeId) -> Result<u64, StoreError> {
        history::count_of_record(&*self.space, of, Revision::MAX)
    }

    fn memo(&self, key: &MemoKey) -> Result<Option<Memo>, StoreError> {
        let at = Key::of_memo(key);
        let Some(found) = self.space.get(at.as_ref())? else { return Ok(None) };
        let (made, value) = Memo::open(at.as_ref(), &found).map_err(|damage| self.space.damaged(damage))?;
        Ok(Some(Memo { key: *key, at: made, value }))
    }

    fn forget(&self, before: Timestamp) -> Result<(), StoreError> {
        let mut forgotten = Vec::new();
        for entry in self.space.range(key::memos(), Order::Forward) {
            let (key, value) = entry?;
            let (made, _) = Memo::open(&key, &value).map_err(|damage| self.space.damaged(damage))?;
            if made < before {
                forgotten.push(key);
            }
        }
        self.space.remove(&forgotten)
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn watch(&self, changed: Box<dyn Fn(Revision) + Send + Sync>) {
        let (space, contact, tokens) = (self.space.clone(), self.contact.clone(), self.tokens.clone());
        self.background.handle.spawn(watch::watch(space, contact, tokens, changed));
    }

    fn age(&self) -> Duration {
        self.contact.age()
    }
}
