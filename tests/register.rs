//! The register through its public door: proposals in, receipts, refusals and snapshots out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod support;

#[path = "register/door.rs"]
mod door;

#[path = "register/concurrency.rs"]
mod concurrency;
#[path = "register/failure.rs"]
mod failure;
#[path = "register/invariants.rs"]
mod invariants;
#[path = "register/model.rs"]
mod model;
#[path = "register/proposals.rs"]
mod proposals;
#[path = "register/replay.rs"]
mod replay;
#[path = "register/reversal.rs"]
mod reversal;
#[path = "register/sharing.rs"]
mod sharing;
