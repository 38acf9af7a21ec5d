//! Documents that have been read before: clients ask the same ones again and again, with other variables.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::ServerError;
use lru::LruCache;

use super::{
    document::Document,
    limits::{Limits, MAX_KEPT_BYTES, MAX_KEPT_DOCUMENTS},
};

/// The most recently asked documents by their text, with what is known of each.
pub struct Documents(Mutex<LruCache<Arc<str>, Arc<Document>>>);

impl Default for Documents {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(NonZeroUsize::new(MAX_KEPT_DOCUMENTS).unwrap_or(NonZeroUsize::MIN))))
    }
}

impl Documents {
    /// Reads a text, if it has not been read. What cannot be read is read again each time, to say why.
    pub fn read(&self, text: &Arc<str>, limits: &Limits) -> Result<Arc<Document>, ServerError> {
        if let Some(known) = self.lock().get(text) {
            return Ok(known.clone());
        }
        let document = Arc::new(Document::read(text, limits)?);
        if text.len() <= MAX_KEPT_BYTES {
            self.lock().put(text.clone(), document.clone());
        }
        Ok(document)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<Arc<str>, Arc<Document>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
