//! Bündnis: a GraphQL server over a register of industrial-policy initiatives, their states, the organisations that
//! take part in them, and how those organisations hang together.
//!
//! The rooms, from the ground up. A room uses only rooms above it in this list; a test reads the `use` lines.
//!
//! **A read** goes in at [`server`], which takes one [`snapshot`] from the [`register`] and hands it to the [`schema`]
//! with the request; resolvers borrow from it until the answer is written. No lock, no IO, one revision.
//! **A write** is a proposal to the [`register`]: it checks the steps against the newest snapshot, has the [`store`]
//! commit the change set durably, and publishes the next snapshot by swapping one pointer.

#![deny(clippy::print_stdout, reason = "a closed pipe would be a panic; `cli` writes with care")]

/// The values: records, ids, dates, texts, changes, limits. No IO, no format of disk or wire.
pub mod model;

/// What is kept, and how durably. Knows no GraphQL.
pub mod store;

/// The register at one revision, in memory. No IO, no lock, no failing reads.
pub mod snapshot;

/// The one writer, and the newest snapshot. Blocks no reader.
pub mod register;

/// Finding: full text, and organisations entered twice. Holds up no commit.
pub mod search;

/// Who may do what: roles, tokens, and the file they are kept in. Never keeps or shows a secret.
pub mod access;

/// Relationship analysis on a snapshot: projections, measures, communities. No storage, no GraphQL, never NaN.
pub mod network;

/// Formats in and out. Changes nothing but by a proposal.
pub mod transfer;

/// The GraphQL types over borrowed records. No storage, no rules of the register.
pub mod schema;

/// HTTP. No rules of the register.
pub mod server;

/// The commands.
pub mod cli;
