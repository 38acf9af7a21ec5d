//! Texts as words: where each stands, and how it is compared.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::model::text::fold;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As [`fold`] spells it.
    pub folded: Box<str>,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// Written without a blank behind the word before it, as `di` in `ver.di`.
    pub glued: bool,
}

/// The words of a text in their order. Letters with nothing but full stops between them, as in `e.V.` or `D.G.B.`, are
/// one word.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for range in ranges(text) {
        let previous = words.last().map(|word| &text[word.range.end..range.start]);
        let letters = |word: &Word| text[word.range.clone()].split('.').all(|part| part.chars().count() == 1);
        let single = text[range.clone()].chars().count() == 1;
        match words.last_mut().filter(|last| previous == Some(".") && single && letters(last)) {
            Some(last) => {
                last.folded = [&*last.folded, &fold(&text[range.clone()])].concat().into();
                last.range.end = range.end;
            }
            None => {
                let glued = previous.is_some_and(|between| !between.contains(char::is_whitespace));
                words.push(Word { folded: fold(&text[range.clone()]).into(), range, glued });
            }
        }
    }
    words
}

/// The runs of words that are written without a blank, each as one: `verdi` for `ver.di`, so that it does not matter
/// whether somebody writes the hyphen of a name.
pub fn joined(words: &[Word]) -> impl Iterator<Item = String> {
    let runs = words.chunk_by(|_, next| next.glued).filter(|run| run.len() > 1);
    runs.map(|run| run.iter().map(|word| &*word.folded).collect())
}

/// Where the words of a text stand.
fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let start = loop {
            match chars.next()? {
                (at, c) if is_of_a_word(c) => break at,
                _ => {}
            }
        };
        while chars.next_if(|(_, c)| is_of_a_word(*c)).is_some() {}
        Some(start..chars.peek().map_or(text.len(), |(at, _)| *at))
    })
}

/// Letters, digits, the marks on them, and pictures from the arrows of Unicode on, which people do put into texts.
fn is_of_a_word(c: char) -> bool {
    const IDEOGRAPHIC_PUNCTUATION: std::ops::RangeInclusive<char> = '\u{3000}'..='\u{303f}';
    c.is_alphanumeric() || is_combining_mark(c) || (c >= '\u{2190}' && !IDEOGRAPHIC_PUNCTUATION.contains(&c))
}

/// Words that are in most texts and tell nothing: what is asked with others is found without them.
pub fn is_filler(folded: &str) -> bool {
    const FILLERS: &[&str] = &[
        "am", "an", "and", "auf", "aus", "bei", "beim", "das", "dem", "den", "der", "des", "die", "ein", "eine",
        "einer", "for", "fuer", "im", "in", "mit", "of", "on", "or", "sowie", "the", "to", "und", "vom", "von", "with",
        "zu", "zum", "zur",
    ];
    FILLERS.binary_search(&folded).is_ok()
}
