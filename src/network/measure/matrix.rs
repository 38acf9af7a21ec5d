//! A network as the symmetric matrix of its ties, for the measures that multiply by it again and again.

use crate::network::{Graph, Incidence, Weighting};

/// A symmetric matrix without a diagonal.
pub trait Matrix: Sync {
    fn size(&self) -> usize;
    /// Adds to `product` this matrix times `vector`.
    fn multiply(&self, vector: &[f64], product: &mut [f64]);
    /// The sum of each row.
    fn strengths(&self) -> Vec<f64>;
}

impl Matrix for Graph {
    fn size(&self) -> usize {
        self.nodes()
    }

    fn multiply(&self, vector: &[f64], product: &mut [f64]) {
        for (node, sum) in product.iter_mut().enumerate() {
            *sum += self.tied(node).map(|(other, weight)| weight * vector[other]).sum::<f64>();
        }
    }

    fn strengths(&self) -> Vec<f64> {
        (0..self.nodes()).map(|node| self.weights(node).iter().sum()).collect()
    }
}

/// The projection by common affiliations, or by Newman's weights, without any tie of it: the matrix is B S Bᵀ without
/// its diagonal, where B is the incidence and S what each column adds. A multiplication takes O(t) for t ties of the
/// two modes, where the projection may have twenty times as many.
pub struct Shares<'a> {
    incidence: &'a Incidence,
    /// What each column adds to the ties of its rows; 0 for one with a single row, which ties nothing.
    shares: Vec<f64>,
    /// What the columns add to the diagonal, to be taken away again.
    diagonal: Vec<f64>,
}

impl<'a> Shares<'a> {
    /// None for a weighting that is no sum over common affiliations.
    pub fn new(incidence: &'a Incidence, weighting: Weighting) -> Option<Self> {
        let share = |rows: &[u32]| match weighting {
            _ if rows.len() < 2 => Some(0.0),
            Weighting::Shared => Some(1.0),
            Weighting::Newman => Some(1.0 / (rows.len() - 1) as f64),
            Weighting::Jaccard => None,
        };
        let shares: Vec<f64> = incidence.columns.iter().map(share).collect::<Option<_>>()?;
        let sum = |columns: &[u32]| columns.iter().map(|column| shares[*column as usize]).sum();
        let diagonal = incidence.rows.iter().map(sum).collect();
        Some(Self { incidence, shares, diagonal })
    }
}

impl Matrix for Shares<'_> {
    fn size(&self) -> usize {
        self.incidence.rows.count()
    }

    fn multiply(&self, vector: &[f64], product: &mut [f64]) {
        let sum = |rows: &[u32]| rows.iter().map(|row| vector[*row as usize]).sum::<f64>();
        let columns: Vec<f64> =
            self.incidence.columns.iter().zip(&self.shares).map(|(rows, share)| share * sum(rows)).collect();
        for (row, columns_of_row) in self.incidence.rows.iter().enumerate() {
            let all: f64 = columns_of_row.iter().map(|column| columns[*column as usize]).sum();
            // Rounding must not make it less than nothing.
            product[row] += (all - self.diagonal[row] * vector[row]).max(0.0);
        }
    }

    fn strengths(&self) -> Vec<f64> {
        let others = |rows: &[u32]| (rows.len() - 1) as f64;
        let added: Vec<f64> =
            self.incidence.columns.iter().zip(&self.shares).map(|(rows, share)| share * others(rows)).collect();
        self.incidence.rows.iter().map(|columns| columns.iter().map(|column| added[*column as usize]).sum()).collect()
    }
}
