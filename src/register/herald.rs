//! Tells those who follow the register what was committed, on a thread of its own: to wake thousands of them takes as long as
//! a commit, and neither the writer nor whoever waits for its answer has to wait for that.

use std::{
    io,
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    thread::Builder,
};

use tokio::sync::broadcast;

use super::{Publication, feed::BACKLOG};

/// Where the writer leaves what it has committed.
pub struct Herald(SyncSender<Arc<Publication>>);

impl Herald {
    /// Starts the thread, which tells of everything in the order in which it was left, and ends when nobody can leave
    /// anything any more.
    pub fn start(feed: broadcast::Sender<Arc<Publication>>) -> io::Result<Self> {
        // As many as a slow follower may be behind. A wake takes less than a sync, so there are seldom two.
        let (sender, publications) = sync_channel(BACKLOG);
        Builder::new().name("register-herald".into()).spawn(move || {
            for publication in publications {
                // Nobody need follow.
                drop(feed.send(publication));
            }
        })?;
        Ok(Self(sender))
    }

    pub fn tell(&self, publication: Publication) {
        if self.0.send(Arc::new(publication)).is_err() {
            tracing::error!("those who follow the register are told nothing any more: their thread has ended");
        }
    }
}
