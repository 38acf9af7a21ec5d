//! An operation that may have many answers: the stream of its events, whatever carries them.

use async_graphql::{Response, ServerError, parser::types::OperationType};
use futures_util::stream::{BoxStream, StreamExt, once};

use super::{
    Service,
    account::Account,
    execute::{Prepared, Rejection},
};
use crate::schema::{Answer, Viewer};

/// What happens to an operation.
#[derive(Debug)]
pub enum Event {
    /// An answer.
    Next(Response),
    /// There is no answer, and there will be none.
    Failed(Vec<ServerError>),
    /// There will be no more answers.
    Complete,
    /// A resolver panicked: the log has it.
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
                Event::of(response)
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
    let followed = Followed::new(service);
    let request = prepared.request(service, None, viewer);
    let answers = service.schema.execute_stream(request);
    answers
        .map(move |response| {
            followed.service.metrics.events.inc();
            Event::of(response)
        })
        .boxed()
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
    fn of(response: Response) -> Self {
        // A source that fails has no data, and says so with the path of its field.
        let failed = !response.errors.is_empty() && response.data == async_graphql::Value::Null;
        if failed || !Answer::from(&response).is_executed() {
            Self::Failed(response.errors)
        } else {
            Self::Next(response)
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
