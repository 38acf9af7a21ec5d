//! The occurrences of one word.

use std::{slice, sync::Arc};

use super::field::Field;
use crate::model::SubjectType;

/// A word in a record: where it counts most there. 8 bytes, since there are some million.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The place of the record among those of the index.
    pub entry: u32,
    /// In 1/[`Posting::UNIT`].
    weight: u16,
    pub field: Field,
    pub subject: SubjectType,
}

impl Posting {
    const UNIT: f32 = 10_000.0;

    /// `weight` is from 0 to 1.
    pub fn new(entry: u32, weight: f32, field: Field, subject: SubjectType) -> Self {
        Self { entry, weight: (weight * Self::UNIT).round() as u16, field, subject }
    }

    pub fn weight(self) -> f32 {
        f32::from(self.weight) / Self::UNIT
    }
}

/// Postings by entry, one for each. A change copies one run of them and the list of runs: a word of every second record does
/// not make each change of such a record cost as much as the register is large.
#[derive(Clone, Debug)]
pub struct Postings(Runs);

/// Most words are in a record or two, and are no list of lists.
#[derive(Clone, Debug)]
enum Runs {
    One(Run),
    Many(Arc<[Run]>),
}

type Run = Arc<[Posting]>;

/// The longest run: 4 kB.
const LONGEST: usize = 512;

impl Postings {
    fn runs(&self) -> &[Run] {
        match &self.0 {
            Runs::One(run) => slice::from_ref(run),
            Runs::Many(runs) => runs,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Posting> {
        self.runs().iter().flat_map(|run| run.iter())
    }

    /// O(n / 512).
    pub fn len(&self) -> usize {
        self.runs().iter().map(|run| run.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.runs().iter().all(|run| run.is_empty())
    }

    /// Adds the posting of an entry that has none.
    pub fn insert(&mut self, posting: Posting) {
        let (at, place) = self.place(posting.entry);
        let (before, after) = self.runs()[at].split_at(place);
        let run = [before, &[posting], after].concat();
        // Half of a run each, so that neither is full again soon.
        let length = if run.len() > LONGEST { run.len().div_ceil(2) } else { LONGEST };
        self.replace(at, run.chunks(length));
    }

    /// Removes the posting of an entry, if it has one.
    pub fn remove(&mut self, entry: u32) {
        let (at, place) = self.place(entry);
        let run = &self.runs()[at];
        if run.get(place).is_some_and(|posting| posting.entry == entry) {
            let run = [&run[..place], &run[place + 1..]].concat();
            self.replace(at, run.chunks(LONGEST));
        }
    }

    /// The run in which an entry is or would be, and where in it.
    fn place(&self, entry: u32) -> (usize, usize) {
        let runs = self.runs();
        let ends_before = |run: &Run| run.last().is_some_and(|last| last.entry < entry);
        let at = runs.partition_point(ends_before).min(runs.len() - 1);
        (at, runs[at].partition_point(|posting| posting.entry < entry))
    }

    fn replace<'p>(&mut self, at: usize, runs: impl Iterator<Item = &'p [Posting]>) {
        let (before, after) = (&self.runs()[..at], &self.runs()[at + 1..]);
        let replaced = before.iter().cloned().chain(runs.map(Run::from)).chain(after.iter().cloned()).collect();
        *self = replaced;
    }
}

impl From<Vec<Posting>> for Postings {
    fn from(postings: Vec<Posting>) -> Self {
        postings.chunks(LONGEST).map(Run::from).collect()
    }
}

impl FromIterator<Run> for Postings {
    fn from_iter<I: IntoIterator<Item = Run>>(runs: I) -> Self {
        let mut runs = runs.into_iter();
        let first = runs.next().unwrap_or_default();
        let Some(second) = runs.next() else { return Self(Runs::One(first)) };
        Self(Runs::Many([first, second].into_iter().chain(runs).collect()))
    }
}
