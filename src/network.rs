//! Relationship analysis: who works with whom, through what, and who holds it together.
//!
//! A network is drawn from a [`Snapshot`](crate::snapshot::Snapshot) in two steps. First the [`incidence`], two-mode:
//! which organisation is tied to which initiative, after filter, roles, dates and roll-up. It is small, and most questions
//! are answered from it: counts, components, articulation points, PageRank, eigenvectors. Then, only where a measure needs
//! every tie between two nodes, the [`projection`] as a [`graph`]: an initiative of k organisations makes k(k-1)/2 ties,
//! so there is a [limit](crate::model::limits::MAX_TIES) to what is built.
//!
//! What is asked about one record or two is a walk over the snapshot itself, for which no network is drawn: its [`partners`],
//! what is [`similar`] or [`related`] to it, who is [`suggested`], the shortest [`path`] from one to another; and so are
//! the [`overlap`] of states and the ties that [`interlock`] two sets. Walks that might take long count their [`steps`], and
//! end at a [limit](crate::model::limits::MAX_STEPS); all of them end when they are told to.
//!
//! A tie is a distinct pair: an organisation in several roles is in an initiative once. Nodes stand in the order of their
//! ids, sums run in that order, chance has a seed: the same snapshot, filter and options give the same bits, whatever the
//! order of insertion and the number of threads. Long computations ask an [`interrupt`] whether to go on.
//!
//! *Invariants:* no number is NaN or infinite; knows no storage and no GraphQL; a computation ends soon after nobody wants
//! it any more.

pub mod adjacency;
pub mod analyst;
mod build;
pub mod community;
pub mod graph;
pub mod incidence;
mod inquiry;
pub mod interlock;
pub mod interrupt;
mod links;
pub mod listing;
pub mod measure;
pub mod options;
pub mod overlap;
pub mod partners;
pub mod path;
pub mod projection;
mod ranking;
pub mod related;
pub mod similar;
pub mod steps;
mod study;
pub mod suggested;
mod tally;
mod unit;

pub use analyst::{Analyst, Failure, Means, Refused, Until};
pub use build::Network;
pub use graph::Graph;
pub use incidence::Incidence;
pub use inquiry::Inquiry;
pub use interrupt::{Gone, Interrupt, Stop};
pub use links::Node;
pub use options::{Options, Projection, Weighting};
pub use ranking::RankedPage;
pub use study::Study;
