//! The span of a request: what the spans of all that is done for it are within. They are of level DEBUG, so that the log
//! leaves them out.

use axum::http::Method;
use tracing::{Span, debug_span, field::Empty};

/// The span of a request to a route, in the words of OpenTelemetry's conventions for HTTP.
pub fn request(method: &Method, route: &str) -> Span {
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
    }
    span
}
