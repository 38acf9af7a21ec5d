//! Answers after the GraphQL-over-HTTP specification: media type by `Accept`, status by what came of the request.

use async_graphql::{ServerError, Value};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// The members of a response. `data` is there exactly when the operation was executed.
#[derive(Serialize)]
struct Members<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
}

/// The answer to a request: 400 where it could not be executed, 200 where it was, errors of single fields included.
pub fn answer(response: &async_graphql::Response, accept: Option<&HeaderValue>) -> Response {
    // An error before execution has no path; then there is no data either, not even null.
    let refused = !response.errors.is_empty()
        && response.data == Value::Null
        && response.errors.iter().all(|error| error.path.is_empty());
    let status = if refused { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let members = Members { data: (!refused).then_some(&response.data), errors: &response.errors };
    match serde_json::to_vec(&members) {
        Ok(body) => (status, [(CONTENT_TYPE, media_type(accept))], Body::from(body)).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "the answer could not be written")
        }
    }
}

/// An answer that says in the form of a GraphQL error why there is none.
pub fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    (status, [(CONTENT_TYPE, JSON)], body.to_string()).into_response()
}

/// The newer media type for clients that name it, the older one for all others.
fn media_type(accept: Option<&HeaderValue>) -> &'static str {
    let accept = accept.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("application/graphql-response+json") { GRAPHQL_RESPONSE } else { JSON }
}
