//! The back ends: whoever wants to know that something does not depend on what keeps the register runs it on each.

use std::{
    fmt,
    panic::Location,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use buendnis::store::{Memory, Sled, Store};
use proptest::{
    strategy::Strategy,
    test_runner::{Config, TestRunner},
};
use tempfile::TempDir;

/// An empty store, made for one test, and how to close and open it again.
pub struct BackEnd {
    place: Place,
    store: Arc<dyn Store>,
}

enum Place {
    /// Memory lasts as long as the process; there is nothing to open.
    Memory(Arc<Memory>),
    Directory(TempDir),
    #[cfg(feature = "etcd")]
    Cluster(buendnis::store::etcd::Address),
}

impl Place {
    fn open(&self) -> Arc<dyn Store> {
        match self {
            Self::Memory(store) => store.clone(),
            Self::Directory(directory) => Arc::new(Sled::open(directory.path()).unwrap()),
            #[cfg(feature = "etcd")]
            Self::Cluster(address) => Arc::new(super::etcd::open(address)),
        }
    }
}

impl BackEnd {
    fn at(place: Place) -> Self {
        Self { store: place.open(), place }
    }

    fn memory() -> Self {
        Self::at(Place::Memory(Arc::default()))
    }

    fn sled() -> Self {
        Self::at(Place::Directory(tempfile::tempdir().unwrap()))
    }

    #[cfg(feature = "etcd")]
    pub fn etcd() -> Self {
        Self::at(Place::Cluster(super::etcd::fresh()))
    }

    pub fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    /// Closes the store, if nobody else holds it, and opens it again.
    pub fn reopen(&mut self) {
        // A directory has one user at a time.
        self.store = Arc::new(Memory::new());
        self.store = self.place.open();
    }
}

struct Kind {
    name: &'static str,
    fresh: fn() -> BackEnd,
    /// How many cases of a property memory takes in the time of one.
    cost: u32,
}

const MEMORY: Kind = Kind { name: "memory", fresh: BackEnd::memory, cost: 1 };
const SLED: Kind = Kind { name: "sled", fresh: BackEnd::sled, cost: 16 };
#[cfg(feature = "etcd")]
const ETCD: Kind = Kind { name: "etcd", fresh: BackEnd::etcd, cost: 32 };

/// The back ends that take a change set of any size.
const OF_THIS_MACHINE: &[Kind] = &[MEMORY, SLED];
#[cfg(feature = "etcd")]
const ALL: &[Kind] = &[MEMORY, SLED, ETCD];
#[cfg(not(feature = "etcd"))]
const ALL: &[Kind] = OF_THIS_MACHINE;

/// Runs `test` on every back end.
pub fn every_back_end(test: impl Fn(&mut BackEnd)) {
    run(ALL, test);
}

/// Runs a test that commits large change sets on every back end that takes them.
pub fn every_back_end_for_large_sets(test: impl Fn(&mut BackEnd)) {
    run(OF_THIS_MACHINE, test);
}

fn run(kinds: &[Kind], test: impl Fn(&mut BackEnd)) {
    for kind in kinds {
        println!("back end: {}", kind.name);
        test(&mut (kind.fresh)());
    }
}

/// Tries a property on every back end: `cases` times in memory, more seldom where it takes longer.
#[track_caller]
pub fn every_back_end_holds<S>(cases: u32, values: &S, property: impl Fn(&mut BackEnd, S::Value))
where
    S: Strategy<Value: fmt::Debug>,
{
    let source = Location::caller().file();
    for kind in ALL {
        let config = Config { cases: cases.div_ceil(kind.cost), ..Config::with_source_file(source) };
        let mut runner = TestRunner::new(config);
        let held = runner.run(values, |value| {
            property(&mut (kind.fresh)(), value);
            Ok(())
        });
        held.unwrap_or_else(|failure| panic!("{}: {failure}", kind.name));
    }
}

/// The storage engine of a directory by itself, without the store that was there. One of its threads may let go of the
/// directory a moment after the store was closed.
pub fn engine(directory: &Path) -> sled::Db {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        match sled::Config::new().path(directory).flush_every_ms(None).open() {
            Err(sled::Error::Io(error)) if error.to_string().contains("lock") && Instant::now() < end => {
                thread::yield_now();
            }
            opened => return opened.unwrap(),
        }
    }
}
