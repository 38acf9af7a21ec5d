//! sled with its settings, and its errors in our words.

use std::{iter, path::Path};

use sled::{Batch, Config, Db, IVec, Mode};

use crate::store::{
    error::{Damage, StoreError},
    key::Span,
    values::{Order, Pair, Values},
    write::Write,
};

/// Pages kept decoded. The register itself is in memory; the engine needs only those it is changing.
const CACHE_BYTES: u64 = 64 << 20;

/// The open engine. All is in its default tree.
pub struct Engine {
    pub db: Db,
    location: String,
}

impl Engine {
    /// Opens or creates the engine's files in `directory`.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let location = directory.display().to_string();
        let config = Config::new()
            .path(directory)
            .cache_capacity(CACHE_BYTES)
            // Every commit flushes; there is never anything left for a timer.
            .flush_every_ms(None)
            .mode(Mode::HighThroughput);
        match config.open() {
            Ok(db) => Ok(Self { db, location }),
            Err(error) => Err(translate("open", &location, error)),
        }
    }

    /// Writes a batch, of which after a crash all or nothing is found. It is durable only after a flush and a sync.
    pub fn apply(&self, batch: Batch) -> Result<(), StoreError> {
        self.db.apply_batch(batch).map_err(|error| self.error("write", error))
    }

    /// Hands everything written so far to the operating system.
    pub fn flush(&self) -> Result<(), StoreError> {
        self.db.flush().map(drop).map_err(|error| self.error("write", error))
    }

    pub fn error(&self, operation: &'static str, error: sled::Error) -> StoreError {
        translate(operation, &self.location, error)
    }
}

impl Values for Engine {
    type Bytes = IVec;

    fn get(&self, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        self.db.get(key).map_err(|error| self.error("read", error))
    }

    fn range(&self, span: Span, order: Order) -> impl Iterator<Item = Result<Pair<IVec>, StoreError>> {
        let mut entries = self.db.range(span);
        let next = move || match order {
            Order::Forward => entries.next(),
            Order::Backward => entries.next_back(),
        };
        iter::from_fn(next).map(|entry| entry.map_err(|error| self.error("read", error)))
    }

    fn damaged(&self, damage: Damage) -> StoreError {
        StoreError::damaged(&self.location, damage)
    }
}

fn translate(operation: &'static str, location: &str, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Corruption { .. } => StoreError::damaged(location, Damage::Files(Box::new(error))),
        _ => StoreError::Engine { operation, location: location.to_owned(), source: Box::new(error) },
    }
}

/// Adds one write to a batch.
pub fn add(batch: &mut Batch, Write { key, value }: Write) {
    match value {
        Some(value) => batch.insert(key.as_ref(), value),
        None => batch.remove(key.as_ref()),
    }
}
