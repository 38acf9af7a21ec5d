//! Answers after the GraphQL-over-HTTP specification: media type by `Accept`, status by what came of the request.

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, StatusCode,
        header::{ACCEPT, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::refused::Refused;
use crate::schema::Answer;

/// In what form an answer is sent. The two differ in nothing but the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`, by which a client knows that the answer is the server's own and not that of
    /// something between them.
    GraphqlResponse,
    /// `application/json`, for clients that name neither.
    Unnamed,
    /// `application/json`, for clients that name it and not the other one, or like it better. They may be of the time when
    /// everything but a broken request was answered with 200, and take another status for the network's.
    Json,
}

impl MediaType {
    const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";
    const JSON: &str = "application/json";

    /// What the `Accept` headers of a request ask for.
    pub fn asked_for(headers: &HeaderMap) -> Self {
        let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let (mut newer, mut older) = (0.0_f32, 0.0_f32);
        for range in values.flat_map(|value| value.split(',')) {
            let mut parts = range.split(';').map(str::trim);
            match parts.next() {
                Some(name) if name.eq_ignore_ascii_case(Self::GRAPHQL_RESPONSE) => newer = newer.max(quality(parts)),
                Some(name) if name.eq_ignore_ascii_case(Self::JSON) => older = older.max(quality(parts)),
                _ => {}
            }
        }
        match (newer, older) {
            (newer, older) if newer > 0.0 && newer >= older => Self::GraphqlResponse,
            (_, older) if older > 0.0 => Self::Json,
            _ => Self::Unnamed,
        }
    }

    pub fn header(self) -> (HeaderName, &'static str) {
        let value = match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Unnamed | Self::Json => "application/json; charset=utf-8",
        };
        (CONTENT_TYPE, value)
    }
}

/// How much a client likes what it names with these parameters, from 0 to 1 (RFC 9110, section 12.4.2).
fn quality<'p>(mut parameters: impl Iterator<Item = &'p str>) -> f32 {
    let weight = parameters.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    weight.map_or(1.0, |weight| weight.trim().parse().unwrap_or_default())
}

/// The answer to a request: 400 where it could not be executed, 200 where it was, errors of single fields included, and
/// for those who know no other.
pub fn answer(response: &async_graphql::Response, media_type: MediaType) -> Response {
    let answer = Answer::from(response);
    let status = match media_type {
        MediaType::GraphqlResponse | MediaType::Unnamed if !answer.is_executed() => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    match serde_json::to_vec(&answer) {
        Ok(body) => (status, [media_type.header()], Body::from(body)).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "the answer could not be written", media_type)
        }
    }
}

/// An answer that says in the form of a GraphQL error why there is none.
pub fn refusal(status: StatusCode, code: &str, message: &str, media_type: MediaType) -> Response {
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    (status, [media_type.header()], body.to_string()).into_response()
}

/// The answer where something went wrong that nobody thought of. The log has it.
pub fn broken() -> Response {
    Refused::broken().answer(MediaType::Unnamed)
}
