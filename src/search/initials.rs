//! Abbreviations that nobody has entered: `IGM` for IG Metall, `IHK` for Industrie- und Handelskammer Reutlingen.

use super::words::{Word, is_filler};

/// An abbreviation, and how many words of the name it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initials {
    pub letters: String,
    pub words: usize,
}

/// What German compounds of names end with, each the beginning of a word of its own: the B of Gewerkschaftsbund.
const HEADS: &[&str] = &[
    "agentur",
    "amt",
    "anstalt",
    "beirat",
    "betrieb",
    "bund",
    "dienst",
    "fabrik",
    "forum",
    "gemeinschaft",
    "genossenschaft",
    "gesellschaft",
    "gewerkschaft",
    "institut",
    "kammer",
    "ministerium",
    "rat",
    "schule",
    "tag",
    "union",
    "verband",
    "verbaende",
    "verein",
    "vereinigung",
    "werk",
    "werke",
    "zentrum",
];

/// What German compounds of names begin with.
const FRONTS: &[&str] = &["bundes", "landes", "zentral", "haupt", "industrie", "gesamt"];

/// The initials of the first words of a name, from two letters on: of the words as they stand, and with the parts of
/// compounds. What is written in capitals, such as `IG`, counts as a whole; fillers do not count.
pub fn initials(name: &str, words: &[Word]) -> Vec<Initials> {
    let mut found: Vec<Initials> = Vec::new();
    for letters_of in [first_letter as fn(&str, &str) -> String, first_letters] {
        let mut letters = String::new();
        for (n, word) in words.iter().enumerate().filter(|(_, word)| !is_filler(&word.folded)) {
            letters.push_str(&letters_of(&name[word.range.clone()], &word.folded));
            let known = found.iter().any(|other| other.letters == letters);
            // A first word alone only as a compound: `IG` for Industriegewerkschaft.
            let is_alone = n == 0 && is_capitals(&name[word.range.clone()]);
            if !is_alone && letters.chars().count() > 1 && !known {
                found.push(Initials { letters: letters.clone(), words: n + 1 });
            }
            if letters.len() > MAX_LETTERS {
                break;
            }
        }
    }
    found
}

/// Nobody abbreviates by more.
const MAX_LETTERS: usize = 6;

fn first_letter(written: &str, folded: &str) -> String {
    match is_capitals(written) {
        true => folded.to_owned(),
        false => folded.chars().take(1).collect(),
    }
}

fn first_letters(written: &str, folded: &str) -> String {
    if is_capitals(written) {
        return folded.to_owned();
    }
    let front = FRONTS.iter().find(|front| folded.len() > front.len() + 3 && folded.starts_with(**front));
    let front = front.map_or(0, |front| front.len());
    let rest = &folded[front..];
    let head =
        HEADS.iter().filter(|head| rest.len() > head.len() + 2 && rest.ends_with(**head)).max_by_key(|h| h.len());
    let parts = [(front > 0).then_some(folded), Some(rest), head.copied()];
    parts.into_iter().flatten().filter_map(|part| part.chars().next()).collect()
}

fn is_capitals(written: &str) -> bool {
    let letters = written.chars().count();
    (2..=4).contains(&letters) && written.chars().all(char::is_uppercase)
}
