//! What browsers are told about every answer, all in one place.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{CONTENT_SECURITY_POLICY, ETAG, REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS},
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::Service;

/// Answers that are no pages do nothing in a browser.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// Adds the headers. A page brings a policy of its own, which says what it loads.
pub fn harden(headers: &mut HeaderMap) {
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NOTHING));
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Which pages of others may read the answers: those that were named, none otherwise. Nothing is sent along by a browser of
/// its own accord: a token is in a header that only a script knows.
pub fn cors(service: &Service) -> Option<CorsLayer> {
    let origins = &service.settings.cors_origins;
    if origins.is_empty() {
        return None;
    }
    let allowed = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    let layer = CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(
            [
                "authorization",
                "buendnis-min-revision",
                "content-type",
                "idempotency-key",
                "if-none-match",
                "x-request-id",
            ]
            .map(HeaderName::from_static),
        )
        .expose_headers([
            ETAG,
            RETRY_AFTER,
            HeaderName::from_static("buendnis-age"),
            HeaderName::from_static("buendnis-revision"),
            HeaderName::from_static("ratelimit"),
            HeaderName::from_static("x-request-id"),
        ])
        .max_age(std::time::Duration::from_secs(600));
    Some(layer)
}
