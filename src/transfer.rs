//! Formats in and out of the register: files of records, the bundled register's TOML, and the synthetic registers of load
//! tests.
//!
//! Out: a `page` says what is told of a record, in an `order` that depends on nothing but the records; [`ndjson`] and
//! its like write it down. In: they read it again, line by line, into an [`intake`], which ends as one proposal. What takes more than one record to judge and holds for
//! every writer (no cycle of umbrellas, an end after its beginning) is left to the register, which checks it anyway.
//! And out for other programs: networks, as a [`graph`].
//!
//! *Invariants:* changes a register only by proposing to it, all of an import at once where the store takes it; never sees the store; the same
//! input makes the same records, and the same register the same files.

mod error;
pub mod fault;
pub mod generate;
pub mod graph;
pub mod intake;
mod json;
pub mod ndjson;
mod order;
pub mod page;
pub mod portions;
mod reading;
pub mod seed;
pub mod table;
pub mod unpack;

pub use error::Error;
