//! The GraphQL schema as clients see it: what it promises, what it answers, and how it refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;

#[path = "schema/contract.rs"]
mod contract;
#[path = "schema/errors.rs"]
mod errors;
#[path = "schema/introspection.rs"]
mod introspection;
#[path = "schema/reading.rs"]
mod reading;
#[path = "schema/register.rs"]
mod register;
#[path = "schema/surface.rs"]
mod surface;
