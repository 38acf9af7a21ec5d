//! The values of the register: records, identities, dates, texts, vocabularies, changes, and every limit.
//!
//! A value that exists is valid by itself: types that can be written wrongly (ids, slugs, dates, addresses, words of a
//! vocabulary) are made by parsing, and their errors say what would be right. What takes more than one record to judge
//! is the register's to check.
//!
//! *Invariants:* does no IO; knows no disk format and no wire format; nothing here changes once made.

pub mod change;
pub mod date;
pub mod id;
pub mod limits;
pub mod problem;
pub mod record;
pub mod slug;
pub mod text;
pub mod time;
pub mod url;
pub mod vocabulary;

pub use change::{Change, ChangeSet, Entry, Origin, Position, Revision};
pub use date::PartialDate;
pub use id::{EventId, InitiativeId, NodeId, OrganisationId, ParticipationId};
pub use problem::{Conflict, Problem, ProblemKind, Since};
pub use record::{
    Event, Figure, Former, Initiative, Organisation, Participation, Person, Record, Source, Stamp, State,
};
pub use slug::Slug;
pub use text::LocalisedText;
pub use time::Timestamp;
pub use url::Url;
pub use vocabulary::{
    Coverage, InitiativeKind, InitiativeStatus, Involvement, Language, OrganisationKind, ParticipationRole, StateCode,
    SubjectType,
};
