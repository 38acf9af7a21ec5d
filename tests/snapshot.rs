//! The snapshot by its public functions: against a plain map, against a plain list, and against tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod support;

#[path = "snapshot/apply.rs"]
mod apply;
#[path = "snapshot/collation.rs"]
mod collation;
#[path = "snapshot/filter.rs"]
mod filter;
#[path = "snapshot/paging.rs"]
mod paging;
#[path = "snapshot/statistics.rs"]
mod statistics;
