//! Finding: what people remember of a name, and organisations entered twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
mod support;

#[path = "search/duplicates.rs"]
mod duplicates;
#[path = "search/finding.rs"]
mod finding;
#[path = "search/freshness.rs"]
mod freshness;
#[path = "search/properties.rs"]
mod properties;
#[path = "search/quality.rs"]
mod quality;
#[path = "search/records.rs"]
mod records;
