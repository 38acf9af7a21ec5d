//! Which records a query means, the best first.

use std::{
    collections::{HashMap, HashSet},
    slice,
    sync::Arc,
};

use enumset::EnumSet;

use super::{
    compound::Compound,
    dictionary::{Meant, Reach, Term},
    field::Field,
    index::Index,
    postings::Posting,
    query::{Query, Unit},
};
use crate::{
    model::{NodeId, SubjectType},
    snapshot::{Snapshot, key::SortKey},
};

/// What is looked for among what.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub subjects: EnumSet<SubjectType>,
    pub fields: EnumSet<Field>,
    pub reach: Reach,
    /// Every word must be found. Otherwise, where no record has all of them, those with the most are found, half of them at
    /// least: people remember a name with one word wrong.
    pub all_words: bool,
}

/// What was found.
pub struct Found {
    index: Arc<Index>,
    /// By score, falling, and then in no order yet.
    hits: Vec<Rank>,
    /// The words that were taken as meant, with the units of the query by which they were: bit n for the n-th.
    terms: HashMap<Term, u64>,
}

/// A hit before anything of it is read.
#[derive(Clone, Copy, Debug)]
struct Rank {
    /// In 1/[`SCORE_UNIT`], negative, so that the best comes first where keys ascend.
    key: i64,
    entry: u32,
}

const SCORE_UNIT: f64 = 1_000_000.0;

/// How surely two words were meant by a compound of both, of 1.
const COMPOUND: f32 = 0.4;

/// A record that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    pub id: NodeId,
    /// Its place among the hits, ascending. The primary is the score.
    pub key: SortKey,
}

impl Hit {
    /// How good it is, of 1, which is a one-word name that was asked for as it is.
    pub fn score(&self) -> f64 {
        -self.key.primary as f64 / SCORE_UNIT
    }
}

/// Some of the hits, in order, and how they stand among all.
#[derive(Clone, Debug)]
pub struct Hits {
    pub page: Vec<Hit>,
    /// All that were found.
    pub total: usize,
    /// Whether some come before the page, and after it.
    pub before: bool,
    pub after: bool,
}

impl Index {
    /// The records that `query` means.
    ///
    /// A record's score is the mean over the words of the query, each weighed by how rare what it matches is (the inverse
    /// document frequency of Spärck Jones 1972): of what the best occurrence of the word counts by its field and the
    /// length of the text ([`Field::weight_among`]), times how surely the word was meant. So a word in a name is worth more
    /// than in an alias, wherever else it occurs.
    ///
    /// O(w + p) for w words of the register and p occurrences of what matches.
    pub fn find(self: &Arc<Self>, query: &Query, scope: Scope) -> Found {
        let mut tally = Tally::new(self);
        let mut terms: HashMap<Term, u64> = HashMap::new();
        for (n, unit) in query.units.iter().enumerate() {
            let meant = match unit {
                Unit::Word(word) => {
                    let meant = self.dictionary.meant(word, scope.reach);
                    let compounds =
                        if scope.reach == Reach::Part { self.dictionary.compounds(word) } else { Vec::new() };
                    tally.word(&meant, &compounds, scope);
                    let parts =
                        compounds.into_iter().flat_map(|compound| compound.front.into_iter().chain(compound.back));
                    meant.into_iter().map(|meant| meant.term).chain(parts).collect()
                }
                Unit::Phrase(words) => {
                    let phrase: Option<Vec<Term>> = words.iter().map(|word| self.dictionary.get(word)).collect();
                    tally.phrase(phrase.as_deref().unwrap_or_default(), scope);
                    phrase.unwrap_or_default()
                }
            };
            meant.into_iter().for_each(|term| *terms.entry(term).or_default() |= 1 << n);
        }
        let phrases = query.units.iter().filter(|unit| matches!(unit, Unit::Phrase(_))).count();
        Found { index: self.clone(), hits: tally.ranks(query.units.len(), phrases, scope.all_words), terms }
    }
}

/// What the words of a query come to, by entry. Arrays and not maps: a beginning of one letter is in most records.
struct Tally<'i> {
    index: &'i Index,
    scores: Vec<f32>,
    words: Vec<u8>,
    phrases: Vec<u8>,
    /// The best occurrence of the present word; 0 before and after it.
    best: Vec<f32>,
    touched: Vec<u32>,
    found: Vec<u32>,
    weight: f32,
}

impl<'i> Tally<'i> {
    fn new(index: &'i Index) -> Self {
        let size = index.capacity();
        Self {
            index,
            scores: vec![0.0; size],
            words: vec![0; size],
            phrases: vec![0; size],
            best: vec![0.0; size],
            touched: Vec::new(),
            found: Vec::new(),
            weight: 0.0,
        }
    }

    fn word(&mut self, meant: &[Meant], compounds: &[Compound], scope: Scope) {
        for Meant { term, surety } in meant {
            for posting in self.postings(*term, scope) {
                self.touch(posting.entry, posting.weight() * surety);
            }
        }
        compounds.iter().for_each(|compound| self.compound(compound, scope));
        self.count();
    }

    /// What has both parts, in two words.
    fn compound(&mut self, compound: &Compound, scope: Scope) {
        let mut fronts: HashMap<u32, (f32, Term), foldhash::fast::RandomState> = HashMap::default();
        for (term, posting) in self.all_postings(&compound.front, scope) {
            let front = fronts.entry(posting.entry).or_insert((0.0, term));
            if posting.weight() > front.0 {
                *front = (posting.weight(), term);
            }
        }
        for (term, posting) in self.all_postings(&compound.back, scope) {
            let front = fronts.get(&posting.entry).filter(|(_, front)| *front != term);
            if let Some((weight, _)) = front {
                self.touch(posting.entry, weight.min(posting.weight()) * COMPOUND);
            }
        }
    }

    fn postings(&self, term: Term, scope: Scope) -> impl Iterator<Item = &'i Posting> + use<'i> {
        self.index.dictionary.postings(term).filter(move |posting| is_in(scope, posting))
    }

    fn all_postings<'t>(
        &self,
        terms: &'t [Term],
        scope: Scope,
    ) -> impl Iterator<Item = (Term, &'i Posting)> + use<'i, 't> {
        let index = self.index;
        let of = move |term: Term| index.dictionary.postings(term).map(move |posting| (term, posting));
        terms.iter().flat_map(move |term| of(*term)).filter(move |(_, posting)| is_in(scope, posting))
    }

    fn phrase(&mut self, phrase: &[Term], scope: Scope) {
        let rarest = phrase.iter().min_by_key(|term| self.index.dictionary.frequency(**term));
        for (_, posting) in self.all_postings(rarest.map_or(&[], slice::from_ref), scope) {
            if self.index.entry(posting.entry).is_some_and(|entry| entry.has_phrase(phrase)) {
                self.touch(posting.entry, posting.weight());
            }
        }
        for entry in &self.touched {
            self.phrases[*entry as usize] += 1;
        }
        self.count();
    }

    fn touch(&mut self, entry: u32, weight: f32) {
        let best = &mut self.best[entry as usize];
        if *best == 0.0 {
            self.touched.push(entry);
        }
        *best = best.max(weight);
    }

    /// Ends a word.
    fn count(&mut self) {
        let rarity = (1.0 + self.index.len() as f32 / (self.touched.len() as f32 + 0.5)).ln();
        self.weight += rarity;
        for entry in self.touched.drain(..) {
            let place = entry as usize;
            if self.words[place] == 0 {
                self.found.push(entry);
            }
            self.scores[place] += rarity * std::mem::take(&mut self.best[place]);
            self.words[place] += 1;
        }
    }

    /// The entries that have enough of the `units`, and all of the `phrases` among them.
    fn ranks(self, units: usize, phrases: usize, all_words: bool) -> Vec<Rank> {
        let Self { scores, words, phrases: quoted, found, weight, .. } = self;
        let whole = found.iter().copied().filter(|entry| usize::from(quoted[*entry as usize]) == phrases);
        let most = whole.clone().map(|entry| usize::from(words[entry as usize])).max().unwrap_or_default();
        let least = if all_words { units } else { most.max(units.div_ceil(2)) };
        let enough = whole.filter(|entry| usize::from(words[*entry as usize]) >= least);
        let rank = |entry: u32| {
            let score = f64::from(scores[entry as usize] / weight);
            Rank { key: -((score * SCORE_UNIT).round() as i64), entry }
        };
        enough.map(rank).collect()
    }
}

fn is_in(scope: Scope, posting: &Posting) -> bool {
    scope.subjects.contains(posting.subject) && scope.fields.contains(posting.field)
}

impl Found {
    /// Without what is not in `snapshot`: where the index is already further than the register of a request.
    #[must_use]
    pub fn within(mut self, snapshot: &Snapshot) -> Self {
        if self.index.revision() != snapshot.revision() {
            let index = self.index.clone();
            self.hits.retain(|hit| index.entry(hit.entry).is_some_and(|entry| snapshot.node(entry.id).is_some()));
        }
        self
    }

    /// The ids of all hits.
    pub fn ids(&self) -> HashSet<NodeId, foldhash::fast::RandomState> {
        self.hits.iter().filter_map(|hit| Some(self.index.entry(hit.entry)?.id)).collect()
    }

    /// The units of the query, bit by bit, by which a word is one of those meant.
    pub(super) fn units_of(&self, word: &str) -> u64 {
        let term = self.index.dictionary.get(word);
        term.and_then(|term| self.terms.get(&term)).copied().unwrap_or_default()
    }

    /// Up to `limit` hits after a place, the best first. O(n) for n hits, and O(k log k) for the k of the page.
    pub fn page(&self, limit: usize, after: Option<&SortKey>) -> Hits {
        let is_after = |rank: &Rank| after.is_none_or(|after| self.is_after(rank, after));
        let mut rest: Vec<Rank> = self.hits.iter().copied().filter(is_after).collect();
        let (total, remaining) = (self.hits.len(), rest.len());
        if remaining > limit {
            rest.select_nth_unstable_by(limit, |a, b| self.compare(a, b));
            rest.truncate(limit);
        }
        rest.sort_unstable_by(|a, b| self.compare(a, b));
        let page = rest.iter().filter_map(|rank| self.hit(rank)).collect();
        Hits { page, total, before: total > remaining, after: remaining > limit }
    }

    fn hit(&self, rank: &Rank) -> Option<Hit> {
        let entry = self.index.entry(rank.entry)?;
        Some(Hit { id: entry.id, key: SortKey { primary: rank.key, ..entry.key.clone() } })
    }

    fn is_after(&self, rank: &Rank, after: &SortKey) -> bool {
        let key = |rank: &Rank| self.index.entry(rank.entry).map(|entry| &entry.key);
        match rank.key.cmp(&after.primary) {
            std::cmp::Ordering::Equal => key(rank).is_some_and(|key| (&key.name, key.id) > (&after.name, after.id)),
            order => order.is_gt(),
        }
    }

    fn compare(&self, a: &Rank, b: &Rank) -> std::cmp::Ordering {
        let key = |rank: &Rank| self.index.entry(rank.entry).map(|entry| &entry.key);
        a.key.cmp(&b.key).then_with(|| key(a).cmp(&key(b)))
    }
}
