//! Text in the register's two languages, and the foldings that make German text comparable.

use unicode_normalization::{IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfkc_quick};

use super::vocabulary::Language;

/// A text in German with an optional English version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LocalisedText {
    pub de: Box<str>,
    pub en: Option<Box<str>>,
}

impl LocalisedText {
    pub fn german(text: &str) -> Self {
        Self { de: text.into(), en: None }
    }

    /// The text in `language`; German where there is no English.
    pub fn get(&self, language: Language) -> &str {
        match (language, &self.en) {
            (Language::En, Some(text)) => text,
            _ => &self.de,
        }
    }

    /// The texts that are there, German first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.de).chain(self.en.as_deref())
    }
}

/// `text` in lower case without diacritics: ä→ae, ö→oe, ü→ue, ß→ss, é→e. Two spellings that fold to the same text are
/// the same word to a German reader.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Composed first, so that an `a` with a combining diaeresis becomes `ae` as well, and by compatibility, so that what
    // signs like ™ stand for is there to be made lower case. Nearly every text is both already.
    let mut folded = String::with_capacity(text.len() + 4);
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        fold_composed(text.chars(), &mut folded);
    } else {
        fold_composed(text.nfkc(), &mut folded);
    }
    folded
}

fn fold_composed(text: impl Iterator<Item = char>, folded: &mut String) {
    for c in text.flat_map(char::to_lowercase) {
        match spelled_out(c) {
            Some(spelling) => folded.push_str(spelling),
            None if c.is_ascii() => folded.push(c),
            None => fold_marks(c, folded),
        }
    }
}

/// Letters of the languages around that are no plain letter with a mark, or are spelled otherwise in German.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        _ => return None,
    })
}

fn fold_marks(c: char, folded: &mut String) {
    for c in std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c)) {
        match spelled_out(c) {
            Some(spelling) => folded.push_str(spelling),
            None => folded.push(c),
        }
    }
}

/// The first `length` characters of `text`, with an ellipsis where something was cut.
pub fn excerpt(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
