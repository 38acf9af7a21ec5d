//! Answers that have been given, as bytes: a question that is asked again costs a look here and no more.
//!
//! A question is what came, byte for byte, with who asks and in which form the answer is to be sent; what it means is not
//! looked at. Its answer is kept for the revision it was made from, and all of them are forgotten when a question meets a newer one.
//! Only whole answers to queries are kept, without any error: those that failed may go well the next time. Of several
//! that ask the same at once one is answered, and the others are given the same.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::body::Bytes;
use lru::LruCache;
use tokio::sync::OnceCell;

use super::{account::Account, answer::MediaType, limits::MAX_ANSWER_BYTES, packing};
use crate::{model::Revision, schema::Viewer};

/// What somebody asked, and who, in which form.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Question(Box<[u8]>);

impl Question {
    /// `way` is how it came, as text in one way may mean something else in another.
    pub fn new(way: Way, request: &[u8], viewer: Option<&Viewer>, media_type: MediaType) -> Self {
        let (name, role) = viewer.map_or(("", 0), |viewer| (viewer.name.as_str(), 1 + viewer.role as u8));
        let mut bytes = Vec::with_capacity(3 + size_of::<u64>() + name.len() + request.len());
        bytes.extend([way as u8, media_type as u8, role]);
        bytes.extend((name.len() as u64).to_le_bytes());
        bytes.extend(name.as_bytes());
        bytes.extend(request);
        Self(bytes.into())
    }
}

/// How a question came.
#[derive(Clone, Copy)]
pub enum Way {
    /// In a body.
    Body,
    /// In the parameters of an address.
    Address,
}

/// A whole answer, without an error.
pub struct Whole {
    pub body: Bytes,
    packed: OnceLock<Bytes>,
    /// What the log is told, each time it is given.
    pub account: Account,
}

impl Whole {
    pub fn new(body: Bytes, account: Account) -> Self {
        Self { body, packed: OnceLock::new(), account }
    }

    /// The body, packed once for all who take it so.
    pub fn packed(&self) -> Bytes {
        self.packed.get_or_init(|| packing::pack(&self.body)).clone()
    }
}

/// An answer that is there, or will be; none where it turned out to be none to keep.
pub type Place = Arc<OnceCell<Option<Whole>>>;

/// The answers that are kept.
pub struct Answers {
    /// How many bytes they may have.
    limit: usize,
    kept: Mutex<Kept>,
}

struct Kept {
    revision: Revision,
    bytes: usize,
    /// Each with the bytes that are counted for it.
    answers: LruCache<Question, (Place, usize), foldhash::quality::RandomState>,
}

impl Kept {
    fn new(revision: Revision) -> Self {
        Self { revision, bytes: 0, answers: LruCache::unbounded_with_hasher(Default::default()) }
    }

    fn count(&mut self, limit: usize) {
        while self.bytes > limit
            && let Some((_, (_, bytes))) = self.answers.pop_lru()
        {
            self.bytes -= bytes;
        }
    }
}

/// What an entry takes beside its question and its answer.
const ENTRY_BYTES: usize = 256;

impl Answers {
    /// With at most `limit` bytes; 0 keeps nothing.
    pub fn new(limit: usize) -> Self {
        Self { limit, kept: Mutex::new(Kept::new(0)) }
    }

    /// The place of an answer at a revision, if it is there.
    pub fn find(&self, question: &Question, revision: Revision) -> Option<Place> {
        if self.limit == 0 {
            return None;
        }
        let mut kept = self.lock();
        if kept.revision == revision { kept.answers.get(question).map(|(place, _)| place.clone()) } else { None }
    }

    /// The place of an answer at a revision, which may be empty. None where it is not kept: for a revision that is
    /// no longer the newest that anybody asks.
    pub fn place(&self, question: &Question, revision: Revision) -> Option<Place> {
        if self.limit == 0 {
            return None;
        }
        let mut kept = self.lock();
        let old = (revision > kept.revision).then(|| std::mem::replace(&mut *kept, Kept::new(revision)));
        let place = (revision == kept.revision).then(|| {
            if let Some((place, _)) = kept.answers.get(question) {
                return place.clone();
            }
            let (place, bytes) = (Place::default(), question.0.len() + ENTRY_BYTES);
            kept.bytes += bytes;
            kept.answers.put(question.clone(), (place.clone(), bytes));
            kept.count(self.limit);
            place
        });
        drop(kept);
        // Thousands of answers take a while to be given back, for which nobody else waits.
        drop(old);
        place
    }

    /// Counts an answer that has come to its place, or takes the place away where there is none to keep.
    pub fn settle(&self, question: &Question, place: &Place) {
        let whole = place.get().and_then(Option::as_ref);
        let mut kept = self.lock();
        let Some((present, bytes)) = kept.answers.get_mut(question) else { return };
        if !Arc::ptr_eq(present, place) {
            return;
        }
        match whole {
            Some(whole) => {
                // Packed it takes less than once more.
                let more = 2 * whole.body.len();
                *bytes += more;
                kept.bytes += more;
                kept.count(self.limit);
            }
            None => {
                if let Some((_, bytes)) = kept.answers.pop(question) {
                    kept.bytes -= bytes;
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an answer of this size may be kept.
pub fn fits(body: &[u8]) -> bool {
    body.len() <= MAX_ANSWER_BYTES
}
