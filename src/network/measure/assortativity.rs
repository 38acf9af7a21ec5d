//! Homophily: whether ties are among the like.
//!
//! - **Attribute assortativity** (Newman 2003, *Mixing patterns in networks*): with e(g,h) the share of tie ends that
//!   lead from group g to group h and a(g) their sum, (Σ e(g,g) - Σ a(g)²) / (1 - Σ a(g)²). 1 where ties are within
//!   groups only, 0 where they are as by chance. As NetworkX's `attribute_assortativity_coefficient`. None without
//!   ties, and where all of them are within one group.
//! - **E-I index** (Krackhardt and Stern 1988): (external - internal) / all ties. -1 where ties are within groups only.
//!   None without ties.
//!
//! Unweighted. O(t), with memory for the groups alone.

/// Ties between groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mixing {
    groups: usize,
    /// The tie ends from each group to each, row by row.
    ends: Vec<u64>,
}

impl Mixing {
    pub fn new(groups: usize) -> Self {
        Self { groups, ends: vec![0; groups * groups] }
    }

    /// Counts one end of a tie.
    pub fn add(&mut self, from: u32, to: u32) {
        self.ends[from as usize * self.groups + to as usize] += 1;
    }

    fn all(&self) -> u64 {
        self.ends.iter().sum()
    }

    fn internal(&self) -> u64 {
        (0..self.groups).map(|group| self.ends[group * (self.groups + 1)]).sum()
    }

    pub fn assortativity(&self) -> Option<f64> {
        let all = self.all() as f64;
        let rows = self.ends.chunks(self.groups.max(1)).map(|row| row.iter().sum::<u64>() as f64 / all);
        let expected: f64 = rows.map(|share| share * share).sum();
        (all > 0.0 && expected < 1.0).then(|| (self.internal() as f64 / all - expected) / (1.0 - expected))
    }

    pub fn ei_index(&self) -> Option<f64> {
        let (all, internal) = (self.all() as f64, self.internal() as f64);
        (all > 0.0).then(|| (all - 2.0 * internal) / all)
    }
}
