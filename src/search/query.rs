//! What somebody typed, as words and phrases.

use super::words::{is_filler, words};
use crate::model::{
    Problem, ProblemKind,
    limits::{MAX_SEARCH_BYTES, MAX_SEARCH_WORDS},
};

/// A text to look for: what a record must have. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub units: Vec<Unit>,
}

/// One thing that a record must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A folded word.
    Word(Box<str>),
    /// Folded words one behind the other, at least two; or one, which then must stand there as it is.
    Phrase(Vec<Box<str>>),
}

impl Query {
    /// What `text` asks for, or what is wrong with it: no word in it, or too many. Fillers such as `für` count only where
    /// there is nothing else or within a phrase, and every word once.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.len() > MAX_SEARCH_BYTES {
            let message = format_args!("a text of {} bytes: up to {MAX_SEARCH_BYTES} can be looked for", text.len());
            return Err(Problem::new(ProblemKind::LimitExceeded, "text", message));
        }
        let mut units = Vec::new();
        for (piece, quoted) in pieces(text) {
            let words = words(piece).into_iter().map(|word| word.folded);
            match quoted {
                true => {
                    units.extend(Some(words.collect()).filter(|words: &Vec<_>| !words.is_empty()).map(Unit::Phrase))
                }
                false => units.extend(words.map(Unit::Word)),
            }
        }
        let mut seen = Vec::new();
        units.retain(|unit| {
            !seen.contains(unit) && {
                seen.push(unit.clone());
                true
            }
        });
        let is_word = |unit: &Unit| !matches!(unit, Unit::Word(word) if is_filler(word));
        if units.iter().any(is_word) {
            units.retain(is_word);
        }
        match units.len() {
            0 => Err(Problem::invalid(
                "text",
                "an empty text, or one of signs alone, is found everywhere: give a word to look for",
            )),
            count if count > MAX_SEARCH_WORDS => {
                let message = format_args!("{count} words are more than {MAX_SEARCH_WORDS}");
                Err(Problem::new(ProblemKind::LimitExceeded, "text", message))
            }
            _ => Ok(Self { units }),
        }
    }
}

/// The text between quotation marks of any kind, and the text around it. One that is not closed yet opens nothing.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let is_mark = |c: char| matches!(c, '"' | '„' | '“' | '”' | '«' | '»');
    let marks = text.chars().filter(|c| is_mark(*c)).count();
    let pieces = text.split(is_mark).enumerate();
    pieces.map(move |(n, piece)| (piece, n % 2 == 1 && n < marks))
}
