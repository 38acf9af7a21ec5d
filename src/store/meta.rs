//! The meta record: at which revision a store is, and what its records must come to.
//!
//! | field | | |
//! | --- | --- | --- |
//! | format | byte | the format of the key space, [`FORMAT`] |
//! | revision | integer | of the last change set |
//! | states, initiatives, organisations, participations, events | integers | how many records there are of each |
//! | digest | integer | the sum of the hashes of all records' values, modulo 2⁶⁴ |
//! | changes | integer | how many changes all change sets have together; since format 2 |
//!
//! Each commit writes it anew, in the same step as the records it counts, and computes it from the changes alone: what
//! a change was before is taken off, what it is after is added. A sum does not depend on order, so this costs nothing
//! per record of the register. When a store is loaded, the records found must come to the same tally: a storage engine
//! that lost a record, or brought back one of yesterday, is noticed even though every single value is in order.

use std::{fmt, ops::Add};

use bincode::{BorrowDecode, Encode};

use super::{
    error::{Damage, Flaw, StoreError},
    frame::{self, Sealed},
    record,
};
use crate::model::{ChangeSet, Record, Revision, State, SubjectType, Timestamp};

/// The format of the key space that this program writes, and the newest that it reads. Since 2 there is an index of the
/// log, and memos.
pub const FORMAT: u8 = 2;

/// What all records of a store come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub states: u64,
    pub initiatives: u64,
    pub organisations: u64,
    pub participations: u64,
    pub events: u64,
    /// The sum of the hashes of their values.
    pub digest: u64,
}

impl Tally {
    /// Counts a record whose value has this hash in.
    pub fn count_in(&mut self, subject_type: SubjectType, hash: u64) {
        let count = self.of_type(subject_type);
        *count = count.wrapping_add(1);
        self.digest = self.digest.wrapping_add(hash);
    }

    /// Counts it out. Where there was none to count out the tally is wrong from then on, which loading will notice.
    pub fn count_out(&mut self, subject_type: SubjectType, hash: u64) {
        let count = self.of_type(subject_type);
        *count = count.wrapping_sub(1);
        self.digest = self.digest.wrapping_sub(hash);
    }

    fn of_type(&mut self, subject_type: SubjectType) -> &mut u64 {
        match subject_type {
            SubjectType::State => &mut self.states,
            SubjectType::Initiative => &mut self.initiatives,
            SubjectType::Organisation => &mut self.organisations,
            SubjectType::Participation => &mut self.participations,
            SubjectType::Event => &mut self.events,
        }
    }
}

/// The tally of two disjoint sets of records together.
impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            states: self.states.wrapping_add(other.states),
            initiatives: self.initiatives.wrapping_add(other.initiatives),
            organisations: self.organisations.wrapping_add(other.organisations),
            participations: self.participations.wrapping_add(other.participations),
            events: self.events.wrapping_add(other.events),
            digest: self.digest.wrapping_add(other.digest),
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { states, initiatives, organisations, participations, events, digest } = self;
        write!(
            f,
            "{states} states, {initiatives} initiatives, {organisations} organisations, {participations} \
             participations and {events} events with digest {digest:016x}"
        )
    }
}

/// The meta record. By default that of a store which holds nothing yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    pub revision: Revision,
    /// When the change set of that revision was made.
    pub at: Timestamp,
    pub tally: Tally,
    /// How many changes all change sets have together; not known where the store is of format 1.
    pub changes: Option<u64>,
}

impl Default for Meta {
    fn default() -> Self {
        Self { revision: 0, at: Timestamp::EPOCH, tally: Tally::default(), changes: Some(0) }
    }
}

#[derive(Encode, BorrowDecode)]
struct Shape {
    format: u8,
    revision: u64,
    at_micros: i64,
    states: u64,
    initiatives: u64,
    organisations: u64,
    participations: u64,
    events: u64,
    digest: u64,
}

/// Since format 2.
#[derive(Encode, BorrowDecode)]
struct Counted {
    shape: Shape,
    changes: u64,
}

impl Meta {
    /// The meta record once `sets` are committed too.
    pub fn after(mut self, sets: &[ChangeSet]) -> Result<Self, StoreError> {
        for set in sets {
            self.revision = set.revision;
            self.at = set.at;
            self.changes = self.changes.map(|changes| changes + set.changes.len() as u64);
            for change in &set.changes {
                if let Some(before) = change.before().filter(|before| is_stored(before)) {
                    self.tally.count_out(before.subject_type(), record_hash(before)?);
                }
                if let Some(after) = change.after() {
                    self.tally.count_in(after.subject_type(), record_hash(after)?);
                }
            }
        }
        Ok(self)
    }

    /// Its value at `key`.
    pub fn seal(self, key: &[u8]) -> Result<Sealed, StoreError> {
        let Tally { states, initiatives, organisations, participations, events, digest } = self.tally;
        let shape = Shape {
            format: FORMAT,
            revision: self.revision,
            at_micros: self.at.as_micros(),
            states,
            initiatives,
            organisations,
            participations,
            events,
            digest,
        };
        frame::seal_shape(key, frame::OLDEST, &Counted { shape, changes: self.changes.unwrap_or_default() })
    }

    /// The meta record in the value found at `key`.
    pub fn open(key: &[u8], value: &[u8]) -> Result<Self, Damage> {
        let payload = frame::open(key, value)?.payload;
        Self::read(payload).map_err(|flaw| frame::at(key, flaw))
    }

    fn read(payload: &[u8]) -> Result<Self, Flaw> {
        // The number of the format comes first, in one byte as all small numbers.
        let (shape, changes) = match payload.first() {
            Some(1) | None => (frame::decode(payload)?, None),
            Some(&FORMAT) => {
                let Counted { shape, changes } = frame::decode(payload)?;
                (shape, Some(changes))
            }
            Some(0) => return Err(Flaw::Version { found: 0 }),
            Some(&found) => return Err(Flaw::Newer { found, supported: FORMAT }),
        };
        let Shape { revision, at_micros, states, initiatives, organisations, participations, events, digest, .. } =
            shape;
        let at = Timestamp::from_micros(at_micros);
        let tally = Tally { states, initiatives, organisations, participations, events, digest };
        Ok(Self { revision, at, tally, changes })
    }

    /// Whether the records found are those that should be there.
    pub fn verify(self, found: Tally) -> Result<(), Damage> {
        if self.tally == found { Ok(()) } else { Err(Damage::Tally { expected: self.tally, found }) }
    }
}

/// Whether a record was ever written. The states are there before anything is, and are kept once they are changed.
fn is_stored(record: &Record) -> bool {
    !matches!(record, Record::State(state) if **state == State::undocumented(state.code))
}

/// The hash of the value of a record: of the one to be written, and of the one written earlier, since every value in a
/// store is in today's format.
fn record_hash(record: &Record) -> Result<u64, StoreError> {
    Ok(record::seal(record)?.hash)
}
