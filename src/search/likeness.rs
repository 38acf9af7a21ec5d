//! How alike two organisations are.

use std::sync::Arc;

use super::{
    index::site,
    naming::{Name, Short, names, shorts},
    spelling::one_typo_away,
};
use crate::model::{Organisation, OrganisationId, StateCode};

/// By what an organisation is recognised.
#[derive(Clone, Debug)]
pub struct Face {
    /// The German name first, then the English one and the aliases.
    names: Vec<Name>,
    /// What the names may be abbreviated to.
    shorts: Vec<Short>,
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
const ABBREVIATED: f64 = 0.8;
const ALIKE: f64 = 0.8;
const SAME_SITE: f64 = 0.65;
const SAME_SHORT_NAME: f64 = 0.6;
const INITIALS_ALONE: f64 = 0.5;
/// What of that is left where the two sit in different states: every state has its ministry of economics.
const ELSEWHERE: f64 = 0.5;

impl Face {
    pub fn of(organisation: &Organisation) -> Self {
        let aliases = organisation.aliases.iter().map(|alias| &**alias);
        let texts: Vec<&str> = organisation.name.iter().chain(aliases).collect();
        let mut all: Vec<Name> = texts.iter().flat_map(|text| names(text)).collect();
        // The same name in both languages is one.
        all.dedup();
        Self {
            names: all,
            shorts: texts.iter().flat_map(|text| shorts(text)).collect(),
            short_name: organisation.short_name.as_deref().and_then(Name::of).map(|name| name.letters),
            site: organisation.website.as_deref().map(site),
            state: organisation.state,
            parent: organisation.parent,
            collective: organisation.collective,
        }
    }

    /// Everything of which two that are alike share one: names, names less a letter, sorted words, abbreviations, short name,
    /// website.
    pub fn keys(&self, mut give: impl FnMut((u8, &str))) {
        for Name { letters, sorted, .. } in &self.names {
            give((0, letters));
            give((1, sorted));
            if letters.len() >= SHORTEST_ALIKE {
                for (at, c) in letters.char_indices() {
                    give((0, &[&letters[..at], &letters[at + c.len_utf8()..]].concat()));
                }
            }
        }
        self.shorts.iter().for_each(|short| give((0, &short.letters)));
        self.short_name.iter().for_each(|name| give((0, name)));
        self.site.iter().for_each(|site| give((2, site)));
    }

    /// The words by each of which the organisation may be called, to look for others that are.
    pub fn called(&self) -> impl Iterator<Item = &[String]> {
        self.names.iter().map(|name| &*name.words).chain(self.shorts.iter().map(|short| &*short.words))
    }

    fn is_named(&self, letters: &str) -> bool {
        self.names.iter().any(|name| name.letters == letters)
    }
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
        name.is_some() && (*name == of.short_name || name.iter().any(|name| of.is_named(name)))
    };
    let same_short_name = goes_by(&one.short_name, other) || goes_by(&other.short_name, one);
    let elsewhere = matches!((one.state, other.state), (Some(one), Some(other)) if one != other);
    let reasons = [
        // `TUD` is one university in Dresden and another in Darmstadt.
        of_names(one, other).filter(|(score, _)| *score > INITIALS_ALONE || !elsewhere),
        (same_site && !siblings).then_some((SAME_SITE, "same website")),
        (same_short_name && !siblings).then_some((SAME_SHORT_NAME, "same short name")),
    ];
    let reasons: Vec<(f64, &str)> = reasons.into_iter().flatten().collect();
    let doubt: f64 = reasons.iter().map(|(score, _)| 1.0 - score).product();
    let score = (1.0 - doubt) * if elsewhere { ELSEWHERE } else { 1.0 };
    let reason: Vec<&str> = reasons.iter().map(|(_, reason)| *reason).collect();
    (!reason.is_empty()).then(|| Likeness { score, reason: reason.join(", ").into() })
}

fn of_names(one: &Face, other: &Face) -> Option<(f64, &'static str)> {
    if one.names.first().map(|name| &name.letters) == other.names.first().map(|name| &name.letters) {
        return Some((SAME_NAME, "same name"));
    }
    let any = |test: fn(&Name, &Name) -> bool| one.names.iter().any(|a| other.names.iter().any(|b| test(a, b)));
    if any(|a, b| a.letters == b.letters) {
        return Some((SAME_AS_ALIAS, "same name as an alias"));
    }
    if any(|a, b| a.sorted == b.sorted) {
        return Some((SAME_WORDS, "same words in another order"));
    }
    let stands_for = |face: &Face, short: &Short| face.is_named(&short.letters);
    let shorts = one.shorts.iter().filter(|short| stands_for(other, short));
    let shorts = shorts.chain(other.shorts.iter().filter(|short| stands_for(one, short)));
    match shorts.map(Short::is_whole).min() {
        Some(false) => Some((ABBREVIATED, "same name abbreviated")),
        _ if any(|a, b| are_alike(&a.letters, &b.letters)) => Some((ALIKE, "close spelling")),
        Some(true) => Some((INITIALS_ALONE, "same initials")),
        None => None,
    }
}

/// Whether two names are one typo apart, which another number or state is not.
fn are_alike(a: &str, b: &str) -> bool {
    let is_exact = |c: &char| c.is_ascii_digit() || c.is_ascii_uppercase();
    let exact = |name: &str| name.chars().filter(is_exact).collect::<String>();
    a.len().min(b.len()) >= SHORTEST_ALIKE
        && a.len().abs_diff(b.len()) <= 4
        && one_typo_away(a, b) == Some(b.chars().count())
        && exact(a) == exact(b)
}
