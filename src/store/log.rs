//! The log: each change set at its revision.
//!
//! A change set is one value if it is small, as nearly all are, and a sequence of parts if not. Part 0 says when, by
//! whom and why, how many changes there are in all, and has the first of them; each further part has some more, until
//! all are there. A part ends before it would grow beyond [`PART_BYTES`]; one change alone may be larger.
//!
//! A change names its record by the record's key, with the payloads before and after as the record's own value has
//! them. They are in the format of the frame around the part, so an old log stays readable as it is.

use std::{borrow::Cow, slice};

use bincode::{BorrowDecode, Encode};

use super::{
    code::Code,
    error::{Damage, Flaw, StoreError},
    frame,
    key::{self, Key, Place},
    record,
    write::Write,
};
use crate::model::{Change, ChangeSet, Origin, Record, Revision, Timestamp};

/// The size up to which changes are put into one part. sled keeps up to about 26 neighbouring values in one page and
/// moves a page beyond 128 KiB into a file of its own, whose creation costs a commit more than its bytes: 26 × 4 KiB =
/// 104 KiB stay below.
const PART_BYTES: usize = 4096;

/// What the key and the lengths of a change take at most, besides its payloads.
const CHANGE_OVERHEAD_BYTES: usize = 32;

#[derive(Encode, BorrowDecode)]
struct Head<'a> {
    at: i64,
    actor: &'a str,
    origin: u8,
    note: Option<&'a str>,
    /// In all parts together.
    changes: u64,
    first: Vec<Entry<'a>>,
}

#[derive(Encode, BorrowDecode)]
struct Entry<'a> {
    subject: Cow<'a, [u8]>,
    before: Option<Cow<'a, [u8]>>,
    after: Option<Cow<'a, [u8]>>,
}

impl Entry<'_> {
    fn of(change: &Change) -> Result<Self, StoreError> {
        let payload = |record: Option<&Record>| record.map(record::payload).transpose();
        Ok(Self {
            subject: Cow::Owned(Key::of_record(change.subject()).as_ref().to_vec()),
            before: payload(change.before())?.map(Cow::Owned),
            after: payload(change.after())?.map(Cow::Owned),
        })
    }

    fn size(&self) -> usize {
        let payload = |payload: &Option<Cow<[u8]>>| payload.as_ref().map_or(0, |bytes| bytes.len());
        CHANGE_OVERHEAD_BYTES + payload(&self.before) + payload(&self.after)
    }

    fn into_change(self) -> Result<Change, Flaw> {
        let Some(Place::Record(id)) = Place::of(&self.subject) else {
            return Err(Flaw::Subject);
        };
        let record = |payload: &[u8]| record::read_payload(id, payload);
        Ok(match (self.before, self.after) {
            (None, Some(after)) => Change::Created { after: record(&after)? },
            (Some(before), Some(after)) => Change::Updated { before: record(&before)?, after: record(&after)? },
            (Some(before), None) => Change::Deleted { before: record(&before)? },
            (None, None) => return Err(Flaw::Change),
        })
    }
}

/// The parts of `set`, in order of their keys. They are made one by one: a large set is never in memory twice.
pub fn parts(set: &ChangeSet) -> Parts<'_> {
    Parts { set, changes: set.changes.iter(), pending: None, next: 0 }
}

/// See [`parts`].
pub struct Parts<'a> {
    set: &'a ChangeSet,
    changes: slice::Iter<'a, Change>,
    /// The change that did not fit into the part before.
    pending: Option<Entry<'a>>,
    /// The number of the next part.
    next: u32,
}

impl<'a> Parts<'a> {
    fn next_entry(&mut self) -> Result<Option<Entry<'a>>, StoreError> {
        match self.pending.take() {
            Some(entry) => Ok(Some(entry)),
            None => self.changes.next().map(Entry::of).transpose(),
        }
    }

    /// As many changes as fit into one part, and at least one if there is one.
    fn fill(&mut self) -> Result<Vec<Entry<'a>>, StoreError> {
        let mut entries = Vec::new();
        let mut size = 0;
        while let Some(entry) = self.next_entry()? {
            size += entry.size();
            if size > PART_BYTES && !entries.is_empty() {
                self.pending = Some(entry);
                break;
            }
            entries.push(entry);
        }
        Ok(entries)
    }

    fn write(&mut self) -> Result<Option<Write>, StoreError> {
        let key = Key::of_log(self.set.revision, self.next);
        let entries = self.fill()?;
        let sealed = match self.next {
            0 => frame::seal_shape(key.as_ref(), &head(self.set, entries))?,
            _ if entries.is_empty() => return Ok(None),
            _ => frame::seal_shape(key.as_ref(), &entries)?,
        };
        self.next += 1;
        Ok(Some(Write { key, value: Some(sealed.value) }))
    }
}

impl Iterator for Parts<'_> {
    type Item = Result<Write, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.write().transpose()
    }
}

fn head<'a>(set: &'a ChangeSet, first: Vec<Entry<'a>>) -> Head<'a> {
    Head {
        at: set.at.as_micros(),
        actor: &set.actor,
        origin: set.origin.number(),
        note: set.note.as_deref(),
        changes: set.changes.len() as u64,
        first,
    }
}

/// Puts change sets together from their parts.
pub struct Assembly {
    /// The revision that comes next.
    next: Revision,
    incomplete: Option<Incomplete>,
}

/// A change set some of whose parts are still to come.
struct Incomplete {
    set: ChangeSet,
    changes: u64,
    next_part: u32,
}

impl Assembly {
    /// Expects the parts of the change sets after `revision`.
    pub fn after(revision: Revision) -> Self {
        Self { next: revision + 1, incomplete: None }
    }

    /// The revision of the change set that is not complete yet.
    pub fn next(&self) -> Revision {
        self.next
    }

    /// Takes the next part, in the order of keys; answers the change set that it completes.
    pub fn push(&mut self, key: &[u8], value: &[u8]) -> Result<Option<ChangeSet>, Damage> {
        let Some(Place::Log { revision, part }) = Place::of(key) else {
            return Err(Damage::Key(key::describe(key)));
        };
        let (payload, _) = frame::open(key, value)?;
        let expected_part = self.incomplete.as_ref().map_or(0, |incomplete| incomplete.next_part);
        if (revision, part) != (self.next, expected_part) {
            return Err(Damage::LogGap(self.next));
        }
        let read = match self.incomplete.take() {
            None => Incomplete::begin(revision, payload),
            Some(incomplete) => incomplete.go_on(payload),
        };
        Ok(self.keep_or_complete(read.map_err(|flaw| frame::at(key, flaw))?))
    }

    fn keep_or_complete(&mut self, read: Incomplete) -> Option<ChangeSet> {
        if (read.set.changes.len() as u64) < read.changes {
            self.incomplete = Some(read);
            return None;
        }
        self.next += 1;
        Some(read.set)
    }
}

impl Incomplete {
    fn begin(revision: Revision, payload: &[u8]) -> Result<Self, Flaw> {
        let head: Head = frame::decode(payload)?;
        let set = ChangeSet {
            revision,
            at: Timestamp::from_micros(head.at),
            actor: head.actor.into(),
            origin: Origin::from_number(head.origin)?,
            note: head.note.map(Into::into),
            changes: changes(head.first)?,
        };
        Ok(Self { set, changes: head.changes, next_part: 1 })
    }

    fn go_on(mut self, payload: &[u8]) -> Result<Self, Flaw> {
        self.set.changes.append(&mut changes(frame::decode(payload)?)?);
        self.next_part += 1;
        Ok(self)
    }
}

fn changes(entries: Vec<Entry>) -> Result<Vec<Change>, Flaw> {
    entries.into_iter().map(Entry::into_change).collect()
}
