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
    /// Whether it is a result of GraphQL for those who tell the two apart by their status (see [`MediaType::Json`]).
    pub as_result: bool,
    /// What else it should know, such as when to come back.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refused {
    pub fn with(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), as_result: false, headers: Vec::new() }
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

    /// Its sender asks for more than its share.
    pub fn too_many(message: impl Into<String>) -> Self {
        Self::with(StatusCode::TOO_MANY_REQUESTS, "LIMIT_EXCEEDED", message)
    }

    /// Its sender was somebody when it began, and is no more.
    pub fn signed_out() -> Self {
        Self::with(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "the token is good no more")
    }

    /// Something went wrong that nobody thought of. The log has it.
    pub fn broken() -> Self {
        Self::with(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "something went wrong: the log says what")
    }

    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn answer(self, media_type: MediaType) -> Response {
        let as_result = self.as_result && media_type == MediaType::Json;
        let status = if as_result { StatusCode::OK } else { self.status };
        let mut response = answer::refusal(status, self.code, &self.message, media_type);
        response.headers_mut().extend(self.headers);
        response
    }
}
