//! The measures, one a file: what it means, whose it is, its formula, its edge cases and its cost.
//!
//! Written by hand on the compact arrays of this room. `rustworkx-core` and `petgraph` have some of them, on graphs of
//! their own into which 4 million ties would have to be copied; on such a network rustworkx took 0.8 s for components
//! and 5.7 s for PageRank, where igraph took 0.06 and 0.7 s. They have no weighted constraint, no sampled betweenness
//! and nothing for two modes, and `rustworkx-core` answers 0/0 for the degree centrality of a single node.
//!
//! All of them take the network as it is, unweighted unless they say otherwise, and number nodes as it does.

pub mod assortativity;
pub mod betweenness;
pub mod brokerage;
pub mod closeness;
pub mod clustering;
mod common;
pub mod components;
pub mod cores;
pub mod cuts;
pub mod degree;
pub mod eigenvector;
pub mod holes;
pub mod matrix;
pub mod page_rank;
pub mod sample;
mod search;
pub mod two_mode;
