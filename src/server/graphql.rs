//! A GraphQL request: from its bytes through the schema to an answer.

use async_graphql::Variables;
use axum::{
    Extension,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use serde_json::{Map, Value};

use super::{
    Service,
    answer::{self, MediaType},
    limits::MAX_BODY_BYTES,
};
use crate::schema::Viewer;

/// `POST /graphql`: a JSON object with `query`, `variables`, `operationName`.
pub async fn post(
    State(service): State<Service>,
    viewer: Option<Extension<Viewer>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let media_type = MediaType::asked_for(&headers);
    match read(&headers, body) {
        Ok(request) => {
            // One snapshot for the whole request: everything in the answer is of one revision.
            let request = request.data(service.register.snapshot()).data(service.register.clone());
            let request = seen_by(viewer, request);
            answer::answer(&service.schema.execute(request).await, media_type)
        }
        Err(Refused { status, code, message }) => answer::refusal(status, code, &message, media_type),
    }
}

fn seen_by(viewer: Option<Extension<Viewer>>, request: async_graphql::Request) -> async_graphql::Request {
    match viewer {
        Some(Extension(viewer)) => request.data(viewer),
        None => request,
    }
}

/// Why a body is no GraphQL request.
struct Refused {
    status: StatusCode,
    code: &'static str,
    message: String,
}

fn read(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<async_graphql::Request, Refused> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_json(content_type) {
        let message = "send a JSON object with Content-Type: application/json";
        return Err(Refused::with(StatusCode::UNSUPPORTED_MEDIA_TYPE, "INVALID_INPUT", message));
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("the body of a request may have {MAX_BODY_BYTES} bytes");
            Refused::with(StatusCode::PAYLOAD_TOO_LARGE, "LIMIT_EXCEEDED", message)
        }
        status => Refused::with(status, "INVALID_INPUT", "the body could not be read to its end"),
    })?;
    request(&body)
}

/// The members of a GraphQL request, each of the type the GraphQL-over-HTTP specification gives it. Others are ignored.
fn request(body: &[u8]) -> Result<async_graphql::Request, Refused> {
    let mut members = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        Ok(Value::Array(_)) => return Err(Refused::malformed("send one request at a time, not a list")),
        Ok(_) => return Err(Refused::malformed("send a JSON object, `{\"query\": \"…\"}`")),
        Err(error) => return Err(Refused::malformed(format!("the body is not JSON: {error}"))),
    };
    let Some(query) = text(&mut members, "query")? else {
        return Err(Refused::malformed("`query` is missing: send `{\"query\": \"…\"}`"));
    };
    let mut request = async_graphql::Request::new(query).variables(variables(&mut members)?);
    request.operation_name = text(&mut members, "operationName")?;
    match members.get("extensions") {
        None | Some(Value::Null | Value::Object(_)) => Ok(request),
        Some(_) => Err(Refused::malformed("`extensions` must be an object or null")),
    }
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Refused> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refused::malformed(format!("`{name}` must be text"))),
    }
}

fn variables(members: &mut Map<String, Value>) -> Result<Variables, Refused> {
    match members.remove("variables") {
        None | Some(Value::Null) => Ok(Variables::default()),
        Some(variables @ Value::Object(_)) => Ok(Variables::from_json(variables)),
        Some(_) => Err(Refused::malformed("`variables` must be an object or null")),
    }
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
    fn with(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    fn malformed(message: impl Into<String>) -> Self {
        Self::with(StatusCode::BAD_REQUEST, "INVALID_INPUT", message)
    }
}
