//! The log: each change set at its revision.
//!
//! A change set is one value if it is small, as nearly all are, and a sequence of parts if not. Part 0 says when, by
//! whom and why, how many changes there are in all, and has the first of them; each further part has some more, until
//! all are there. A part ends before it would grow beyond [`PART_BYTES`]; one change alone may be larger.
//!
//! A change names its record by the record's key, with the payloads before and after as the record's own value has
//! them. They are in the format of the frame around the part, so an old log stays readable as it is. A change that needs
//! a newer format than the part it would come into begins another part.

use std::{borrow::Cow, iter::Peekable, slice, sync::Arc};

use bincode::{BorrowDecode, Encode};

use super::{
    code::Code,
    error::{Damage, Flaw, StoreError},
    frame::{self, Opened},
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
    fn of(change: &Change, version: u8) -> Result<Self, StoreError> {
        let payload = |record: Option<&Record>| record.map(|record| record::payload(record, version)).transpose();
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

    fn into_change(self, version: u8) -> Result<Change, Flaw> {
        let Some(Place::Record(id)) = Place::of(&self.subject) else {
            return Err(Flaw::Subject);
        };
        let record = |payload: &[u8]| record::read_payload(id, version, payload);
        Ok(match (self.before, self.after) {
            (None, Some(after)) => Change::Created { after: record(&after)? },
            (Some(before), Some(after)) => Change::Updated { before: record(&before)?, after: record(&after)? },
            (Some(before), None) => Change::Deleted { before: record(&before)? },
            (None, None) => return Err(Flaw::Change),
        })
    }
}

/// The oldest format version that can hold a change.
fn version(change: &Change) -> u8 {
    let versions = change.before().into_iter().chain(change.after()).map(record::version);
    versions.max().unwrap_or(frame::OLDEST)
}

/// How many changes each part of a change set holds.
pub type Layout = Vec<u32>;

/// The parts of `set`, in order of their keys. They are made one by one: a large set is never in memory twice.
pub fn parts(set: &ChangeSet) -> Parts<'_> {
    Parts { set, changes: set.changes.iter().peekable(), layout: Layout::new() }
}

/// See [`parts`].
pub struct Parts<'a> {
    set: &'a ChangeSet,
    changes: Peekable<slice::Iter<'a, Change>>,
    /// Of the parts made so far.
    layout: Layout,
}

impl<'a> Parts<'a> {
    /// What became of the changes, once all parts are made.
    pub fn into_layout(self) -> Layout {
        self.layout
    }

    /// As many changes as fit into one part of this format, and at least one if there is one.
    fn fill(&mut self, format: u8) -> Result<Vec<Entry<'a>>, StoreError> {
        let mut entries = Vec::new();
        let mut size = 0;
        while let Some(change) = self.changes.peek().filter(|change| version(change) <= format) {
            let entry = Entry::of(change, format)?;
            size += entry.size();
            if size > PART_BYTES && !entries.is_empty() {
                break;
            }
            entries.push(entry);
            self.changes.next();
        }
        Ok(entries)
    }

    fn write(&mut self) -> Result<Option<Write>, StoreError> {
        let part = self.layout.len() as u32;
        let format = self.changes.peek().map_or(frame::OLDEST, |change| version(change));
        let key = Key::of_log(self.set.revision, part);
        let entries = self.fill(format)?;
        if part > 0 && entries.is_empty() {
            return Ok(None);
        }
        self.layout.push(entries.len() as u32);
        let sealed = match part {
            0 => frame::seal_shape(key.as_ref(), format, &head(self.set, entries))?,
            _ => frame::seal_shape(key.as_ref(), format, &entries)?,
        };
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

/// A part of a change set as it was read.
pub struct Part {
    pub revision: Revision,
    pub number: u32,
    /// With the first part only.
    pub heading: Option<Heading>,
    pub changes: Vec<Change>,
}

/// What a change set says of all of its changes.
#[derive(Clone)]
pub struct Heading {
    pub at: Timestamp,
    pub actor: Arc<str>,
    pub origin: Origin,
    pub note: Option<Arc<str>>,
    /// How many changes there are, in all parts together.
    pub changes: u64,
}

impl Part {
    /// The part found at `key`.
    pub fn open(key: &[u8], value: &[u8]) -> Result<Self, Damage> {
        let Some(Place::Log { revision, part: number }) = Place::of(key) else {
            return Err(Damage::Key(key::describe(key)));
        };
        let Opened { version, payload, .. } = frame::open(key, value)?;
        let (heading, changes) = Self::read(number, version, payload).map_err(|flaw| frame::at(key, flaw))?;
        Ok(Self { revision, number, heading, changes })
    }

    fn read(number: u32, version: u8, payload: &[u8]) -> Result<(Option<Heading>, Vec<Change>), Flaw> {
        let changes = |entries: Vec<Entry>| {
            entries.into_iter().map(|entry| entry.into_change(version)).collect::<Result<Vec<_>, _>>()
        };
        if number > 0 {
            return Ok((None, changes(frame::decode(payload)?)?));
        }
        let head: Head = frame::decode(payload)?;
        let heading = Heading {
            at: Timestamp::from_micros(head.at),
            actor: head.actor.into(),
            origin: Origin::from_number(head.origin)?,
            note: head.note.map(Into::into),
            changes: head.changes,
        };
        Ok((Some(heading), changes(head.first)?))
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
        let part = Part::open(key, value)?;
        let expected = self.incomplete.as_ref().map_or(0, |incomplete| incomplete.next_part);
        let incomplete = match (part.heading, self.incomplete.take()) {
            _ if (part.revision, part.number) != (self.next, expected) => None,
            (Some(heading), _) => Some(Incomplete::begin(part.revision, heading, part.changes)),
            (None, Some(incomplete)) => Some(incomplete.go_on(part.changes)),
            (None, None) => None,
        };
        incomplete.map(|read| self.keep_or_complete(read)).ok_or(Damage::LogGap(self.next))
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
    fn begin(revision: Revision, heading: Heading, changes: Vec<Change>) -> Self {
        let Heading { at, actor, origin, note, changes: count } = heading;
        let (actor, note) = (actor.as_ref().into(), note.as_deref().map(Into::into));
        let set = ChangeSet { revision, at, actor, origin, note, changes };
        Self { set, changes: count, next_part: 1 }
    }

    fn go_on(mut self, mut changes: Vec<Change>) -> Self {
        self.set.changes.append(&mut changes);
        self.next_part += 1;
        self
    }
}
