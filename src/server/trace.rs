//! The span of a request: what the spans of all that is done for it are within. They are of level DEBUG, so that the log
//! leaves them out; with the feature `otel` they are sent to a collector.

use axum::http::{HeaderMap, Method};
use tracing::{Span, debug_span, field::Empty};

/// The span of a request to a route, in the words of OpenTelemetry's conventions for HTTP.
pub fn request(method: &Method, route: &str, headers: &HeaderMap) -> Span {
    let span = debug_span!(
        "request",
        otel.name = Empty,
        otel.kind = "server",
        http.request.method = %method,
        http.route = route,
        http.response.status_code = Empty,
        graphql.operation.type = Empty,
        graphql.document.hash = Empty,
    );
    if !span.is_disabled() {
        span.record("otel.name", format!("{method} {route}"));
        take_over(&span, headers);
    }
    span
}

/// Makes the request a part of the trace that its client began: `traceparent` of W3C Trace Context.
#[cfg(feature = "otel")]
fn take_over(span: &Span, headers: &HeaderMap) {
    use opentelemetry::propagation::TextMapPropagator;
    use opentelemetry_http::HeaderExtractor;
    use opentelemetry_sdk::propagation::TraceContextPropagator;
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    if let Err(error) = span.set_parent(parent) {
        tracing::debug!(?error, "a request begins a trace of its own");
    }
}

#[cfg(not(feature = "otel"))]
fn take_over(_: &Span, _: &HeaderMap) {}
