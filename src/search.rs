//! Finding: full text over names, aliases, topics, places and summaries, and organisations entered twice.
//!
//! An [`Index`] is a value like a snapshot, of one revision: the words of every text (`words`, `field`) with the records
//! they occur in (`dictionary`, `postings`). A [`Query`] is taken apart (`query`), each of its words is matched against the words of
//! the register by form, beginning, part and typo (`stem`, `spelling`, `compound`, `initials`), and the records that have them are
//! ranked (`find`); `highlight` shows where. [`Search`] keeps an index up with a register (`follow`). `duplicates` compares
//! organisations (`likeness`, `naming`).
//!
//! An engine of its own: the register asks about names, which are short, and about the newest revision. tantivy 0.26, in a RAM
//! directory over 70,000 names, took 16 ms at the median to commit one change and open it to readers, thirty times a durable
//! commit; and what makes `Muenchen` and `IGM` found would still have been ours to write.
//!
//! *Invariants:* does no IO; holds up no commit and no reader of a snapshot; an index finds what one built anew from the same
//! snapshot would; what is highlighted is escaped.

mod compound;
mod dictionary;
pub mod duplicates;
pub mod field;
mod find;
mod follow;
pub mod highlight;
mod index;
mod initials;
mod likeness;
mod lookup;
mod naming;
mod postings;
mod query;
pub mod spelling;
mod stem;
mod words;

pub use dictionary::Reach;
pub use find::{Found, Hit, Hits, Scope};
pub use follow::{Search, Stopped};
pub use index::Index;
pub use likeness::{LIKELY, Likeness};
pub use query::{Query, Unit};

/// The number of this order in cursors, as [`crate::snapshot::key::Order`] has one for each order of a list.
pub const BY_SCORE: u8 = 7;
