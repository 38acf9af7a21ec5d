//! The register as a GraphQL schema: types over borrowed records of one snapshot.
//!
//! A resolver reads the context, calls one function of the rooms below, and wraps what it answers. The snapshot comes
//! in with the request ([`Request`]), so that one request sees one revision.
//!
//! *Invariants:* knows no storage and no HTTP; holds no rule of the register; an error has a code and no internals.

mod answer;
mod arrange;
mod coercion;
mod connection;
mod detail;
mod document;
mod entity;
mod error;
mod event;
mod filter;
mod history;
mod hole;
mod initiative;
mod input;
mod interlock;
mod mutation;
mod network;
mod node;
mod organisation;
mod overlap;
mod pace;
mod participation;
mod partner;
mod path;
mod payload;
mod plan;
mod problem;
mod query;
mod related;
mod scalar;
mod search;
mod state;
mod statistics;
mod subscription;
mod text;
mod viewer;
mod vocabulary;
mod warning;

use std::sync::Arc;

use async_graphql::{SDLExportOptions, Schema};

pub use answer::Answer;
pub use document::{chosen, parse};
pub use mutation::{Attempt, Mutation};
pub use pace::Pace;
pub use plan::{Plan, Planned, Unplanned};
pub use problem::code;
pub use query::Query;
pub use subscription::{Handover, Occasion, Subscription};
pub use viewer::{Viewer, editor};
pub use vocabulary::Role;

use crate::network::{Analyst, Means};

/// The schema. One serves the whole process; a request brings its snapshot with it as data of type `Arc<Snapshot>`,
/// and a [`Viewer`] if somebody is signed in.
pub type RegisterSchema = Schema<Query, Mutation, Subscription>;

/// Builds the schema.
pub fn schema() -> RegisterSchema {
    schema_with(Means::default())
}

/// Builds the schema with as much for analysis as `means` allow.
pub fn schema_with(means: Means) -> RegisterSchema {
    let analyst = Arc::new(Analyst::new(means));
    Schema::build(Query, Mutation, Subscription)
        .data(analyst)
        .extension(error::Errors)
        .extension(warning::Warn)
        .finish()
}

/// The schema in the Schema Definition Language, as it is kept in `schema.graphql`.
pub fn sdl() -> String {
    schema().sdl_with_options(SDLExportOptions::new().include_specified_by())
}
