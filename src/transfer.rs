//! Formats in and out of the register: the bundled register's TOML and the synthetic registers of load tests.
//!
//! Both make [`Record`](crate::model::Record)s and nothing else. What takes more than one record to judge and holds for
//! every writer (no cycle of umbrellas, an end after its beginning) is left to the register, which checks it anyway.
//!
//! *Invariants:* never writes to the register or the store; the same input makes the same records, ids included.

mod error;
pub mod generate;

pub mod seed;

pub use error::Error;
