//! Documents that are named by the SHA-256 of their text instead of being sent.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use axum::http::StatusCode;
use data_encoding::HEXLOWER;
use lru::LruCache;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    limits::{MAX_KEPT_BYTES, MAX_KEPT_DOCUMENTS},
    refused::Refused,
};

/// The SHA-256 of a document's text, in hexadecimal.
pub fn hash(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text))
}

/// What a client says of its document.
#[derive(Debug)]
pub enum Named {
    /// The text itself.
    Text(String),
    /// Its hash, with the text where the client thinks that we do not know it yet.
    Hash(String, Option<String>),
}

impl Named {
    /// The document that a request is about: its `query`, its `documentId` (GraphQL-over-HTTP, "Persisted Documents"), or
    /// its extension `persistedQuery` (Apollo's automatic persisted queries).
    pub fn of(query: Option<String>, id: Option<String>, extensions: &Map<String, Value>) -> Result<Self, Refused> {
        match (extensions.get("persistedQuery"), id, query) {
            (Some(Value::Object(persisted)), None, query) if !persisted.is_empty() => {
                let hash = persisted.get("sha256Hash").and_then(Value::as_str);
                match (hash, persisted.get("version").and_then(Value::as_u64)) {
                    (Some(hash), Some(1)) => Ok(Self::Hash(hash.to_ascii_lowercase(), query)),
                    _ => Err(Refused::malformed("`persistedQuery` has `version` 1 and a `sha256Hash`")),
                }
            }
            (_, Some(id), None) => {
                let hash = id.strip_prefix("sha256:").unwrap_or(&id);
                Ok(Self::Hash(hash.to_ascii_lowercase(), None))
            }
            (_, Some(_), Some(_)) => Err(Refused::malformed("send either `query` or `documentId`, not both")),
            (_, None, Some(query)) => Ok(Self::Text(query)),
            (_, None, None) => Err(Refused::malformed("`query` is missing: send `{\"query\": \"…\"}`")),
        }
    }
}

/// The documents that clients have named, the most recently used ones.
pub struct Kept(Mutex<LruCache<String, Arc<str>>>);

impl Default for Kept {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(NonZeroUsize::new(MAX_KEPT_DOCUMENTS).unwrap_or(NonZeroUsize::MIN))))
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept")
    }
}

impl Kept {
    /// The text of a document, which is kept if it comes with its hash.
    pub fn text(&self, named: Named) -> Result<Arc<str>, Refused> {
        match named {
            Named::Text(text) => Ok(text.into()),
            Named::Hash(name, None) => self.lock().get(&name).cloned().ok_or_else(unknown),
            Named::Hash(name, Some(text)) if hash(&text) == name => {
                let text: Arc<str> = text.into();
                if text.len() <= MAX_KEPT_BYTES {
                    self.lock().put(name, text.clone());
                }
                Ok(text)
            }
            Named::Hash(..) => Err(Refused::malformed("`sha256Hash` is not the SHA-256 of `query`")),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<String, Arc<str>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What Apollo's clients wait for before they send the text. Those that know no other status than 200 get that.
fn unknown() -> Refused {
    let refused = Refused::with(StatusCode::BAD_REQUEST, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound");
    Refused { as_result: true, ..refused }
}

/// The only documents that a server executes.
#[derive(Debug, Default)]
pub struct Registered(HashMap<String, Arc<str>>);

/// Why a list of documents cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RegisteredError {
    #[error("it is not JSON")]
    Json(#[from] serde_json::Error),
    #[error("it is neither an object of hashes and documents, as Relay writes it, nor a manifest of Apollo")]
    Shape,
    #[error("the document `{0}` is not text, or the name not its SHA-256 in hexadecimal")]
    Entry(String),
}

impl Registered {
    /// The documents in a manifest: an object from hash to text, or Apollo's `{"operations": [{"id": …, "body": …}]}`.
    pub fn read(manifest: &[u8]) -> Result<Self, RegisteredError> {
        let manifest: Map<String, Value> = match serde_json::from_slice(manifest)? {
            Value::Object(manifest) => manifest,
            _ => return Err(RegisteredError::Shape),
        };
        let entries: Vec<(String, Value)> = match manifest.get("operations") {
            Some(Value::Array(operations)) => {
                let entry = |operation: &Value| Some((operation["id"].as_str()?.to_owned(), operation["body"].clone()));
                operations.iter().map(entry).collect::<Option<_>>().ok_or(RegisteredError::Shape)?
            }
            Some(Value::String(_)) | None => manifest.into_iter().collect(),
            Some(_) => return Err(RegisteredError::Shape),
        };
        let entries = entries.into_iter().map(|(name, text)| match text {
            Value::String(text) if hash(&text) == name.to_ascii_lowercase() => Ok((hash(&text), text.into())),
            _ => Err(RegisteredError::Entry(name)),
        });
        entries.collect::<Result<_, _>>().map(Self)
    }

    /// The text of a document, if it is one of these.
    pub fn text(&self, named: &Named) -> Result<Arc<str>, Refused> {
        let found = match named {
            Named::Text(text) => self.0.get(&hash(text)),
            Named::Hash(name, _) => self.0.get(name),
        };
        found.cloned().ok_or_else(|| {
            let message = "only registered documents are executed here, and this is none of them";
            Refused::with(StatusCode::FORBIDDEN, "FORBIDDEN", message)
        })
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
