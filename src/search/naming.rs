//! What is left of an organisation's name once the ways to write it are taken away.
//!
//! People leave out `e. V.` and `AG`, write `IHK` for Industrie- und Handelskammer, `NRW` for the state and `Hessisches` for
//! `des Landes Hessen`, and put the abbreviation behind the name. Names that differ by no more than that are the same.

use std::sync::LazyLock;

use super::{
    field::nicknames,
    initials::initials,
    stem::plain,
    words::{Word, is_filler, words},
};
use crate::model::{Language, StateCode};

/// One name of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its words one behind the other, without blanks.
    /// Lower-case letters, digits, and states by their codes in capitals.
    pub letters: String,
    /// Its words in alphabetical order.
    pub sorted: String,
    /// Its words as they come.
    pub words: Vec<String>,
}

/// A name as it may be abbreviated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short {
    /// Without blanks: `ihkerfurt`.
    pub letters: String,
    /// One alone is nothing but initials: `dgb`.
    pub words: Vec<String>,
}

impl Short {
    fn of(words: Vec<String>) -> Self {
        Self { letters: words.concat(), words }
    }

    /// Whether it is nothing but initials.
    pub fn is_whole(&self) -> bool {
        self.words.len() == 1
    }
}

/// A name that is written with its abbreviation behind it, as the two.
struct Parted<'a> {
    name: String,
    abbreviation: Option<&'a str>,
}

/// Nothing but initials says something from here on.
const SHORTEST_INITIALS: usize = 3;

/// What a text names: the name, and the abbreviation that it may give along.
pub fn names(text: &str) -> Vec<Name> {
    let Parted { name, abbreviation } = parted(text);
    [Some(&*name), abbreviation].into_iter().flatten().filter_map(Name::of).collect()
}

impl Name {
    /// None for a text without words.
    pub fn of(text: &str) -> Option<Self> {
        let all = words(text);
        let mut kept = kept(text, &all);
        if kept.is_empty() {
            kept = all.iter().map(|word| plain(&word.folded)).collect();
        }
        let mut sorted = kept.clone();
        sorted.sort_unstable();
        (!kept.is_empty()).then(|| Self { letters: kept.concat(), sorted: sorted.join(" "), words: kept })
    }
}

/// The ways to abbreviate a name: the first words by their initials, the others as they are.
pub fn shorts(text: &str) -> Vec<Short> {
    let Parted { name: text, .. } = parted(text);
    let all = words(&text);
    let mut shorts = Vec::new();
    for initials in initials(&text, &all) {
        let rest = kept(&text, &all[initials.words..]);
        if !rest.is_empty() || initials.letters.len() >= SHORTEST_INITIALS {
            shorts.push(Short::of(std::iter::once(initials.letters).chain(rest).collect()));
        }
    }
    shorts
}

/// The words that tell something, states by their codes.
fn kept(text: &str, words: &[Word]) -> Vec<String> {
    let spelled: Vec<String> = words.iter().map(|word| plain(&word.folded)).collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let (code, length) = state(&spelled[at..]).unzip();
        let code = code.or_else(|| text[word.range.clone()].parse().ok());
        match code {
            Some(code) => kept.push(StateCode::name(code).to_owned()),
            None if !is_filler(&word.folded) && !says_nothing(&word.folded) => kept.push(spelled[at].clone()),
            None => {}
        }
        at += length.unwrap_or(1);
    }
    kept
}

/// Forms of companies and associations, and the `Land` before a state: left out as often as not.
fn says_nothing(folded: &str) -> bool {
    const WORDS: &[&str] = &[
        "ag",
        "aktiengesellschaft",
        "co",
        "e",
        "ev",
        "gbr",
        "ggmbh",
        "gmbh",
        "kg",
        "kgaa",
        "land",
        "landes",
        "llc",
        "mbh",
        "ohg",
        "se",
        "v",
    ];
    WORDS.binary_search(&folded).is_ok()
}

/// What a state is called in names: the words, and what an adjective begins with.
struct Called {
    code: StateCode,
    words: Vec<String>,
}

/// The most words first: `Sachsen-Anhalt` before `Sachsen`.
static STATES: LazyLock<Vec<Called>> = LazyLock::new(|| {
    let called = |code: StateCode| {
        let names = std::iter::once(code.label(Language::De)).chain(nicknames(code).iter().copied());
        names.map(move |name| Called { code, words: words(name).iter().map(|word| plain(&word.folded)).collect() })
    };
    let mut states: Vec<Called> = StateCode::ALL.into_iter().flat_map(called).collect();
    states.sort_by_key(|called| std::cmp::Reverse(called.words.len()));
    states
});

/// The states that words name.
pub fn states(words: &[Word]) -> Vec<StateCode> {
    let spelled: Vec<String> = words.iter().map(|word| plain(&word.folded)).collect();
    let mut states: Vec<StateCode> = (0..spelled.len()).filter_map(|at| Some(state(&spelled[at..])?.0)).collect();
    states.sort_unstable();
    states.dedup();
    states
}

/// The state that these words begin with, and how many of them name it.
fn state(spelled: &[String]) -> Option<(StateCode, usize)> {
    let named = STATES.iter().find(|called| spelled.starts_with(&called.words));
    let by_name = named.map(|called| (called.code, called.words.len()));
    by_name.or_else(|| {
        let word = spelled.first()?;
        let (_, code) = ADJECTIVES.iter().find(|(adjective, _)| word.starts_with(adjective))?;
        Some((*code, 1))
    })
}

/// What the adjectives of states in the names of their authorities begin with, as [`plain`] spells them.
const ADJECTIVES: &[(&str, StateCode)] = &[
    ("bayerisch", StateCode::By),
    ("brandenburgisch", StateCode::Bb),
    ("bremisch", StateCode::Hb),
    ("hamburgisch", StateCode::Hh),
    ("hessisch", StateCode::He),
    ("niedersachsisch", StateCode::Ni),
    ("saarlandisch", StateCode::Sl),
    ("sachsisch", StateCode::Sn),
    ("thuringer", StateCode::Th),
    ("thuringisch", StateCode::Th),
];

/// Takes an abbreviation off the end of a name: in brackets, or its last word in capitals.
fn parted(text: &str) -> Parted<'_> {
    let whole = || Parted { name: text.to_owned(), abbreviation: None };
    let bracketed = || {
        let (before, rest) = text.split_once('(')?;
        let (inside, after) = rest.split_once(')')?;
        Some((format!("{before}{after}"), inside))
    };
    let last = || {
        let (before, last) = text.trim_end().rsplit_once(' ')?;
        let is_capitals = last.chars().all(char::is_uppercase) && !says_nothing(&last.to_lowercase());
        is_capitals.then(|| (before.to_owned(), last))
    };
    let parts = bracketed().or_else(last).filter(|(name, short)| abbreviates(short, name));
    parts.map_or_else(whole, |(name, short)| Parted { name, abbreviation: Some(short) })
}

/// Whether `short` is written like an abbreviation and its letters come in `name` one after the other, as those of `ver.di`
/// and `IG Metall` do; `Oder` and `Saale`, which tell two cities apart, are not written so.
fn abbreviates(short: &str, name: &str) -> bool {
    let capitals = short.chars().filter(|c| c.is_uppercase()).count();
    let spelled = |text: &str| words(text).iter().map(|word| plain(&word.folded)).collect::<String>();
    let (letters, name) = (spelled(short), spelled(name));
    let mut rest = name.chars();
    (capitals >= 2 || short.starts_with(char::is_lowercase))
        && (2..name.len()).contains(&letters.len())
        && letters.chars().all(|letter| rest.any(|c| c == letter))
}
