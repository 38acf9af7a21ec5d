//! `/graphql` as server-sent events: the distinct connections mode of the PROTOCOL.md of the npm package graphql-sse. Each
//! request is one operation, with an event `next` for each answer and `complete` at the end.

use std::{convert::Infallible, time::Duration};

use async_graphql::{Response as Answered, ServerError};
use axum::{
    body::{Body, Bytes},
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream::unfold};
use tokio::time::sleep;

use super::{
    Service,
    authentication::{Credential, Opener, until_invalid},
    execute::{Prepared, Rejection},
    metrics::Transport,
    operation::{Event, events},
    refused::Refused,
};
use crate::schema::Answer;

/// Whether a request asks for events.
pub fn wanted(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut ranges = values.flat_map(|value| value.split(','));
    ranges.any(|range| range.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/event-stream"))
}

/// The events of an operation. What is wrong with the operation is one of them; what is no operation is refused.
pub fn answer(service: &Service, prepared: Result<Prepared, Rejection>, opener: Opener) -> Result<Response, Refused> {
    let prepared = match prepared {
        Err(Rejection::Refused(refused)) => return Err(refused),
        prepared => prepared,
    };
    let Opener { viewer, credential, .. } = opener;
    let end = Box::pin(end(service.clone(), credential));
    let streams = service.metrics.streams.get_or_create(&Transport { transport: "events" }).clone();
    let open = Open::new(streams);
    let events = events(service, prepared, viewer);
    let sent = unfold(Some((events, end, open)), async |going_on| {
        let (mut events, mut end, open) = going_on?;
        let event = tokio::select! {
            event = events.next() => Ok(event?),
            refused = &mut end => Err(refused),
            () = sleep(SILENCE) => return Some((Bytes::from_static(ALIVE), Some((events, end, open)))),
        };
        let going_on = matches!(event, Ok(Event::Next(_))).then_some((events, end, open));
        Some((sent(event).into(), going_on))
    });
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Proxies that keep answers until they are whole would keep these for ever.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::from_stream(sent.map(Ok::<_, Infallible>))).into_response())
}

/// Comes when the server ends the stream, and says why.
async fn end(service: Service, credential: Option<Credential>) -> Refused {
    let mut closing = service.closing.subscribe();
    tokio::select! {
        _ = closing.wait_for(|closing| *closing) => Refused::busy("the server shuts down: subscribe again"),
        () = until_invalid(&service, credential.as_ref()) => Refused::signed_out(),
    }
}

/// An event as it is sent; in place of one, why there are no more. Those that end the stream are sent with its end.
fn sent(event: Result<Event, Refused>) -> String {
    match event {
        Ok(Event::Next(answer)) => next(answer.get()),
        Ok(Event::Failed(errors)) => failed(errors) + COMPLETE,
        Ok(Event::Complete) => COMPLETE.to_owned(),
        Ok(Event::Broken) => failed(Rejection::from(Refused::broken()).errors()) + COMPLETE,
        Err(end) => failed(Rejection::from(end).errors()) + COMPLETE,
    }
}

fn failed(errors: Vec<ServerError>) -> String {
    match serde_json::to_string(&Answer::from(&Answered::from_errors(errors))) {
        Ok(text) => next(&text),
        Err(error) => {
            tracing::error!(%error, "an event could not be written");
            next(r#"{"errors":[{"message":"the answer could not be written","extensions":{"code":"INTERNAL"}}]}"#)
        }
    }
}

/// JSON as we write it has no line breaks.
fn next(answer: &str) -> String {
    format!("event: next\ndata: {answer}\n\n")
}

/// With a line of data, if an empty one: a browser does not tell its page of an event without.
const COMPLETE: &str = "event: complete\ndata:\n\n";

/// A comment, which says that we are still there.
const ALIVE: &[u8] = b":\n\n";

/// After which silence we say so.
const SILENCE: Duration = Duration::from_secs(15);

/// Counts a stream for as long as it is open.
struct Open(prometheus_client::metrics::gauge::Gauge);

impl Open {
    fn new(streams: prometheus_client::metrics::gauge::Gauge) -> Self {
        streams.inc();
        Self(streams)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}
