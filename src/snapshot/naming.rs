//! What most of an answer is made of: slugs and names, as JSON writes them.

use smallvec::SmallVec;

use crate::model::{Language, LocalisedText, Slug};

/// How long they are together where they stand in the row itself: a slug of 40 letters and a name of 76. With them a row takes
/// three lines of the processor's cache. Longer ones are a second read from far memory.
const INLINE: usize = 120;

/// The slug and the names of a record as texts of JSON, side by side. The record has them in places far apart, and each would
/// have to be searched for what is to be escaped, for every answer.
#[derive(Clone, Debug)]
pub struct Naming {
    /// The slug, the German name, the English name if there is one.
    json: SmallVec<[u8; INLINE]>,
    slug_ends: u32,
    german_ends: u32,
}

impl Naming {
    pub fn of(slug: &Slug, name: &LocalisedText) -> Self {
        let mut json = SmallVec::new();
        let mut write = |text: &str| {
            // A text can always be written, and to memory.
            let _ = serde_json::to_writer(&mut json, text);
            json.len() as u32
        };
        let (slug_ends, german_ends) = (write(slug.as_str()), write(&name.de));
        if let Some(english) = &name.en {
            write(english);
        }
        Self { json, slug_ends, german_ends }
    }

    pub fn slug(&self) -> &[u8] {
        &self.json[..self.slug_ends as usize]
    }

    /// The name in `language`; German where there is no English.
    pub fn name(&self, language: Language) -> &[u8] {
        let german_ends = self.german_ends as usize;
        match language {
            Language::En if german_ends < self.json.len() => &self.json[german_ends..],
            _ => &self.json[self.slug_ends as usize..german_ends],
        }
    }
}
