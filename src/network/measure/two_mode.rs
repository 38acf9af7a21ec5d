//! What only a two-mode network has: the sizes of the two modes, and clustering without triangles.
//!
//! Borgatti and Everett 1997, *Network analysis of 2-mode data*, divide degree, closeness and betweenness by what they
//! could be at most for the numbers of nodes of the two modes. Where a network is not connected these are the numbers
//! within the node's own component; NetworkX takes those of the whole, and so gives closeness above 1.

use super::{components::Components, degree::ratio};
use crate::network::{Incidence, Interrupt, Stop, options::Options, projection::Rows};

/// The nodes of a component by mode, as one of them sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sides {
    /// Those of its own mode, itself included.
    pub own: f64,
    /// Those of the other mode.
    pub other: f64,
}

/// The sides of every node, the rows first.
pub fn sides(incidence: &Incidence, components: &Components) -> Vec<Sides> {
    let rows = incidence.rows.count();
    let mut counts = vec![(0.0, 0.0); components.sizes.len()];
    for (node, component) in components.of.iter().enumerate() {
        let (of_rows, of_columns) = &mut counts[*component as usize];
        *if node < rows { of_rows } else { of_columns } += 1.0;
    }
    let side = |(node, component): (usize, &u32)| {
        let (of_rows, of_columns) = counts[*component as usize];
        if node < rows { Sides { own: of_rows, other: of_columns } } else { Sides { own: of_columns, other: of_rows } }
    };
    components.of.iter().enumerate().map(side).collect()
}

/// Clustering of every node, the rows first: the mean of |N(i) ∩ N(j)| / |N(i) ∪ N(j)| over the nodes `j` of the same
/// mode that share a neighbour with `i`; 0 where there is none (Latapy, Magnien and Del Vecchio 2008, *Basic notions
/// for the analysis of large two-mode networks*; NetworkX's `latapy_clustering` in mode "dot"). O(Σ k²) over nodes of k
/// neighbours.
pub fn clustering(incidence: &Incidence, interrupt: &Interrupt) -> Result<Vec<f64>, Stop> {
    let mut all = clustering_of_rows(incidence, interrupt)?;
    all.extend(clustering_of_rows(&incidence.turned(), interrupt)?);
    Ok(all)
}

fn clustering_of_rows(incidence: &Incidence, interrupt: &Interrupt) -> Result<Vec<f64>, Stop> {
    let mut rows =
        Rows::new(incidence, &Options { weighting: crate::network::Weighting::Jaccard, ..Options::default() });
    let mean = |row| {
        interrupt.check()?;
        let tied = rows.tied(row);
        let count = tied.len() as f64;
        Ok(ratio(tied.map(|(_, jaccard)| jaccard).sum(), count))
    };
    (0..incidence.rows.count()).map(mean).collect()
}

/// Redundancy of every node, the rows first: of the pairs of its neighbours, the share that would be tied without it,
/// by another node that is next to both; none with fewer than two neighbours (Latapy, Magnien and Del Vecchio 2008).
/// O(Σ k²) over nodes of k neighbours.
pub fn redundancy(incidence: &Incidence, interrupt: &Interrupt) -> Result<Vec<Option<f64>>, Stop> {
    let turned = incidence.turned();
    let mut all = redundancy_of_rows(incidence, &turned, interrupt)?;
    all.extend(redundancy_of_rows(&turned, incidence, interrupt)?);
    Ok(all)
}

fn redundancy_of_rows(
    incidence: &Incidence,
    turned: &Incidence,
    interrupt: &Interrupt,
) -> Result<Vec<Option<f64>>, Stop> {
    // Each pair of columns twice: once from either.
    let mut pairs = vec![0u64; incidence.rows.count()];
    let mut columns = Rows::new(turned, &Options { min_weight: 2.0, ..Options::default() });
    let mut shared = vec![false; incidence.columns.count()];
    for column in 0..incidence.columns.count() {
        interrupt.check()?;
        let others: Vec<u32> = columns.tied(column).map(|(other, _)| other).collect();
        others.iter().for_each(|other| shared[*other as usize] = true);
        for row in incidence.columns.get(column) {
            let twice = incidence.rows.get(*row as usize).iter().filter(|other| shared[**other as usize]).count();
            pairs[*row as usize] += twice as u64;
        }
        others.iter().for_each(|other| shared[*other as usize] = false);
    }
    let share = |(row, pairs): (usize, u64)| {
        let degree = incidence.rows.len(row) as f64;
        (degree >= 2.0).then(|| pairs as f64 / (degree * (degree - 1.0)))
    };
    Ok(pairs.into_iter().enumerate().map(share).collect())
}

/// How many of the ways of three ties close to a ring of four: 4 × rings / ways; 0 where there are none (Robins and
/// Alexander 2004, *Small worlds among interlocking directors*). O(Σ k²) over the columns of k rows.
pub fn transitivity(incidence: &Incidence, interrupt: &Interrupt) -> Result<f64, Stop> {
    let mut rows = Rows::new(incidence, &Options::default());
    // Each ring from either of its rows.
    let mut rings = 0.0;
    for row in 0..incidence.rows.count() {
        interrupt.check()?;
        rings += rows.tied(row).map(|(_, shared)| shared * (shared - 1.0) / 2.0).sum::<f64>();
    }
    let ways_over = |row: usize| {
        let beyond = |column: &u32| (incidence.columns.len(*column as usize) - 1) as f64;
        (incidence.rows.len(row) as f64 - 1.0) * incidence.rows.get(row).iter().map(beyond).sum::<f64>()
    };
    let ways: f64 = (0..incidence.rows.count()).map(ways_over).sum();
    Ok(ratio(4.0 * rings / 2.0, ways))
}
