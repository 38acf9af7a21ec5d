//! Compounds that the register does not have, but whose parts it has: `Wirtschaftsministerium` for a Ministerium für Wirtschaft,
//! `Maschinenbau` for Maschinen- und Anlagenbau.

use super::dictionary::{Dictionary, Term};

/// Two parts, each with the words that have it. A record that has both, in two words, may be meant.
pub struct Compound {
    pub front: Vec<Term>,
    pub back: Vec<Term>,
}

/// Shorter words are seldom compounds.
const SHORTEST: usize = 9;
const SHORTEST_FRONT: usize = 4;
const SHORTEST_BACK: usize = 3;
/// A shorter back, such as `bau` or `rat`, ends too many words to take any beginning of one in front of it.
const TELLING_BACK: usize = 5;
/// What German puts between the parts of a compound.
const LINKS: &[&str] = &["", "s", "es", "n", "en"];

/// The ways to take a folded word apart: a front that words begin with or are, and a back that words end with. One of the two
/// is a word by itself, or `Industrie` would be `Indus` and `trie`. O(w) for w words.
pub fn compounds(dictionary: &Dictionary, typed: &str) -> Vec<Compound> {
    if typed.len() < SHORTEST || !typed.is_ascii() {
        return Vec::new();
    }
    // Every word that ends as this one does, with how much of it.
    let ends = dictionary.ending_as(typed, SHORTEST_BACK);
    let ends: Vec<(Term, usize)> = ends.filter(|(_, length)| *length < typed.len()).collect();
    let longest = ends.iter().map(|(_, length)| *length).max().unwrap_or_default();
    let backs = (SHORTEST_BACK..=longest.min(typed.len() - SHORTEST_FRONT)).rev();
    let split = |length: usize| {
        let (before, back) = typed.split_at(typed.len() - length);
        let fronts = LINKS.iter().filter_map(|link| before.strip_suffix(link));
        let fronts = fronts.filter(|front| front.len() >= SHORTEST_FRONT);
        let front: Vec<Term> = fronts.flat_map(|front| words_before(dictionary, front, back)).collect();
        let back = || ends.iter().filter(|(_, end)| *end >= length).map(|(term, _)| *term).collect();
        (!front.is_empty()).then(|| Compound { front, back: back() })
    };
    backs.filter_map(split).collect()
}

/// The words that may stand for the front of a compound with this back.
fn words_before(dictionary: &Dictionary, front: &str, back: &str) -> Vec<Term> {
    let whole: Vec<Term> = dictionary.with_stem(front).collect();
    let is_word = |part: &str| dictionary.with_stem(part).next().is_some();
    match back.len() >= TELLING_BACK && (!whole.is_empty() || is_word(back)) {
        true => {
            let mut front: Vec<Term> = dictionary.beginning_with(front).into_iter().map(|(term, _)| term).collect();
            front.extend(whole);
            front
        }
        false => whole,
    }
}
