//! One mode alone: two rows of an [`Incidence`] are tied where they have a column in common.
//!
//! A column of k rows ties k(k-1)/2 pairs, so what is computed here grows with Σ k² over the columns: going through
//! every tie takes that long, [`project`] also keeps them, 24 bytes each.

use rayon::prelude::*;

use super::{
    Graph, Incidence, Interrupt, Stop,
    options::{Options, Weighting},
};

/// Goes through the ties of one row after the other without keeping them.
pub struct Rows<'a> {
    incidence: &'a Incidence,
    weighting: Weighting,
    min_weight: f64,
    /// What a column adds to the ties of its rows.
    shares: Vec<f64>,
    /// The weights of the ties of the present row; 0 where there is none.
    sums: Vec<f64>,
    /// The rows that the present one is tied to.
    touched: Vec<u32>,
}

impl<'a> Rows<'a> {
    pub fn new(incidence: &'a Incidence, options: &Options) -> Self {
        let share = |rows: &[u32]| match options.weighting {
            Weighting::Newman => 1.0 / (rows.len().max(2) - 1) as f64,
            Weighting::Shared | Weighting::Jaccard => 1.0,
        };
        Self {
            incidence,
            weighting: options.weighting,
            min_weight: options.min_weight,
            shares: incidence.columns.iter().map(share).collect(),
            sums: vec![0.0; incidence.rows.count()],
            touched: Vec::new(),
        }
    }

    /// The rows that `row` is tied to, with the weights, in no order that means anything but always the same one. O(Σ
    /// k) over its columns of k rows.
    pub fn tied(&mut self, row: usize) -> impl ExactSizeIterator<Item = (u32, f64)> {
        self.gather(row);
        let sums = &self.sums;
        self.touched.iter().map(|other| (*other, sums[*other as usize]))
    }

    /// [`Rows::tied`], ascending.
    pub fn tied_in_order(&mut self, row: usize) -> impl ExactSizeIterator<Item = (u32, f64)> {
        self.gather(row);
        self.touched.sort_unstable();
        let sums = &self.sums;
        self.touched.iter().map(|other| (*other, sums[*other as usize]))
    }

    fn gather(&mut self, row: usize) {
        for other in self.touched.drain(..) {
            self.sums[other as usize] = 0.0;
        }
        for column in self.incidence.rows.get(row) {
            let share = self.shares[*column as usize];
            for other in self.incidence.columns.get(*column as usize) {
                let sum = &mut self.sums[*other as usize];
                if *sum == 0.0 {
                    self.touched.push(*other);
                }
                *sum += share;
            }
        }
        let Self { touched, sums, .. } = self;
        if self.weighting == Weighting::Jaccard {
            let own = self.incidence.rows.len(row) as f64;
            for other in touched.iter() {
                let shared = sums[*other as usize];
                sums[*other as usize] = shared / (own + self.incidence.rows.len(*other as usize) as f64 - shared);
            }
        }
        touched.retain(|other| {
            let kept = *other as usize != row && sums[*other as usize] >= self.min_weight;
            if !kept {
                sums[*other as usize] = 0.0;
            }
            kept
        });
    }
}

/// How many rows a thread works on at a time: the unit of work, whatever the number of threads.
const BATCH: usize = 256;

/// How many ties there are, and how much they weigh together.
fn sum(tied: impl ExactSizeIterator<Item = (u32, f64)>) -> (u32, f64) {
    (tied.len() as u32, tied.map(|(_, weight)| weight).sum())
}

/// How many ties each row has, and how much they weigh together, without building the projection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Degrees {
    pub degrees: Vec<u32>,
    pub strengths: Vec<f64>,
}

impl Degrees {
    /// O(Σ k²) over the columns of k rows, and memory for the nodes alone.
    pub fn of_projection(incidence: &Incidence, options: &Options, interrupt: &Interrupt) -> Result<Self, Stop> {
        let batch = |rows: &mut Rows<'_>, batch: &[usize]| -> Result<Vec<(u32, f64)>, Stop> {
            let of_row = |row: &usize| {
                interrupt.check()?;
                // Shared affiliations are whole numbers, whose sum is the same in any order.
                Ok(match options.weighting {
                    Weighting::Shared => sum(rows.tied(*row)),
                    Weighting::Newman | Weighting::Jaccard => sum(rows.tied_in_order(*row)),
                })
            };
            batch.iter().map(of_row).collect()
        };
        let all: Vec<usize> = (0..incidence.rows.count()).collect();
        let rows = || Rows::new(incidence, options);
        let found: Vec<Vec<(u32, f64)>> = all.par_chunks(BATCH).map_init(rows, batch).collect::<Result<_, _>>()?;
        let (degrees, strengths) = found.into_iter().flatten().unzip();
        Ok(Self { degrees, strengths })
    }

    /// Every tie stands with both of its ends.
    pub fn ties(&self) -> u64 {
        self.degrees.iter().map(|degree| u64::from(*degree)).sum::<u64>() / 2
    }
}

/// Goes through the ties of the projection without keeping any; [`Stop::TooManyTies`] if there are more than `limit`.
pub fn count_up_to(incidence: &Incidence, options: &Options, limit: usize, interrupt: &Interrupt) -> Result<(), Stop> {
    let mut rows = Rows::new(incidence, options);
    let mut ends = 0;
    for row in 0..incidence.rows.count() {
        interrupt.check()?;
        ends += rows.tied(row).len();
        if ends / 2 > limit {
            return Err(Stop::TooManyTies { limit });
        }
    }
    Ok(())
}

/// The projection on the rows; [`Stop::TooManyTies`] if it has more than `limit` ties.
pub fn project(incidence: &Incidence, options: &Options, limit: usize, interrupt: &Interrupt) -> Result<Graph, Stop> {
    let mut rows = Rows::new(incidence, options);
    let count = incidence.rows.count();
    let mut graph = Graph::with_capacity(count);
    for row in 0..count {
        interrupt.check()?;
        graph.push(rows.tied_in_order(row));
        // Half of the entries may still be to come, but no fewer ties are there than that.
        if graph.ties() > limit {
            return Err(Stop::TooManyTies { limit });
        }
    }
    Ok(graph)
}

/// Both modes as one graph: the rows first, then the columns, every tie of weight 1.
pub fn two_mode(incidence: &Incidence, options: &Options) -> Graph {
    let rows = incidence.rows.count() as u32;
    let mut graph = Graph::with_capacity(rows as usize + incidence.columns.count());
    let kept = options.min_weight <= 1.0;
    for columns in incidence.rows.iter() {
        graph.push(columns.iter().filter(|_| kept).map(|column| (rows + column, 1.0)));
    }
    for members in incidence.columns.iter() {
        graph.push(members.iter().filter(|_| kept).map(|row| (*row, 1.0)));
    }
    graph
}
