//! Following what others commit.
//!
//! Watched is the meta record alone: the log, of which nothing is ever removed, has what was committed. So a watch that etcd
//! ends, because what it waited for was compacted or its member went away, is begun again from now on, and nothing is missed.
//! Beside it the meta record is read once a second: that tells how old this node's register may be, and finds a watch
//! that has gone silent.

use std::{sync::Arc, time::Duration};

use etcd_client::{GetResponse, WatchOptions, WatchStream};
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::{
    Contact,
    members::Failed,
    tokens::Followed,
    values::{Space, get},
};
use crate::{
    model::Revision,
    store::{
        key::{META, TOKENS},
        meta::Meta,
    },
};

const BEAT: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(200);

pub type Changed = Box<dyn Fn(Revision) + Send + Sync>;

/// Watches until the store is dropped.
pub async fn watch(space: Arc<Space>, contact: Arc<Contact>, tokens: Arc<Followed>, changed: Changed) {
    let watcher = Watcher { space, contact, tokens, changed };
    loop {
        if let Err(failed) = watcher.follow().await {
            tracing::warn!(error = %failed, age = ?watcher.contact.age(), "etcd is not being followed; trying again");
        }
        sleep(PAUSE).await;
    }
}

struct Watcher {
    space: Arc<Space>,
    contact: Arc<Contact>,
    tokens: Arc<Followed>,
    changed: Changed,
}

impl Watcher {
    /// Follows one member of the cluster as long as it is the one to talk to.
    async fn follow(&self) -> Result<(), Failed> {
        let now = self.look().await?;
        let member = self.space.members.member();
        let mut events = self.open(now + 1).await.map_err(Failed::Refused)?;
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                event = events.message() => match event.map_err(Failed::Refused)? {
                    Some(event) if !event.canceled() => self.take(&event),
                    _ => return Ok(()),
                },
                _ = beat.tick() => {
                    self.look().await?;
                    if self.space.members.member() != member {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Reads both values; answers etcd's revision at which they are so.
    async fn look(&self) -> Result<i64, Failed> {
        let read = |key: &'static [u8]| {
            self.space.members.ask(Duration::ZERO, move |client| get(client, self.space.place(key), None))
        };
        let mut meta = read(META).await?;
        let revision = meta.header().map_or(0, etcd_client::ResponseHeader::revision);
        if let Some(value) = value(&mut meta) {
            self.tell(&value);
        }
        let mut tokens = read(TOKENS).await?;
        self.tokens.set(value(&mut tokens));
        self.contact.made();
        Ok(revision)
    }

    async fn open(&self, from: i64) -> Result<WatchStream, etcd_client::Error> {
        let options = || Some(WatchOptions::new().with_start_revision(from));
        let mut client = self.space.members.client().await?;
        let mut events = client.watch(self.space.place(META), options()).await?;
        events.watch(self.space.place(TOKENS), options()).await?;
        Ok(events)
    }

    fn take(&self, event: &etcd_client::WatchResponse) {
        for kv in event.events().iter().filter_map(etcd_client::Event::kv) {
            if kv.key().ends_with(TOKENS) {
                self.tokens.set(Some(kv.value().to_vec()));
            } else {
                self.tell(kv.value());
            }
        }
        self.contact.made();
    }

    /// Tells the register where the store is. What cannot be read here cannot be read there either, and is told there.
    fn tell(&self, meta: &[u8]) {
        if let Ok(meta) = Meta::open(META, meta) {
            (self.changed)(meta.revision);
        }
    }
}

fn value(answer: &mut GetResponse) -> Option<Vec<u8>> {
    answer.take_kvs().pop().map(|pair| pair.into_key_value().1)
}
