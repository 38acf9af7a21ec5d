//! Networks by their public functions: what is drawn, and what is measured, against tables, plain loops and NetworkX.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

#[path = "network/answers.rs"]
mod answers;
#[path = "network/drawing.rs"]
mod drawing;
#[path = "network/oracle.rs"]
mod oracle;
#[path = "network/samples.rs"]
mod samples;
#[path = "network/threads.rs"]
mod threads;
#[path = "network/walks.rs"]
mod walks;
#[path = "network/world.rs"]
mod world;
