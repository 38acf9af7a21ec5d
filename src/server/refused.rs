//! Why a request gets no answer of the schema.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER},
    response::Response,
};

use super::{
    answer::{self, MediaType},
    limits::RETRY_SECONDS,
};

/// A request that is not looked at any further: what a client is told, in the form of a GraphQL error.
#[derive(Clone, Debug)]
pub struct Refused {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    /// What else it should know, such as when to come back.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refused {
    pub fn with(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), headers: Vec::new() }
    }

    /// It is no GraphQL request.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::with(StatusCode::BAD_REQUEST, "INVALID_INPUT", message)
    }

    /// There is no room for it now.
    pub fn busy(message: impl Into<String>) -> Self {
        let refused = Self::with(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message);
        refused.header(RETRY_AFTER, RETRY_SECONDS)
    }

    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn answer(self, media_type: MediaType) -> Response {
        let mut response = answer::refusal(self.status, self.code, &self.message, media_type);
        response.headers_mut().extend(self.headers);
        response
    }
}
