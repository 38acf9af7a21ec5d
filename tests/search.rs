//! Finding: what people remember of a name, and organisations entered twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
mod support;

#[path = "search/finding.rs"]
mod finding;
#[path = "search/records.rs"]
mod records;
