//! Words that are nearly another word.

/// The pairs of neighbouring letters of a word as a set of 64, so that most words that cannot match are told by one
/// operation. Empty for single letters.
pub fn pairs(word: &str) -> u64 {
    word.as_bytes().windows(2).fold(0, |set, pair| set | (1 << ((u16::from(pair[0]) * 31 + u16::from(pair[1])) % 64)))
}

/// Whether `whole` may contain a word with the pairs `part`.
pub fn may_contain(whole: u64, part: u64) -> bool {
    whole != 0 && part & !whole == 0
}

/// Whether a word with the pairs `whole` may begin with what is one typo away from a word with the pairs `typed`: two
/// letters that changed places touch three pairs, every other typo fewer, and the last pair may be cut off by the end of
/// the word.
pub fn may_resemble(whole: u64, typed: u64) -> bool {
    whole != 0 && (typed & !whole).count_ones() <= 3
}

/// How many characters of `word`, if any, are one typo away from all of `typed`: a letter too many, one too few, a wrong one,
/// or two that changed places (Damerau 1964). The longest beginning that is; O(n).
pub fn one_typo_away(typed: &str, word: &str) -> Option<usize> {
    let typed: Vec<char> = typed.chars().collect();
    let word: Vec<char> = word.chars().collect();
    let same = typed.iter().zip(&word).take_while(|(a, b)| a == b).count();
    let (left, rest) = (&typed[same..], &word[same..]);
    let follows = |typed: Option<&[char]>, word: Option<&[char]>, length: usize| match (typed, word) {
        (Some(typed), Some(word)) if word.starts_with(typed) => Some(same + length + typed.len()),
        _ => None,
    };
    let swapped = matches!((left, rest), ([a, b, ..], [c, d, ..]) if a == d && b == c);
    [
        // One too few, a wrong one, one too many, two that changed places.
        follows(Some(left), rest.get(1..), 1),
        follows(left.get(1..), rest.get(1..), 1),
        follows(left.get(1..), Some(rest), 0),
        follows(left.get(2..), rest.get(2..), 2).filter(|_| swapped),
    ]
    .into_iter()
    .flatten()
    .max()
}
