//! The whole key space on one page. All keys of a store are in one ordered space; the first byte says what a key leads
//! to, so each type is one range.
//!
//! | first byte | then | value | since format |
//! | --- | --- | --- | --- |
//! | `E` | 16 bytes, id | event | 1 |
//! | `H` | key of a record; 8 bytes, revision | where the changes that concern the record are in the log, see [`index`](super::index) | 2 |
//! | `I` | 16 bytes, id | initiative | 1 |
//! | `K` | 32 bytes, key | a memo, see [`memo`](super::memo) | 2 |
//! | `L` | 8 bytes, revision; 4 bytes, part | a part of a change set, see [`log`](super::log) | 1 |
//! | `M` | `meta` | revision and tally, see [`meta`](super::meta) | 1 |
//! | `M` | `applying` | the next meta record, while a large commit is carried out | 1 |
//! | `N` | 8 bytes, revision | the number of changes up to the end of that revision | 2 |
//! | `O` | 16 bytes, id | organisation | 1 |
//! | `P` | 16 bytes, id | participation | 1 |
//! | `S` | 2 bytes, ISO 3166-2:DE code in ASCII | state | 1 |
//! | `T` | `tokens` | the list of tokens, as the file of a data directory has it; where several nodes share it | 2 |
//!
//! Numbers are big-endian, so that the order of keys is the order of numbers: ids made here sort by the time they were
//! made, the log by revision.

use std::ops::{Bound, Range};

use crate::model::{
    EventId, InitiativeId, NodeId, OrganisationId, ParticipationId, Position, Revision, StateCode,
    vocabulary::SubjectType,
};

const EVENT: u8 = b'E';
const HISTORY: u8 = b'H';
const INITIATIVE: u8 = b'I';
const LOG: u8 = b'L';
const MEMO: u8 = b'K';
const NUMBER: u8 = b'N';
const ORGANISATION: u8 = b'O';
const PARTICIPATION: u8 = b'P';
const STATE: u8 = b'S';

/// A range of keys.
pub type Span = (Bound<Key>, Bound<Key>);

/// The meta record.
pub const META: &[u8] = b"Mmeta";
/// The meta record that will be, while a large commit is carried out.
pub const APPLYING: &[u8] = b"Mapplying";

/// The list of tokens. It is no part of the register.
#[cfg(feature = "etcd")]
pub const TOKENS: &[u8] = b"Ttokens";

/// The ranges of all records, in the order of keys.
pub const RECORDS: [Range<[u8; 1]>; 5] =
    [type_range(EVENT), type_range(INITIATIVE), type_range(ORGANISATION), type_range(PARTICIPATION), type_range(STATE)];

const fn type_range(first: u8) -> Range<[u8; 1]> {
    [first]..[first + 1]
}

/// A key, ordered as its bytes are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(Vec<u8>);

impl Key {
    /// The key of these bytes, as it was found.
    #[cfg(feature = "etcd")]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// Where the record with this id is.
    pub fn of_record(id: NodeId) -> Self {
        let (first, rest) = match id {
            NodeId::State(code) => (STATE, code.name().as_bytes().to_vec()),
            NodeId::Initiative(id) => (INITIATIVE, id.as_u128().to_be_bytes().to_vec()),
            NodeId::Organisation(id) => (ORGANISATION, id.as_u128().to_be_bytes().to_vec()),
            NodeId::Participation(id) => (PARTICIPATION, id.as_u128().to_be_bytes().to_vec()),
            NodeId::Event(id) => (EVENT, id.as_u128().to_be_bytes().to_vec()),
        };
        Self([&[first], rest.as_slice()].concat())
    }

    /// Where a part of the change set of this revision is.
    pub fn of_log(revision: Revision, part: u32) -> Self {
        Self([&[LOG], revision.to_be_bytes().as_slice(), &part.to_be_bytes()].concat())
    }

    /// Where it says in which places of a revision's log a record is concerned.
    pub fn of_history(id: NodeId, revision: Revision) -> Self {
        Self([&[HISTORY], Self::of_record(id).as_ref(), &revision.to_be_bytes()].concat())
    }

    /// Where it says how many changes there are up to the end of a revision.
    pub fn of_number(revision: Revision) -> Self {
        Self([&[NUMBER], revision.to_be_bytes().as_slice()].concat())
    }

    /// Where the meta record is.
    pub fn of_meta() -> Self {
        Self(META.to_vec())
    }

    /// Where a memo is.
    pub fn of_memo(key: &[u8; 32]) -> Self {
        Self([&[MEMO], key.as_slice()].concat())
    }
}

impl AsRef<[u8]> for Key {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The parts of all change sets after `revision`, in order.
pub fn log_after(revision: Revision) -> Span {
    let first = match revision.checked_add(1) {
        Some(next) => Key::of_log(next, 0),
        None => Key(vec![LOG + 1]),
    };
    (Bound::Included(first), Bound::Excluded(Key(vec![LOG + 1])))
}

/// The parts of the log from the one that holds `position`, or would hold what follows it.
pub fn log_from(position: Position) -> Span {
    let first = match position.part {
        u32::MAX => {
            return (Bound::Excluded(Key::of_log(position.revision, u32::MAX)), Bound::Excluded(Key(vec![LOG + 1])));
        }
        part => Key::of_log(position.revision, part),
    };
    (Bound::Included(first), Bound::Excluded(Key(vec![LOG + 1])))
}

/// What there is of the history of a record, up to and with a revision.
pub fn history_until(id: NodeId, revision: Revision) -> Span {
    (Bound::Included(Key::of_history(id, 0)), Bound::Included(Key::of_history(id, revision)))
}

/// All memos.
pub fn memos() -> Span {
    span(type_range(MEMO))
}

/// A range of first bytes as one of keys.
pub fn span(Range { start, end }: Range<[u8; 1]>) -> Span {
    (Bound::Included(Key(start.to_vec())), Bound::Excluded(Key(end.to_vec())))
}

/// What a key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Record(NodeId),
    Log { revision: Revision, part: u32 },
    History { of: NodeId, revision: Revision },
    Number { revision: Revision },
    Memo,
    Meta,
    Applying,
}

impl Place {
    /// What is at `key`, or `None` where it is not one of a store.
    pub fn of(key: &[u8]) -> Option<Self> {
        match key {
            META => return Some(Self::Meta),
            APPLYING => return Some(Self::Applying),
            _ => {}
        }
        let (first, rest) = key.split_first()?;
        let id = || rest.try_into().ok().map(u128::from_be_bytes);
        match *first {
            EVENT => Some(Self::Record(EventId::from_u128(id()?).into())),
            INITIATIVE => Some(Self::Record(InitiativeId::from_u128(id()?).into())),
            ORGANISATION => Some(Self::Record(OrganisationId::from_u128(id()?).into())),
            PARTICIPATION => Some(Self::Record(ParticipationId::from_u128(id()?).into())),
            STATE => {
                std::str::from_utf8(rest).ok()?.parse().ok().map(|code: StateCode| Self::Record(NodeId::State(code)))
            }
            LOG => Self::log(rest),
            HISTORY => Self::history(rest),
            NUMBER => Some(Self::Number { revision: u64::from_be_bytes(rest.try_into().ok()?) }),
            MEMO => (rest.len() == 32).then_some(Self::Memo),
            _ => None,
        }
    }

    fn history(rest: &[u8]) -> Option<Self> {
        let (record, revision) = rest.split_last_chunk()?;
        match Self::of(record)? {
            Self::Record(of) => Some(Self::History { of, revision: u64::from_be_bytes(*revision) }),
            _ => None,
        }
    }

    fn log(rest: &[u8]) -> Option<Self> {
        let (revision, part) = rest.split_first_chunk()?;
        Some(Self::Log { revision: u64::from_be_bytes(*revision), part: u32::from_be_bytes(part.try_into().ok()?) })
    }
}

/// What is at `key`, for a person.
pub fn describe(key: &[u8]) -> String {
    match Place::of(key) {
        Some(Place::Record(id)) => format!("{} {id}", type_name(id.subject_type())),
        Some(Place::Log { revision, part: 0 }) => format!("change set {revision}"),
        Some(Place::Log { revision, part }) => format!("part {part} of change set {revision}"),
        Some(Place::History { of, revision }) => format!("the history of {of} at revision {revision}"),
        Some(Place::Number { revision }) => format!("the number of changes up to revision {revision}"),
        Some(Place::Memo) => "a memo".to_owned(),
        Some(Place::Meta) => "the meta record".to_owned(),
        Some(Place::Applying) => "the mark of a large commit".to_owned(),
        None => format!("key {}", data_encoding::HEXLOWER.encode(key)),
    }
}

fn type_name(subject_type: SubjectType) -> &'static str {
    match subject_type {
        SubjectType::State => "state",
        SubjectType::Initiative => "initiative",
        SubjectType::Organisation => "organisation",
        SubjectType::Participation => "participation",
        SubjectType::Event => "event",
    }
}
