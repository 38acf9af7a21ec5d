//! A GraphQL request: from its bytes through the schema to an answer.

use async_graphql::ParseRequestError;
use async_graphql_axum::GraphQLRequest;
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request, State, rejection::BytesRejection},
    http::{
        HeaderMap, StatusCode,
        header::{ACCEPT, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};

use super::{Service, answer, limits::MAX_BODY_BYTES};

/// `POST /graphql`: a JSON object with `query`, `variables`, `operationName`.
pub async fn post(State(service): State<Service>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    match read(&headers, body).await {
        Ok(request) => {
            // One snapshot for the whole request: everything in the answer is of one revision.
            let request = request.data(service.register.snapshot());
            let response = service.schema.execute(request).await;
            answer::answer(&response, headers.get(ACCEPT))
        }
        Err(Refused(response)) => response,
    }
}

/// Why a body is no GraphQL request, ready to be sent.
struct Refused(Response);

async fn read(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<async_graphql::Request, Refused> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_json(content_type) {
        let message = "send a JSON object with Content-Type: application/json";
        return Err(Refused::with(StatusCode::UNSUPPORTED_MEDIA_TYPE, "INVALID_INPUT", message));
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("the body of a request may have {MAX_BODY_BYTES} bytes");
            Refused::with(StatusCode::PAYLOAD_TOO_LARGE, "LIMIT_EXCEEDED", &message)
        }
        status => Refused::with(status, "INVALID_INPUT", "the body could not be read to its end"),
    })?;
    let request = Request::post("/graphql").header(CONTENT_TYPE, "application/json").body(Body::from(body));
    let request = request.map_err(|error| Refused::malformed(&error))?;
    GraphQLRequest::<Refused>::from_request(request, &()).await.map(GraphQLRequest::into_inner)
}

/// Whether a media type is JSON in UTF-8, the only charset that JSON has.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let json = parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case("application/json"));
    let utf8 = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    json && parts.all(utf8)
}

impl Refused {
    fn with(status: StatusCode, code: &str, message: &str) -> Self {
        Self(answer::refusal(status, code, message))
    }

    fn malformed(error: &dyn std::fmt::Display) -> Self {
        let message = format!("the body is not a GraphQL request, `{{\"query\": \"…\"}}`: {error}");
        Self::with(StatusCode::BAD_REQUEST, "INVALID_INPUT", &message)
    }
}

impl From<ParseRequestError> for Refused {
    fn from(error: ParseRequestError) -> Self {
        match error {
            ParseRequestError::UnsupportedBatch => {
                Self::with(StatusCode::BAD_REQUEST, "INVALID_INPUT", "send one request at a time, not a list")
            }
            ParseRequestError::InvalidRequest(error) => Self::malformed(&error),
            error => Self::malformed(&error),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.0
    }
}
