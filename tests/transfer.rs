//! Files of records: what goes out comes in again as it was, and what is wrong is told line by line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod support;
mod transfer {
    pub mod faults;
    pub mod packed;
    pub mod round_trip;
    pub mod seeds;
    pub mod tables;
    pub mod upsert;
}
