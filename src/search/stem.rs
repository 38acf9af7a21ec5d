//! What different forms and spellings of a word have in common.

use rust_stemmers::{Algorithm, Stemmer};

/// The stems of a [`plain`] word, German and English (Snowball, Porter 2001): names mix the two languages, so a word is
/// looked for under both.
pub fn stems(plain: &str) -> [String; 2] {
    [Algorithm::German, Algorithm::English].map(|algorithm| Stemmer::create(algorithm).stem(plain).into_owned())
}

/// A folded word without the `e` that spells out an umlaut, so that `München`, `Muenchen` and `Munchen` are one. Words
/// that never had an umlaut lose an `e` as well, the same one wherever they stand; the `ue` of `neue`, `Bauer` and
/// `Quelle` is not an umlaut.
pub fn plain(folded: &str) -> String {
    let mut plain = String::with_capacity(folded.len());
    let mut before = ['\0'; 2];
    for c in folded.chars() {
        let spelled_out = match before {
            [_, 'a' | 'o'] => c == 'e',
            [left, 'u'] => c == 'e' && !matches!(left, 'a' | 'e' | 'q'),
            _ => false,
        };
        if !spelled_out {
            plain.push(c);
        }
        before = [before[1], if spelled_out { '\0' } else { c }];
    }
    plain
}
