//! What most of an answer is made of: slugs and names, as JSON writes them.

use std::sync::Arc;

use crate::model::{Language, LocalisedText, Slug};

/// The slug and the names of a record as texts of JSON, side by side. The record has them in places far apart, and each would
/// have to be searched for what is to be escaped, for every answer.
#[derive(Clone, Debug)]
pub struct Naming {
    /// The slug, the German name, the English name if there is one.
    json: Arc<str>,
    slug_ends: u32,
    german_ends: u32,
}

impl Naming {
    pub fn of(slug: &Slug, name: &LocalisedText) -> Self {
        // A text can always be written.
        let json = |text: &str| serde_json::to_string(text).unwrap_or_default();
        let (slug, german) = (json(slug.as_str()), json(&name.de));
        let english = name.en.as_deref().map(json).unwrap_or_default();
        let slug_ends = slug.len() as u32;
        Self {
            json: [&*slug, &german, &english].concat().into(),
            slug_ends,
            german_ends: slug_ends + german.len() as u32,
        }
    }

    pub fn slug(&self) -> &str {
        &self.json[..self.slug_ends as usize]
    }

    /// The name in `language`; German where there is no English.
    pub fn name(&self, language: Language) -> &str {
        let german_ends = self.german_ends as usize;
        match language {
            Language::En if german_ends < self.json.len() => &self.json[german_ends..],
            _ => &self.json[self.slug_ends as usize..german_ends],
        }
    }
}
