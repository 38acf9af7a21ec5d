//! Keeping the index up with the register, beside the writer and not in its way.

use std::{sync::Arc, thread::Builder};

use tokio::sync::{broadcast::error::RecvError, watch};

use super::{Index, duplicates::Cache};
use crate::{
    register::{Publication, Register},
    snapshot::Snapshot,
};

/// The index of a register that is written to.
///
/// A thread of its own builds it and then applies one committed change set after the other; it ends with the register.
/// Whoever searches asks for the index of a snapshot at hand and gets one of that revision or a later one: so a query finds
/// what a mutation answered before it has done, and neither the start of the server nor a commit waits for the index.
#[derive(Debug)]
pub struct Search {
    newest: watch::Receiver<Newest>,
    duplicates: Arc<Cache>,
}

/// None while the first index is built.
type Newest = Option<Arc<Index>>;

/// The thread that keeps the index has ended: the register is closing, or the thread could not be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no index to search")]
pub struct Stopped;

/// An import of more than this share of what is indexed is read in anew, which shares the work that applying it does for each
/// record.
const REBUILT_SHARE: usize = 8;
/// Change sets of up to so many changes are always applied.
const APPLIED_CHANGES: usize = 500;

impl Search {
    /// The index of `register`, from now on.
    pub fn follow(register: &Register) -> Self {
        let (sender, newest) = watch::channel(None);
        let mut feed = register.subscribe();
        // After subscribing, so that nothing lies between the two.
        let snapshot = register.snapshot();
        let keep = move || {
            let mut index = built(&snapshot);
            drop(snapshot);
            sender.send_replace(Some(Arc::new(index.clone())));
            loop {
                match feed.blocking_recv() {
                    Ok(publication) => catch_up(&mut index, &publication),
                    // What was missed is in the next one's snapshot.
                    Err(RecvError::Lagged(_)) => continue,
                    Err(RecvError::Closed) => return,
                }
                sender.send_replace(Some(Arc::new(index.clone())));
            }
        };
        if let Err(error) = Builder::new().name("search-index".into()).spawn(keep) {
            // The sender is gone with the closure: whoever searches is told that there is no index.
            tracing::error!(%error, "the thread of the search index cannot be started");
        }
        Self { newest, duplicates: Arc::default() }
    }

    /// An index of the revision of `snapshot` or a later one. Waits where it is not there yet: for the length of a change,
    /// or of building it after the start or a large import.
    pub async fn at(&self, snapshot: &Snapshot) -> Result<Arc<Index>, Stopped> {
        let revision = snapshot.revision();
        let is_there = |newest: &Newest| newest.as_ref().is_some_and(|index| index.revision() >= revision);
        let mut newest = self.newest.clone();
        let newest = newest.wait_for(is_there).await.map_err(|_| Stopped)?;
        newest.clone().ok_or(Stopped)
    }
}

impl Search {
    /// Organisations that may be one and the same, found once a revision.
    pub fn duplicates(&self) -> Arc<Cache> {
        self.duplicates.clone()
    }
}

/// Makes `index` that of a publication's snapshot.
fn catch_up(index: &mut Index, publication: &Publication) {
    let Publication { set, snapshot } = publication;
    let next = index.revision() + 1;
    let few = set.changes.len() <= APPLIED_CHANGES.max(index.len() / REBUILT_SHARE);
    match set.revision {
        revision if revision < next => {}
        revision if revision == next && few => index.apply(set, snapshot),
        _ => *index = built(snapshot),
    }
}

fn built(snapshot: &Snapshot) -> Index {
    let start = std::time::Instant::now();
    let index = Index::of(snapshot);
    tracing::debug!(records = index.len(), took = ?start.elapsed(), "indexed");
    index
}
