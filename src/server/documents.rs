//! Documents that have been read before: clients ask the same ones again and again, with other variables.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::ServerError;
use lru::LruCache;

use super::{
    document::Document,
    limits::{Limits, MAX_KEPT_BYTES, MAX_KEPT_DOCUMENTS, MAX_READ_BYTES},
};

/// The most recently asked documents by their text, with what is known of each.
#[derive(Default)]
pub struct Documents(Mutex<Read>);

struct Read {
    documents: LruCache<Arc<str>, Arc<Document>, foldhash::quality::RandomState>,
    /// Of all texts.
    bytes: usize,
}

impl Default for Read {
    fn default() -> Self {
        Self { documents: LruCache::unbounded_with_hasher(Default::default()), bytes: 0 }
    }
}

impl Documents {
    /// Reads a text, if it has not been read. What cannot be read is read again each time, to say why.
    pub fn read(&self, text: &Arc<str>, limits: &Limits) -> Result<Arc<Document>, ServerError> {
        if let Some(known) = self.lock().documents.get(text) {
            return Ok(known.clone());
        }
        let document = Arc::new(Document::read(text, limits)?);
        if text.len() <= MAX_KEPT_BYTES {
            self.lock().keep(text.clone(), document.clone());
        }
        Ok(document)
    }

    fn lock(&self) -> MutexGuard<'_, Read> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read {
    fn keep(&mut self, text: Arc<str>, document: Arc<Document>) {
        self.bytes += text.len();
        if let Some((text, _)) = self.documents.push(text, document) {
            // The same, which somebody else has read meanwhile.
            self.bytes -= text.len();
        }
        while (self.bytes > MAX_READ_BYTES || self.documents.len() > MAX_KEPT_DOCUMENTS)
            && let Some((text, _)) = self.documents.pop_lru()
        {
            self.bytes -= text.len();
        }
    }
}
