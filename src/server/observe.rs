//! What every request goes through, and what operators see of it: an id, a line of the log, the metrics.

use std::{future::Future, panic::AssertUnwindSafe, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt;
use tracing::Instrument;
use uuid::Uuid;

use super::{Service, account::Account, answer::broken, rate::client, security::harden, trace};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// As [`watched`], by the route that the router has found. The route and not the path: there is no end to paths.
pub async fn observe(State(service): State<Service>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    watched(&service, route, request, |request| next.run(request)).await
}

/// Gives the request an id, if its client or a proxy has not, and tells of it when it has been answered. Never of headers,
/// addresses' parameters or bodies: there are tokens and names in them. Where `answer` panics there is an answer as well.
pub async fn watched<F: Future<Output = Response>>(
    service: &Service,
    route: &str,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    let started = Instant::now();
    let id = request.headers().get(&REQUEST_ID).filter(|id| is_usable(id)).cloned();
    let id = id.or_else(fresh);
    let client =
        client(request.extensions(), request.headers(), service.settings.behind_proxy).map(tracing::field::display);
    let method = request.method().clone();
    let span = trace::request(&method, route, request.headers());
    let answered = AssertUnwindSafe(answer(request).instrument(span.clone())).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| broken());
    harden(response.headers_mut());
    let (took, status) = (started.elapsed(), response.status().as_u16());
    let milliseconds = took.as_secs_f64() * 1000.0;
    let request_id = id.as_ref().and_then(|id| id.to_str().ok());
    let account = response.extensions_mut().remove::<Account>();
    service.metrics.count(route, status, account.as_ref(), took);
    span.record("http.response.status_code", status);
    if let Some(Account { kind, hash, complexity, errors, code }) = &account {
        let (hash, code) = (&**hash, code.as_deref());
        span.record("graphql.operation.type", kind).record("graphql.document.hash", hash);
        tracing::info!(request_id, client, %method, route, status, milliseconds, kind, hash, complexity, errors, code, "answered");
        if took >= service.settings.slow {
            tracing::warn!(request_id, milliseconds, kind, hash, complexity, "slow");
        }
    } else {
        tracing::info!(request_id, client, %method, route, status, milliseconds, "answered");
    }
    if let Some(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// An id that no other request has, in the order of time.
fn fresh() -> Option<HeaderValue> {
    let mut text = Uuid::encode_buffer();
    HeaderValue::from_str(Uuid::now_v7().hyphenated().encode_lower(&mut text)).ok()
}

/// Whether an id from outside can be written into the log: letters, digits and a few signs, up to 64.
fn is_usable(id: &HeaderValue) -> bool {
    let usable = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte);
    (1..=64).contains(&id.len()) && id.as_bytes().iter().all(usable)
}
