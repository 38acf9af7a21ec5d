//! Bündnis: a GraphQL server over a register of industrial-policy initiatives.
pub mod model;
pub mod store;
pub mod snapshot;
pub mod transfer;
