//! Relationship analysis: who works with whom, through what, and who holds it together.
//!
//! A network is drawn from a [`Snapshot`](crate::snapshot::Snapshot) in two steps. First the [`incidence`], two-mode:
//! which organisation is tied to which initiative, after filter, roles, dates and roll-up. It is small, and most questions
//! are answered from it: counts, components, articulation points, PageRank, eigenvectors. Then, only where a measure needs
//! every tie between two nodes, the [`projection`] as a [`graph`]: an initiative of k organisations makes k(k-1)/2 ties,
//! so there is a [limit](crate::model::limits::MAX_TIES) to what is built.
//!
//! Nodes stand in the order of their ids, sums run in that order, chance has a seed: the same snapshot, filter and options
//! give the same bits, whatever the order of insertion and the number of threads. Long computations ask an [`interrupt`]
//! whether to go on.
//!
//! *Invariants:* no number is NaN or infinite; knows no storage and no GraphQL; a computation ends soon after nobody wants
//! it any more.

mod build;
pub mod graph;
pub mod incidence;
pub mod interrupt;
pub mod options;
pub mod projection;

pub use build::Network;
pub use graph::Graph;
pub use incidence::Incidence;
pub use interrupt::{Interrupt, Stop};
pub use options::{Options, Projection, Weighting};
