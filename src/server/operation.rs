//! An operation that may have many answers: the stream of its events, whatever carries them.

use std::sync::Arc;

use async_graphql::{Response, ServerError, parser::types::OperationType};
use futures_util::stream::{BoxStream, StreamExt, once, unfold};
use serde_json::value::{RawValue, to_raw_value};

use super::{
    Service,
    account::Account,
    audience::Audience,
    execute::{Prepared, Rejection},
};
use crate::{
    register::{Follower, Lost},
    schema::{Answer, Viewer},
};

/// What happens to an operation.
#[derive(Clone, Debug)]
pub enum Event {
    /// An answer, as it is sent: to one who asked, or to many who asked the same.
    Next(Arc<RawValue>),
    /// There is no answer, and there will be none.
    Failed(Vec<ServerError>),
    /// There will be no more answers.
    Complete,
    /// A resolver panicked, or its answer cannot be written: the log has it.
    Broken,
}

impl Event {
    /// Whether another event can follow.
    fn is_last(&self) -> bool {
        !matches!(self, Self::Next(_))
    }
}

/// The events of an operation, ending with one that is the last.
pub fn events(
    service: &Service,
    prepared: Result<Prepared, Rejection>,
    viewer: Option<Viewer>,
) -> BoxStream<'static, Event> {
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(rejection) => return once(async move { Event::Failed(rejection.errors()) }).boxed(),
    };
    let answers = if prepared.kind == Some(OperationType::Subscription) {
        followed(service, prepared, viewer)
    } else {
        answered(service, prepared, viewer)
    };
    // A panic in a resolver is the end of the operation, not of the connection's task.
    let events = std::panic::AssertUnwindSafe(answers).catch_unwind();
    let events = events.map(|event| event.unwrap_or(Event::Broken)).chain(once(async { Event::Complete }));
    ending_with_the_last(events.boxed())
}

/// The one answer of a query or a mutation.
fn answered(service: &Service, prepared: Prepared, viewer: Option<Viewer>) -> BoxStream<'static, Event> {
    let service = service.clone();
    let answer = async move {
        let mut account = Account::of(&prepared);
        let started = std::time::Instant::now();
        let snapshot = service.register.snapshot();
        let event = match prepared.run(&service, snapshot, viewer).await {
            Ok(response) => {
                account.has(&response);
                Event::of(&response)
            }
            Err(refused) => Event::Failed(Rejection::from(refused).errors()),
        };
        account.note(started.elapsed());
        event
    };
    once(answer).boxed()
}

/// The answers of a subscription.
fn followed(service: &Service, prepared: Prepared, viewer: Option<Viewer>) -> BoxStream<'static, Event> {
    let audience = service.audiences.of(prepared, viewer);
    let following = Following { audience, follower: None, followed: Followed::new(service) };
    unfold(following, async |mut following| Some((following.next().await, following))).boxed()
}

/// One of an audience, and how far it has come.
struct Following {
    audience: Arc<Audience>,
    /// None before the first event.
    follower: Option<Follower>,
    followed: Followed,
}

impl Following {
    async fn next(&mut self) -> Event {
        let service = &self.followed.service;
        let follower = match &mut self.follower {
            Some(follower) => follower,
            none => match self.audience.follow(service).await {
                Ok(follower) => none.insert(follower),
                Err(event) => return event,
            },
        };
        match follower.next().await {
            Ok(Some(entry)) => {
                service.metrics.events.inc();
                self.audience.told(service, entry).await
            }
            Ok(None) => Event::Complete,
            Err(lost) => {
                if matches!(lost, Lost::Behind { .. }) {
                    service.metrics.gaps.inc();
                }
                self.audience.lost(service, lost).await
            }
        }
    }
}

/// Counts an operation for as long as it is followed.
struct Followed {
    service: Service,
}

impl Followed {
    fn new(service: &Service) -> Self {
        service.metrics.subscriptions.inc();
        Self { service: service.clone() }
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.service.metrics.subscriptions.dec();
    }
}

impl Event {
    pub fn of(response: &Response) -> Self {
        // A source that fails has no data, and says so with the path of its field.
        let failed = !response.errors.is_empty() && response.data == async_graphql::Value::Null;
        let answer = Answer::from(response);
        if failed || !answer.is_executed() {
            return Self::Failed(response.errors.clone());
        }
        match to_raw_value(&answer) {
            Ok(written) => Self::Next(written.into()),
            Err(error) => {
                tracing::error!(%error, "an answer could not be written");
                Self::Broken
            }
        }
    }
}

/// The events up to the first that no other can follow.
fn ending_with_the_last(events: BoxStream<'static, Event>) -> BoxStream<'static, Event> {
    events
        .scan(false, |ended, event| {
            let event = (!*ended).then_some(event);
            *ended |= event.as_ref().is_some_and(Event::is_last);
            std::future::ready(event)
        })
        .boxed()
}
