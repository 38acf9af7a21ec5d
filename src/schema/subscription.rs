//! `Subscription`: what happens to the register, as it happens.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Description, Error, ErrorExtensions, ID, Result, Subscription as GraphqlSubscription};
use futures_util::stream::{Stream, StreamExt, empty, once, unfold};

use super::{history::Change, problem::refuse, scalar::Revision, vocabulary::SubjectType};
use crate::{
    model::{self, Entry, NodeId, Problem},
    register::{Follower, Lost, Register, Wanted},
};

/// What happens to the register, as it happens.
#[derive(Description)]
pub struct Subscription;

#[GraphqlSubscription(use_type_description)]
impl Subscription {
    /// Every committed change, in order; with `after`, first what was missed since then. Whoever takes them too slowly is
    /// told by an error with code `GAP`, and with the revision to go on from in `after`.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First the changes after this revision; only those to come if left out.")] after: Option<
            Revision,
        >,
        #[graphql(desc = "Only of records of these types; of all if left out.")] subject_types: Option<
            Vec<SubjectType>,
        >,
        #[graphql(desc = "Only of the record with this global id.")] subject: Option<ID>,
    ) -> Result<impl Stream<Item = Result<Change>> + use<>> {
        if let Some(occasion) = ctx.data_opt::<Occasion>() {
            return Ok(once(std::future::ready(occasion.tell())).left_stream());
        }
        let register = ctx.data::<Arc<Register>>()?.clone();
        let newest = register.revision();
        let mut problems = Vec::new();
        if let Some(Revision(after)) = after.filter(|after| after.0 > newest) {
            let message = format!("{after} is yet to come: the register is at revision {newest}");
            problems.push(Problem::invalid("after", message));
        }
        let subject = subject.map(|id| id.parse().map_err(|error| Problem::invalid("subject", error)));
        let subject: Option<NodeId> = subject.transpose().unwrap_or_else(|problem| {
            problems.push(problem);
            None
        });
        if !problems.is_empty() {
            return Err(refuse(problems));
        }
        let types = subject_types.map(|types| types.into_iter().map(model::SubjectType::from).collect());
        let follower = register.follow(after.map(|after| after.0), Wanted { types, subject });
        Ok(match ctx.data_opt::<Arc<Handover>>() {
            Some(handover) => {
                handover.put(follower);
                empty().left_stream().right_stream()
            }
            None => unfold(Some(follower), async |follower| next(follower?).await).right_stream().right_stream(),
        })
    }
}

/// Goes with a request whose sender wants to do the following itself, as data of type `Arc<Handover>`: the subscription
/// leaves its follower here and ends. What the follower says is told by the same request with an [`Occasion`].
///
/// So whoever has many followers that ask the same has each answer made once.
#[derive(Default)]
pub struct Handover(Mutex<Option<Follower>>);

impl Handover {
    fn put(&self, follower: Follower) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(follower);
    }

    /// The follower, if the subscription has begun.
    pub fn take(&self) -> Option<Follower> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What a follower has said: goes with a request as data, and is then all that its subscription tells.
pub enum Occasion {
    Change(Entry),
    Lost(Lost),
}

impl Occasion {
    fn tell(&self) -> Result<Change> {
        match self {
            Self::Change(entry) => Ok(Change(entry.clone())),
            Self::Lost(lost) => Err(tell(lost)),
        }
    }
}

/// The next change, and the follower if there can be another one.
async fn next(mut follower: Follower) -> Option<(Result<Change>, Option<Follower>)> {
    match follower.next().await {
        Ok(Some(entry)) => Some((Ok(Change(entry)), Some(follower))),
        Ok(None) => None,
        Err(lost) => Some((Err(tell(&lost)), None)),
    }
}

/// What a client is told, and what it can do.
fn tell(lost: &Lost) -> Error {
    match lost {
        Lost::Behind { seen } => {
            let message = format!("{lost}: subscribe again with `after: {seen}`");
            let seen = *seen;
            Error::new(message).extend_with(|_, extensions| {
                extensions.set("code", "GAP");
                extensions.set("after", seen);
            })
        }
        Lost::Gone(revision) => {
            let message = format!("{lost}: read the register as it is, and subscribe without `after`");
            let revision = *revision;
            Error::new(message).extend_with(|_, extensions| {
                extensions.set("code", "NOT_FOUND");
                extensions.set("revision", revision);
            })
        }
        Lost::Log(error) => {
            tracing::error!(error = error as &dyn std::error::Error, "the log could not be read for a subscription");
            let message = "the log of changes cannot be read at the moment: try again later";
            Error::new(message).extend_with(|_, extensions| extensions.set("code", "UNAVAILABLE"))
        }
    }
}
