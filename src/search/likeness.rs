//! How alike two organisations are.

use std::sync::Arc;

use super::{index::site, spelling::one_typo_away, stem::plain, words::words};
use crate::model::{Organisation, OrganisationId, StateCode};

/// By what an organisation is recognised.
#[derive(Clone, Debug)]
pub struct Face {
    /// The German name first, then the English one and the aliases, as [`letters`].
    names: Vec<String>,
    /// The words of each name in alphabetical order.
    words: Vec<String>,
    short_name: Option<String>,
    site: Option<String>,
    state: Option<StateCode>,
    parent: Option<OrganisationId>,
    collective: bool,
}

/// Why two organisations may be one, and how likely that is, of 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    pub score: f64,
    pub reason: Arc<str>,
}

/// A name as long as this can have a typo and still be recognised.
const SHORTEST_ALIKE: usize = 8;

/// From here on somebody who enters an organisation is told of the other.
pub const LIKELY: f64 = 0.6;

/// How likely each thing that two organisations have in common makes it that they are one, each by itself. Two of them
/// together leave the product of the doubts.
const SAME_NAME: f64 = 0.95;
const SAME_AS_ALIAS: f64 = 0.9;
const SAME_WORDS: f64 = 0.85;
const ALIKE: f64 = 0.8;
const SAME_SITE: f64 = 0.65;
const SAME_SHORT_NAME: f64 = 0.6;
/// What of that is left where the two sit in different states: every state has its ministry of economics.
const ELSEWHERE: f64 = 0.5;

impl Face {
    pub fn of(organisation: &Organisation) -> Self {
        let names = organisation.name.iter().chain(organisation.aliases.iter().map(|alias| &**alias));
        let (mut letters, mut sorted): (Vec<String>, Vec<String>) = names.map(spelled).unzip();
        // The same name in both languages is one.
        letters.dedup();
        sorted.dedup();
        Self {
            names: letters,
            words: sorted,
            short_name: organisation.short_name.as_deref().map(|name| spelled(name).0),
            site: organisation.website.as_deref().map(site),
            state: organisation.state,
            parent: organisation.parent,
            collective: organisation.collective,
        }
    }

    /// Everything of which two that are alike share one: names, names less a letter, sorted words, short name, website.
    pub fn keys(&self, mut give: impl FnMut((u8, &str))) {
        for name in &self.names {
            give((0, name));
            if name.len() >= SHORTEST_ALIKE {
                for (at, c) in name.char_indices() {
                    give((0, &[&name[..at], &name[at + c.len_utf8()..]].concat()));
                }
            }
        }
        self.words.iter().for_each(|words| give((1, words)));
        self.short_name.iter().for_each(|name| give((0, name)));
        self.site.iter().for_each(|site| give((2, site)));
    }
}

/// A name without blanks and signs, and its words in alphabetical order; `e. V.` and the like are left out, since many do.
fn spelled(name: &str) -> (String, String) {
    const SUFFIXES: &[&str] = &["ev", "e", "v"];
    let words: Vec<String> = words(name).iter().map(|word| plain(&word.folded)).collect();
    let kept = words.iter().rposition(|word| !SUFFIXES.contains(&word.as_str())).map_or(words.len(), |last| last + 1);
    let mut words: Vec<&str> = words[..kept].iter().map(String::as_str).collect();
    let letters = words.concat();
    words.sort_unstable();
    (letters, words.join(" "))
}

/// How alike the two are; none where nothing speaks for it.
pub fn likeness(one: &Face, other: &Face) -> Option<Likeness> {
    if one.collective != other.collective {
        return None;
    }
    // Branches of one umbrella share its website and short name.
    let siblings = one.parent.is_some() && one.parent == other.parent;
    let same_site = one.site.is_some() && one.site == other.site;
    let goes_by = |name: &Option<String>, of: &Face| {
        name.is_some() && (*name == of.short_name || name.iter().any(|name| of.names.contains(name)))
    };
    let same_short_name = goes_by(&one.short_name, other) || goes_by(&other.short_name, one);
    let reasons = [
        of_names(one, other),
        (same_site && !siblings).then_some((SAME_SITE, "same website")),
        (same_short_name && !siblings).then_some((SAME_SHORT_NAME, "same short name")),
    ];
    let reasons: Vec<(f64, &str)> = reasons.into_iter().flatten().collect();
    let doubt: f64 = reasons.iter().map(|(score, _)| 1.0 - score).product();
    let elsewhere = matches!((one.state, other.state), (Some(one), Some(other)) if one != other);
    let score = (1.0 - doubt) * if elsewhere { ELSEWHERE } else { 1.0 };
    let reason: Vec<&str> = reasons.iter().map(|(_, reason)| *reason).collect();
    (!reason.is_empty()).then(|| Likeness { score, reason: reason.join(", ").into() })
}

fn of_names(one: &Face, other: &Face) -> Option<(f64, &'static str)> {
    let shared = |a: &[String], b: &[String]| a.iter().any(|name| b.contains(name));
    if one.names.first() == other.names.first() {
        return Some((SAME_NAME, "same name"));
    }
    if shared(&one.names, &other.names) {
        return Some((SAME_AS_ALIAS, "same name as an alias"));
    }
    if shared(&one.words, &other.words) {
        return Some((SAME_WORDS, "same words in another order"));
    }
    let alike = one.names.iter().any(|a| other.names.iter().any(|b| are_alike(a, b)));
    alike.then_some((ALIKE, "close spelling"))
}

/// Whether two names are one typo apart, which a different number is not.
fn are_alike(a: &str, b: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    a.len().min(b.len()) >= SHORTEST_ALIKE
        && a.len().abs_diff(b.len()) <= 4
        && one_typo_away(a, b) == Some(b.chars().count())
        && digits(a) == digits(b)
}
