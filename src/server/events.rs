//! `/graphql` as server-sent events: the distinct connections mode of the PROTOCOL.md of the npm package graphql-sse. Each
//! request is one operation, with an event `next` for each answer and `complete` at the end.

use std::{convert::Infallible, time::Duration};

use async_graphql::{Response as Answered, ServerError};
use axum::{
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{ACCEPT, CACHE_CONTROL},
    },
    response::{
        IntoResponse, Response,
        sse::{Event as Sent, KeepAlive, Sse},
    },
};
use futures_util::{
    StreamExt,
    stream::{iter, once},
};

use super::{
    Service,
    execute::{Prepared, Rejection},
    limits::KEEP_ALIVE,
    metrics::Transport,
    operation::{Event, events},
    refused::Refused,
};
use crate::schema::{Answer, Viewer};

/// Whether a request asks for events.
pub fn wanted(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut ranges = values.flat_map(|value| value.split(','));
    ranges.any(|range| range.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/event-stream"))
}

/// The events of an operation. What is wrong with the operation is one of them; what is no operation is refused.
pub fn answer(
    service: &Service,
    prepared: Result<Prepared, Rejection>,
    viewer: Option<Viewer>,
) -> Result<Response, Refused> {
    let prepared = match prepared {
        Err(Rejection::Refused(refused)) => return Err(refused),
        prepared => prepared,
    };
    let mut closing = service.closing.subscribe();
    let shutdown = async move { drop(closing.wait_for(|closing| *closing).await) };
    let streams = service.metrics.streams.get_or_create(&Transport { transport: "events" }).clone();
    let open = Open::new(streams);
    let events = events(service, prepared, viewer).map(Some).take_until(shutdown);
    // None where the server has ended it.
    let events = events.chain(once(async { None }));
    let sent = events.scan(false, |ended, event| {
        let last = !matches!(event, Some(Event::Next(_)));
        let sent = (!*ended).then(|| sent(event));
        *ended |= last;
        std::future::ready(sent)
    });
    let sent = sent.flat_map(iter).map(move |event| {
        let _ = &open;
        Ok::<_, Infallible>(event)
    });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE.min(Duration::from_secs(15)));
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Proxies that keep answers until they are whole would keep these for ever.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, Sse::new(sent).keep_alive(keep_alive)).into_response())
}

fn sent(event: Option<Event>) -> Vec<Sent> {
    let complete = || Sent::default().event("complete").data("");
    match event {
        Some(Event::Next(response)) => vec![next(&response)],
        Some(Event::Failed(errors)) => vec![next(&Answered::from_errors(errors)), complete()],
        Some(Event::Complete) => vec![complete()],
        Some(Event::Broken) => {
            let refused = Refused::broken();
            vec![next(&Answered::from_errors(Rejection::from(refused).errors())), complete()]
        }
        None => {
            let errors: Vec<ServerError> =
                Rejection::from(Refused::busy("the server shuts down: subscribe again")).errors();
            vec![next(&Answered::from_errors(errors)), complete()]
        }
    }
}

fn next(response: &Answered) -> Sent {
    let event = Sent::default().event("next");
    match serde_json::to_string(&Answer::from(response)) {
        Ok(text) => event.data(text),
        Err(error) => {
            tracing::error!(%error, "an event could not be written");
            event.data(r#"{"errors":[{"message":"the answer could not be written","extensions":{"code":"INTERNAL"}}]}"#)
        }
    }
}

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
