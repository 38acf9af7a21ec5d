//! Reading all records with two threads: one from the first key on, one from the last key back, until they meet. So both
//! have the same to do however the keys are spread, which nobody knows beforehand: ids made here lie close together, those
//! of the bundled register far apart.
//!
//! 470,000 records take about half the time that one thread takes. More threads would need to know where to begin.

use std::{
    panic,
    sync::{Mutex, PoisonError},
    thread,
};

use sled::{Db, IVec};

use super::engine::Engine;
use crate::{
    model::Record,
    store::{error::StoreError, key, meta::Tally, record, values::Values},
};

/// Entries read before their reader claims them. What both have read is read in vain, once.
const CLAIM: usize = 1024;

type Entry = (IVec, IVec);

/// All records in the order of their keys, and what they come to.
pub fn scan(engine: &Engine) -> Result<(Vec<Record>, Tally), StoreError> {
    let claims = Claims::default();
    let db: &Db = &engine.db;
    let forward = key::RECORDS.into_iter().flat_map(|range| db.range(range));
    let backward = key::RECORDS.into_iter().rev().flat_map(|range| db.range(range).rev());
    let (front, back) = thread::scope(|scope| {
        let back = scope.spawn(|| read(engine, backward, |entries| claims.claim_back(entries)));
        let front = read(engine, forward, |entries| claims.claim_front(entries));
        (front, back.join().unwrap_or_else(|panic| panic::resume_unwind(panic)))
    });
    let (mut records, front_tally) = front?;
    let (back_records, back_tally) = back?;
    records.extend(back_records.into_iter().rev());
    Ok((records, front_tally + back_tally))
}

/// Reads and decodes what `claim` leaves of each chunk, until it takes something away or there is no more.
fn read(
    engine: &Engine,
    mut entries: impl Iterator<Item = sled::Result<Entry>>,
    claim: impl Fn(&mut Vec<Entry>),
) -> Result<(Vec<Record>, Tally), StoreError> {
    let mut records = Vec::new();
    let mut tally = Tally::default();
    loop {
        let mut chunk = entries
            .by_ref()
            .take(CLAIM)
            .collect::<sled::Result<Vec<Entry>>>()
            .map_err(|error| engine.error("read", error))?;
        claim(&mut chunk);
        for (key, value) in &chunk {
            let (record, hash) = record::open(key, value).map_err(|damage| engine.damaged(damage))?;
            tally.count_in(record.subject_type(), hash);
            records.push(record);
        }
        if chunk.len() < CLAIM {
            return Ok((records, tally));
        }
    }
}

/// How far each reader has come: what one has claimed the other leaves.
#[derive(Default)]
struct Claims(Mutex<Positions>);

#[derive(Default)]
struct Positions {
    /// The last key claimed from the front; empty, before every key, at first.
    front: IVec,
    /// The first key claimed from the back.
    back: Option<IVec>,
}

impl Claims {
    fn claim_front(&self, entries: &mut Vec<Entry>) {
        let mut positions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(back) = &positions.back {
            entries.retain(|(key, _)| key < back);
        }
        if let Some((key, _)) = entries.last() {
            positions.front = key.clone();
        }
    }

    fn claim_back(&self, entries: &mut Vec<Entry>) {
        let mut positions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|(key, _)| *key > positions.front);
        if let Some((key, _)) = entries.last() {
            positions.back = Some(key.clone());
        }
    }
}
