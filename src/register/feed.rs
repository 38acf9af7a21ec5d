//! The feed of changes: what was committed, to whoever follows the register, in order.

use std::sync::Arc;

use tokio::sync::broadcast;

use super::Register;
use crate::{model::ChangeSet, snapshot::Snapshot};

/// A change set that was committed, with the register it led to.
#[derive(Debug)]
pub struct Publication {
    pub set: Arc<ChangeSet>,
    pub snapshot: Arc<Snapshot>,
}

/// Publications kept for a follower that is slow. Each holds a snapshot, which shares nearly all with its neighbours: a few
/// kilobytes each, so a follower that stands still costs some megabytes before it is told that it has missed something.
pub(super) const BACKLOG: usize = 1024;

impl Register {
    /// Every commit from now on, in the order of revisions. A follower that is more than [`BACKLOG`] behind is told so by
    /// [`broadcast::error::RecvError::Lagged`], and reads what it missed from the log. It hears of a commit a moment after
    /// whoever asked for it.
    ///
    /// Subscribe first and take a [`Register::snapshot`] then: nothing lies between the two, and what the snapshot has
    /// already is known by its revision.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Publication>> {
        self.feed.subscribe()
    }
}
