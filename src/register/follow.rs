//! Following the register: every change after a revision, first from the log, then as it is committed, without a gap and
//! without one twice.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{Publication, Register};
use crate::{
    model::{Change, ChangeSet, Entry, NodeId, Position, Revision, SubjectType},
    store::{Logged, StoreError},
};

/// Changes read from the log at a time. With records of 1 kB before and after, 200 kB for each follower that catches up.
const PAGE: usize = 100;

/// Which changes a follower wants to see.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Those of records of these types; of all if none.
    pub types: Option<Vec<SubjectType>>,
    /// Those of this record; of all if none.
    pub subject: Option<NodeId>,
}

impl Wanted {
    fn has(&self, change: &Change) -> bool {
        self.types.as_ref().is_none_or(|types| types.contains(&change.subject_type()))
            && self.subject.is_none_or(|subject| subject == change.subject())
    }
}

/// Somebody who follows the register from a revision on.
pub struct Follower {
    register: Arc<Register>,
    wanted: Wanted,
    live: Receiver<Arc<Publication>>,
    stage: Stage,
    /// The revision that was seen last, to its end but for what `stage` has of it.
    seen: Revision,
    /// Whether anything has been taken from `live`: until then the log can help out.
    caught_up: bool,
}

enum Stage {
    /// Reading what was missed, up to this revision.
    Log { until: Revision, position: Position, page: VecDeque<Logged> },
    /// Waiting for the next change set.
    Live,
    /// Handing out a change set, from this place on.
    Set(Arc<ChangeSet>, usize),
}

/// Why a follower cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    /// It was so slow that changes were no longer kept for it. They are in the log: follow again after `seen`.
    #[error("changes after revision {seen} came faster than they were taken")]
    Behind { seen: Revision },
    #[error("the log of changes cannot be read")]
    Log(#[from] StoreError),
    /// The log does not have what it should.
    #[error("the log of changes has nothing about revision {0}")]
    Gone(Revision),
}

impl Register {
    /// Follows the register after `after`; from now on, if that is none or yet to come.
    pub fn follow(self: Arc<Self>, after: Option<Revision>, wanted: Wanted) -> Follower {
        // In this order nothing lies between the two.
        let live = self.subscribe();
        let newest = self.revision();
        let seen = after.unwrap_or(newest).min(newest);
        let stage = if seen < newest { Stage::log(seen, newest) } else { Stage::Live };
        Follower { register: self, wanted, live, stage, seen, caught_up: false }
    }
}

impl Stage {
    fn log(after: Revision, until: Revision) -> Self {
        Self::Log { until, position: Position::end_of(after), page: VecDeque::new() }
    }
}

impl Follower {
    /// The next change; none when the register closes. Nothing is lost if the wait for it is given up.
    pub async fn next(&mut self) -> Result<Option<Entry>, Lost> {
        loop {
            match &mut self.stage {
                Stage::Set(set, place) => {
                    let here = *place;
                    *place += 1;
                    match set.changes.get(here) {
                        Some(change) if self.wanted.has(change) => return Ok(set.entry(here)),
                        Some(_) => {}
                        None => self.stage = Stage::Live,
                    }
                }
                Stage::Log { .. } => {
                    if let Some(entry) = self.read().await? {
                        return Ok(Some(entry));
                    }
                }
                Stage::Live => match self.live.recv().await {
                    Ok(publication) => self.take(&publication.set)?,
                    // It came while the log was read, which has it.
                    Err(RecvError::Lagged(_)) if !self.caught_up => {
                        self.stage = Stage::log(self.seen, self.register.revision());
                    }
                    Err(RecvError::Lagged(_)) => return Err(Lost::Behind { seen: self.seen }),
                    Err(RecvError::Closed) => return Ok(None),
                },
            }
        }
    }

    /// The next entry of the log, if it is wanted.
    async fn read(&mut self) -> Result<Option<Entry>, Lost> {
        let Stage::Log { until, position, page } = &mut self.stage else { return Ok(None) };
        if page.is_empty() {
            *page = self.register.changes(*position, PAGE).await?.into();
        }
        match page.pop_front() {
            Some(Logged { position: at, entry }) if entry.revision <= *until => {
                if entry.revision > self.seen + 1 {
                    return Err(Lost::Gone(self.seen + 1));
                }
                *position = at;
                self.seen = entry.revision;
                Ok(self.wanted.has(&entry.change).then_some(entry))
            }
            // The end, or what comes by itself.
            _ if self.seen == *until => {
                self.stage = Stage::Live;
                Ok(None)
            }
            _ => Err(Lost::Gone(self.seen + 1)),
        }
    }

    fn take(&mut self, set: &Arc<ChangeSet>) -> Result<(), Lost> {
        // The log had those up to `seen` already.
        if set.revision > self.seen + 1 {
            return Err(Lost::Behind { seen: self.seen });
        }
        if set.revision == self.seen + 1 {
            self.seen = set.revision;
            self.caught_up = true;
            self.stage = Stage::Set(set.clone(), 0);
        }
        Ok(())
    }
}
