//! `/graphql`: a request is read, executed and answered.

use axum::{
    Extension,
    body::Bytes,
    extract::{RawQuery, State, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};

use super::{
    Service,
    answer::{self, MediaType},
    execute::{Way, execute},
    request,
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
    let asked = match request::in_body(&headers, body) {
        Ok(asked) => asked,
        Err(refused) => return refused.answer(media_type),
    };
    match execute(&service, viewer.map(|Extension(viewer)| viewer), asked, Way::Post).await {
        Ok(response) => answer::answer(&response, media_type),
        Err(refused) => refused.answer(media_type),
    }
}

/// `GET /graphql?query=…`: the same members as parameters, for queries only.
pub async fn get(
    State(service): State<Service>,
    viewer: Option<Extension<Viewer>>,
    headers: HeaderMap,
    RawQuery(parameters): RawQuery,
) -> Response {
    let media_type = MediaType::asked_for(&headers);
    let asked = match request::in_address(&parameters.unwrap_or_default()) {
        Ok(asked) => asked,
        Err(refused) => return refused.answer(media_type),
    };
    match execute(&service, viewer.map(|Extension(viewer)| viewer), asked, Way::Get).await {
        Ok(response) => answer::answer(&response, media_type),
        Err(refused) => refused.answer(media_type),
    }
}
