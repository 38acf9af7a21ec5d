//! Bündnis: a GraphQL server over a register of industrial-policy initiatives.
pub mod model;
pub mod register;
pub mod schema;
pub mod snapshot;
pub mod store;
pub mod transfer;
