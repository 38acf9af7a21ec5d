//! Eigenvector centrality: a node is as central as its neighbours are, the stronger tied the more (Bonacich 1972).
//!
//! The first eigenvector of the weighted network: λ x(i) = Σ_j w(i,j) x(j), all x ≥ 0, Euclidean norm 1, of the
//! component with the most nodes (of equally large ones the first by id); nodes elsewhere have 0, where the vector of
//! the whole would be ambiguous. The only node of a network without ties has 1. In a two-mode network the parts of the
//! two modes are the first singular vectors of the incidence matrix, each divided by √2.
//!
//! Power iteration on the matrix plus the identity, without which it would swing for ever in two modes, until the
//! change is below 1e-12. O(t) a round for t ties of the two modes; 20 to some hundred rounds where the first
//! eigenvalue stands out, more where a second one is close.

use super::{components::Components, matrix::Matrix};
use crate::network::{Interrupt, Stop};

/// The Euclidean norm of the change at which the vector is taken as it is.
const TOLERANCE: f64 = 1e-12;

/// Enough for eigenvalues of which the second is 0.9999 of the first.
const MAX_ROUNDS: usize = 300_000;

/// The centrality of each node.
pub fn eigenvector(matrix: &impl Matrix, components: &Components, interrupt: &Interrupt) -> Result<Vec<f64>, Stop> {
    let largest = components.largest() as u32;
    let start = |component: &u32| if *component == largest { 1.0 } else { 0.0 };
    let mut vector: Vec<f64> = components.of.iter().map(start).collect();
    normalise(&mut vector);
    for _ in 0..MAX_ROUNDS {
        interrupt.check()?;
        let mut next = vector.clone();
        matrix.multiply(&vector, &mut next);
        normalise(&mut next);
        let change: f64 = vector.iter().zip(&next).map(|(old, new)| (old - new).powi(2)).sum::<f64>().sqrt();
        vector = next;
        if change < TOLERANCE {
            break;
        }
    }
    Ok(vector)
}

fn normalise(vector: &mut [f64]) {
    let norm = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    if norm > 0.0 {
        vector.iter_mut().for_each(|x| *x /= norm);
    }
}
