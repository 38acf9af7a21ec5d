//! The values of the register: what can be written, what it means, how it sorts, and what a mistake is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

#[path = "model/date.rs"]
mod date;
#[path = "model/id.rs"]
mod id;
#[path = "model/slug.rs"]
mod slug;
#[path = "model/time.rs"]
mod time;
#[path = "model/url.rs"]
mod url;
#[path = "model/vocabulary.rs"]
mod vocabulary;
