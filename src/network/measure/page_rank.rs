//! PageRank: how often somebody comes by who goes from node to node along the ties, the stronger the likelier, and
//! starts anew at any node with probability 0.15 a step (Brin and Page 1998).
//!
//! x(i) = 0.15/n + 0.85 (Σ_j w(i,j)/s(j) x(j) + d/n), where s(j) is the strength of `j` and d the rank of all nodes
//! without ties, which is spread evenly. Sums to 1; an only node has 1. Weighted. Power iteration until the sum of all
//! changes is below 1e-12: some 20 to 150 multiplications, each O(t) for t ties of the two modes (see
//! [`Shares`](super::matrix::Shares)). petgraph's `page_rank` knows no weights, and panics on a bad damping factor.

use super::matrix::Matrix;
use crate::network::{Interrupt, Stop};

/// The probability of going on.
pub const DAMPING: f64 = 0.85;

/// The sum of changes at which the ranks are taken as they are.
const TOLERANCE: f64 = 1e-12;

/// Where sums of n ranks cannot be told apart any further; 0.85 to this power is 1e-70.
const MAX_ROUNDS: usize = 1_000;

/// The rank of each node.
pub fn page_rank(matrix: &impl Matrix, interrupt: &Interrupt) -> Result<Vec<f64>, Stop> {
    let nodes = matrix.size() as f64;
    let strengths = matrix.strengths();
    let mut ranks = vec![1.0 / nodes; matrix.size()];
    let mut next = vec![0.0; matrix.size()];
    for _ in 0..MAX_ROUNDS {
        interrupt.check()?;
        let stays = |(rank, strength): (&f64, &f64)| if *strength == 0.0 { *rank } else { 0.0 };
        let dangling: f64 = ranks.iter().zip(&strengths).map(stays).sum();
        let passed = |(rank, strength): (&f64, &f64)| if *strength == 0.0 { 0.0 } else { rank / strength };
        let passed: Vec<f64> = ranks.iter().zip(&strengths).map(passed).collect();
        next.fill(0.0);
        matrix.multiply(&passed, &mut next);
        let base = (1.0 - DAMPING + DAMPING * dangling) / nodes;
        next.iter_mut().for_each(|rank| *rank = base + DAMPING * *rank);
        let change: f64 = ranks.iter().zip(&next).map(|(old, new)| (old - new).abs()).sum();
        std::mem::swap(&mut ranks, &mut next);
        if change < TOLERANCE {
            break;
        }
    }
    Ok(ranks)
}
