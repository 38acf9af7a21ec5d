//! Every word of the register, and where it occurs.

use std::{collections::HashMap, ops::Bound, sync::Arc};

use imbl::{GenericHashMap, OrdMap, OrdSet, Vector, shared_ptr::DefaultSharedPtr};

use super::{
    compound::{self, Compound},
    postings::{Posting, Postings},
    spelling::{may_contain, may_resemble, one_typo_away, pairs},
    stem::{plain, stems},
};

/// A persistent hash map, as the snapshot's.
pub type Map<K, V> = GenericHashMap<K, V, foldhash::fast::RandomState, DefaultSharedPtr>;

/// The place of a word in the dictionary. It means the same word in every index that came of the same beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(pub u32);

/// A word with its occurrences.
#[derive(Clone, Debug)]
struct Row {
    word: Arc<str>,
    /// Of the [`plain`] spelling; none for a mark.
    pairs: u64,
    postings: Postings,
}

/// The words of an index. Cloning it costs some reference counts; what is changed afterwards is copied.
#[derive(Clone, Default)]
pub struct Dictionary {
    rows: Vector<Row>,
    by_word: OrdMap<Arc<str>, Term>,
    by_stem: Map<Arc<str>, Arc<Vec<Term>>>,
    /// The [`plain`] spellings that are not the word itself.
    by_plain: OrdSet<(Arc<str>, Term)>,
}

/// How far from what was typed a word may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// That word alone: within a phrase.
    Word,
    /// Its other forms, words that begin with it, and where there are none, words with one typo: as somebody types.
    Beginning,
    /// Parts of compounds as well.
    Part,
    /// As a part, and with one typo whether or not it is in the register as it stands: to find what was meant to be the same.
    Alike,
}

/// A word that may have been meant, and how surely, of 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meant {
    pub term: Term,
    pub surety: f32,
}

/// Part of a compound: shorter pieces are in too many words.
const SHORTEST_PART: usize = 4;
/// Shorter words have too many neighbours to guess a typo.
const SHORTEST_WITH_TYPO: usize = 5;

const STEM: f32 = 0.9;
const PART: f32 = 0.45;
const TYPO: f32 = 0.55;
const TYPO_IN_BEGINNING: f32 = 0.4;

/// How surely a longer word was meant by its beginning: the more of it is there, the surer.
fn beginning(typed: usize, word: usize) -> f32 {
    0.5 + 0.35 * typed as f32 / word.max(1) as f32
}

/// What marks a word that nobody can type: initials, websites. Words have letters and digits only.
pub const INITIALS: char = '=';
pub const WEBSITE: char = '@';

/// Where words and their occurrences are entered.
pub trait Words {
    /// The place of a word, given to it now if it is new.
    fn enter(&mut self, word: &str) -> Term;

    /// Adds an occurrence, the only one of its term in its entry.
    fn post(&mut self, term: Term, posting: Posting);
}

/// Words that become a dictionary when they are all there: none of them is looked for in a tree, and no list of occurrences is
/// shared with anybody while it grows.
#[derive(Default)]
pub struct Collection {
    terms: HashMap<Arc<str>, Term, foldhash::fast::RandomState>,
    words: Vec<(Arc<str>, Vec<Posting>)>,
}

impl Words for Collection {
    fn enter(&mut self, word: &str) -> Term {
        if let Some(term) = self.terms.get(word) {
            return *term;
        }
        let (term, word) = (Term(self.words.len() as u32), Arc::<str>::from(word));
        self.words.push((word.clone(), Vec::new()));
        self.terms.insert(word, term);
        term
    }

    /// Entries come one after the other.
    fn post(&mut self, term: Term, posting: Posting) {
        if let Some((_, postings)) = self.words.get_mut(term.0 as usize) {
            postings.push(posting);
        }
    }
}

impl From<Collection> for Dictionary {
    fn from(Collection { words, .. }: Collection) -> Self {
        let mut dictionary = Self::default();
        for (word, postings) in words {
            dictionary.add(word, postings);
        }
        dictionary
    }
}

impl Words for Dictionary {
    fn enter(&mut self, word: &str) -> Term {
        self.get(word).unwrap_or_else(|| self.add(word.into(), Vec::new()))
    }

    fn post(&mut self, term: Term, posting: Posting) {
        let Some(row) = self.rows.get_mut(term.0 as usize) else { return };
        row.postings.insert(posting);
    }
}

impl Dictionary {
    /// Gives a new word its place.
    fn add(&mut self, word: Arc<str>, postings: Vec<Posting>) -> Term {
        let term = Term(self.rows.len() as u32);
        let pairs = if word.starts_with([INITIALS, WEBSITE]) { 0 } else { self.enter_spellings(&word, term) };
        self.rows.push_back(Row { word: word.clone(), pairs, postings: postings.into() });
        self.by_word.insert(word, term);
        term
    }

    /// Enters what else a word is found by, and answers its pairs.
    fn enter_spellings(&mut self, word: &str, term: Term) -> u64 {
        let plain = plain(word);
        let pairs = pairs(&plain);
        let [german, english] = stems(&plain);
        if english != german {
            self.enter_stem(english, term);
        }
        self.enter_stem(german, term);
        if plain != word {
            self.by_plain.insert((plain.into(), term));
        }
        pairs
    }

    fn enter_stem(&mut self, stem: String, term: Term) {
        let terms = self.by_stem.entry(stem.into()).or_default();
        Arc::make_mut(terms).push(term);
    }

    pub fn get(&self, word: &str) -> Option<Term> {
        self.by_word.get(word).copied()
    }

    /// The occurrences of a word, by entry.
    pub fn postings(&self, term: Term) -> impl Iterator<Item = &Posting> {
        self.rows.get(term.0 as usize).into_iter().flat_map(|row| row.postings.iter())
    }

    /// In how many records a word is.
    pub fn frequency(&self, term: Term) -> usize {
        self.rows.get(term.0 as usize).map_or(0, |row| row.postings.len())
    }

    pub fn withdraw(&mut self, term: Term, entry: u32) {
        let Some(row) = self.rows.get_mut(term.0 as usize) else { return };
        row.postings.remove(entry);
    }

    /// The words that may have been meant by a folded word; one that no record has any more is none, and the order means
    /// nothing. O(w) for w words with a small constant, where parts or typos are looked for; O(log w) otherwise.
    pub fn meant(&self, typed: &str, reach: Reach) -> Vec<Meant> {
        let mut meant = Surest::default();
        meant.extend(self.get(typed), 1.0);
        if reach != Reach::Word {
            meant.extend(self.with_stem(typed), STEM);
            meant.extend(self.get(&format!("{INITIALS}{typed}")), 1.0);
        }
        if matches!(reach, Reach::Beginning | Reach::Part) {
            for (term, word) in self.beginning_with(typed) {
                meant.extend([term], beginning(typed.len(), word));
            }
        }
        if matches!(reach, Reach::Part | Reach::Alike) && typed.len() >= SHORTEST_PART {
            meant.extend(self.containing(typed), PART);
        }
        let is_there = meant.0.keys().any(|term| self.is_used(*term));
        if reach == Reach::Alike || (reach != Reach::Word && !is_there) {
            self.with_typos(typed, &mut meant);
        }
        let there = meant.0.into_iter().filter(|(term, _)| self.is_used(*term));
        there.map(|(term, surety)| Meant { term, surety }).collect()
    }

    /// How a long word may be two words of one record: see [`compound`].
    pub fn compounds(&self, typed: &str) -> Vec<Compound> {
        compound::compounds(self, typed)
    }

    /// Whether a record has the word.
    fn is_used(&self, term: Term) -> bool {
        self.rows.get(term.0 as usize).is_some_and(|row| !row.postings.is_empty())
    }

    /// The word itself and its other forms.
    pub fn with_stem(&self, typed: &str) -> impl Iterator<Item = Term> {
        let terms = stems(&plain(typed)).into_iter().filter_map(|stem| self.by_stem.get(&*stem));
        terms.flat_map(|terms| terms.iter().copied()).filter(|term| self.is_used(*term))
    }

    /// The words of records that end as this one does by so many letters or more, and by how many.
    pub fn ending_as(&self, typed: &str, least: usize) -> impl Iterator<Item = (Term, usize)> {
        let end = pairs(typed.get(typed.len().saturating_sub(least)..).unwrap_or_default());
        // What is in the row itself is looked at first: most rows end here.
        let rows = self.rows.iter().zip(0..).filter(move |(row, _)| may_contain(row.pairs, end));
        let ends = rows.map(|(row, term)| (Term(term), common_end(typed, &row.word)));
        ends.filter(move |(term, length)| *length >= least && self.is_used(*term))
    }

    /// Words with these letters somewhere in them, however umlauts are spelled.
    fn containing(&self, typed: &str) -> impl Iterator<Item = Term> {
        let plainly = plain(typed);
        let part = pairs(&plainly);
        let rows = self.rows.iter().zip(0..).filter(move |(row, _)| may_contain(row.pairs, part));
        let contains = move |word: &str| word.contains(&*plainly) || plain(word).contains(&*plainly);
        rows.filter(move |(row, _)| contains(&row.word)).map(|(_, term)| Term(term))
    }

    /// Umlauts that are not spelled out are no typos.
    fn with_typos(&self, typed: &str, meant: &mut Surest) {
        let length = typed.chars().count();
        if length < SHORTEST_WITH_TYPO {
            return;
        }
        let plainly = plain(typed);
        let set = pairs(&plainly);
        for (row, term) in self.rows.iter().zip(0..) {
            if row.word.len() + 1 < plainly.len() || !may_resemble(row.pairs, set) {
                continue;
            }
            let word = plain(&row.word);
            if let Some(covered) = one_typo_away(&plainly, &word) {
                let whole = covered == word.chars().count();
                meant.extend([Term(term)], if whole { TYPO } else { TYPO_IN_BEGINNING });
            }
        }
    }

    /// The words that begin so, however umlauts are spelled, with their lengths.
    pub fn beginning_with(&self, typed: &str) -> Vec<(Term, usize)> {
        let from: Bound<Arc<str>> = Bound::Included(typed.into());
        let words = self.by_word.range((from, Bound::Unbounded)).take_while(|(word, _)| word.starts_with(typed));
        let mut found: Vec<_> = words.map(|(word, term)| (*term, word.len())).collect();
        let plainly: Arc<str> = plain(typed).into();
        let words =
            self.by_plain.range((plainly.clone(), Term(0))..).take_while(|(word, _)| word.starts_with(&*plainly));
        found.extend(words.map(|(word, term)| (*term, word.len())));
        found
    }
}

fn common_end(one: &str, other: &str) -> usize {
    one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count()
}

/// Words that may have been meant, each by its surest reason.
#[derive(Default)]
struct Surest(HashMap<Term, f32, foldhash::fast::RandomState>);

impl Surest {
    fn extend(&mut self, terms: impl IntoIterator<Item = Term>, surety: f32) {
        for term in terms {
            let known = self.0.entry(term).or_insert(surety);
            *known = known.max(surety);
        }
    }
}
