//! Who hangs together with whom: partners, overlaps, interlocks and chains, against NetworkX.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
mod support;

#[path = "ties/answers.rs"]
mod answers;
#[path = "ties/oracle.rs"]
mod oracle;
