//! Which node has which affiliation: the two-mode network from which everything else is drawn, as compact arrays.

use std::cmp::Ordering;

/// Lists of numbers, one after the other in one array (compressed sparse rows). 4 bytes an entry and 4 a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// Where each list begins, and where the last ends.
    starts: Vec<u32>,
    entries: Vec<u32>,
}

impl Lists {
    /// `count` lists of the second members of `pairs`, which are sorted, by their first.
    fn of_pairs(count: usize, pairs: &[(u32, u32)]) -> Self {
        let mut starts = vec![0; count + 1];
        for (list, _) in pairs {
            starts[*list as usize + 1] += 1;
        }
        for list in 0..count {
            starts[list + 1] += starts[list];
        }
        Self { starts, entries: pairs.iter().map(|(_, entry)| *entry).collect() }
    }

    /// Lists of these entries, each changed by `to`, which keeps their order.
    pub fn of_lists<'a>(lists: impl Iterator<Item = &'a [u32]>, to: impl Fn(u32) -> u32) -> Self {
        let mut all = Self { starts: vec![0], entries: Vec::new() };
        for list in lists {
            all.entries.extend(list.iter().map(|entry| to(*entry)));
            all.starts.push(all.entries.len() as u32);
        }
        all
    }

    /// These lists, and others after them.
    pub fn with<'a>(mut self, others: impl Iterator<Item = &'a [u32]>) -> Self {
        for list in others {
            self.entries.extend_from_slice(list);
            self.starts.push(self.entries.len() as u32);
        }
        self
    }

    /// How many lists there are.
    pub fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many entries all of them have.
    pub fn total(&self) -> usize {
        self.entries.len()
    }

    /// The entries of a list, ascending.
    pub fn get(&self, list: usize) -> &[u32] {
        &self.entries[self.starts[list] as usize..self.starts[list + 1] as usize]
    }

    pub fn len(&self, list: usize) -> usize {
        self.get(list).len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.count()).map(|list| self.get(list))
    }
}

/// A two-mode network of rows and columns, both numbered from 0. Several participations of one pair are one tie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incidence {
    /// The columns of each row.
    pub rows: Lists,
    /// The rows of each column.
    pub columns: Lists,
}

impl Incidence {
    /// The network of these ties of a row and a column. O(t log t) for t ties.
    pub fn new(row_count: usize, column_count: usize, mut ties: Vec<(u32, u32)>) -> Self {
        ties.sort_unstable();
        ties.dedup();
        let rows = Lists::of_pairs(row_count, &ties);
        let mut turned: Vec<(u32, u32)> = ties.into_iter().map(|(row, column)| (column, row)).collect();
        turned.sort_unstable();
        Self { rows, columns: Lists::of_pairs(column_count, &turned) }
    }

    /// How many ties of a row and a column there are.
    pub fn ties(&self) -> usize {
        self.rows.total()
    }

    /// The same network with rows and columns changed about.
    pub fn turned(&self) -> Self {
        Self { rows: self.columns.clone(), columns: self.rows.clone() }
    }

    /// Both modes as one network: the rows first, then the columns.
    pub fn both_modes(&self) -> Lists {
        let rows = self.rows.count() as u32;
        Lists::of_lists(self.rows.iter(), |column| rows + column).with(self.columns.iter())
    }

    /// The columns that two rows have in common, ascending. O(the columns of both).
    pub fn common(&self, row: usize, other: usize) -> impl Iterator<Item = u32> {
        common(self.rows.get(row), self.rows.get(other))
    }
}

/// What two ascending lists have in common.
pub fn common<'a>(mut a: &'a [u32], mut b: &'a [u32]) -> impl Iterator<Item = u32> + use<'a> {
    std::iter::from_fn(move || {
        while let ([first, rest_a @ ..], [second, rest_b @ ..]) = (a, b) {
            match first.cmp(second) {
                Ordering::Less => a = rest_a,
                Ordering::Greater => b = rest_b,
                Ordering::Equal => {
                    (a, b) = (rest_a, rest_b);
                    return Some(*first);
                }
            }
        }
        None
    })
}
