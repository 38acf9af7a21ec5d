//! Editing through GraphQL, on every back end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
mod support;

#[path = "editing/desk.rs"]
mod desk;
#[path = "editing/edits.rs"]
mod edits;
#[path = "editing/history.rs"]
mod history;
#[path = "editing/idempotency.rs"]
mod idempotency;
#[path = "editing/merge.rs"]
mod merge;
#[path = "editing/revert.rs"]
mod revert;
