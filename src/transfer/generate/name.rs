//! Names and the slugs made of them.

use std::collections::HashMap;

use rand::Rng;

use super::{draw, words};
use crate::model::{LocalisedText, Slug, StateCode};

/// Gives names that are not given yet.
#[derive(Default)]
pub struct Names {
    given: HashMap<Slug, u32>,
}

impl Names {
    /// The name of `draw`, with a number behind it if it is taken. The word lists have no digits and make slugs well
    /// below the limit, so a number makes a slug that nothing else has.
    pub fn give(&mut self, mut draw: impl FnMut() -> String) -> (LocalisedText, Slug) {
        loop {
            let name = draw();
            let Some(slug) = Slug::from_name(&name) else { continue };
            let count = self.given.entry(slug.clone()).or_insert(0);
            *count += 1;
            return match *count {
                1 => (LocalisedText::german(&name), slug),
                number => (LocalisedText::german(&format!("{name} {number}")), slug.numbered(number)),
            };
        }
    }
}

/// One of `templates` with a word for each placeholder; places lie in `state`, or are regions for all of Germany.
pub fn fill(templates: &[&'static str], state: Option<StateCode>, rng: &mut impl Rng) -> String {
    let places = state.map_or(words::REGIONS, words::places);
    let mut text = draw::word(templates, rng).to_owned();
    for (placeholder, words) in
        [("{place}", places), ("{field}", words::FIELDS), ("{branch}", words::BRANCHES), ("{family}", words::FAMILIES)]
    {
        if text.contains(placeholder) {
            text = text.replace(placeholder, draw::word(words, rng));
        }
    }
    text
}
