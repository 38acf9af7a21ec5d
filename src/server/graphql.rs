//! `/graphql`: a request is read, executed and answered.

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{
    Service,
    account::Account,
    answer::{self, MediaType},
    body,
    conditional::Version,
    execute::{Prepared, Rejection, Way, prepare},
    request::{self, Asked},
};
use crate::{
    schema::{Attempt, Viewer},
    snapshot::Snapshot,
};

/// `POST /graphql`: a JSON object with `query`, `variables`, `operationName`.
pub async fn post(
    State(service): State<Service>,
    viewer: Option<Extension<Viewer>>,
    attempt: Option<Extension<Attempt>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let media_type = MediaType::asked_for(&headers);
    let prepared = match read(&service, &headers, body).await {
        Ok(asked) => prepare(&service, asked, Way::Post),
        Err(rejection) => Err(rejection),
    };
    match prepared {
        Ok(mut prepared) => {
            prepared.attempt = attempt.map(|Extension(attempt)| attempt);
            answer(&service, service.register.snapshot(), viewer, prepared, media_type).await
        }
        Err(rejection) => rejection.answer(media_type),
    }
}

async fn read(service: &Service, headers: &HeaderMap, body: Body) -> Result<Asked, Rejection> {
    request::check_type(headers)?;
    let body = body::read(headers, body, &service.settings.limits).await?;
    Ok(request::in_body(&body)?)
}

/// `GET /graphql?query=…`: the same members as parameters, for queries only. An answer has an `ETag`, with which a client
/// asks whether there is a newer one.
pub async fn get(
    State(service): State<Service>,
    viewer: Option<Extension<Viewer>>,
    headers: HeaderMap,
    RawQuery(parameters): RawQuery,
) -> Response {
    let media_type = MediaType::asked_for(&headers);
    let asked = request::in_address(&parameters.unwrap_or_default()).map_err(Rejection::from);
    let prepared = match asked.and_then(|asked| prepare(&service, asked, Way::Get)) {
        Ok(prepared) => prepared,
        Err(rejection) => return rejection.answer(media_type),
    };
    // One snapshot for the whole request: everything in the answer is of one revision.
    let snapshot = service.register.snapshot();
    let version = Version::of(&prepared, snapshot.revision(), viewer.as_deref(), media_type);
    if version.is_known(&headers) {
        let account = Account::of(&prepared);
        return version.mark(&service, (StatusCode::NOT_MODIFIED, Extension(account)).into_response());
    }
    let response = answer(&service, snapshot, viewer, prepared, media_type).await;
    let whole = response.extensions().get::<Account>().is_some_and(|account| account.errors == 0);
    if whole { version.mark(&service, response) } else { response }
}

async fn answer(
    service: &Service,
    snapshot: Arc<Snapshot>,
    viewer: Option<Extension<Viewer>>,
    prepared: Prepared,
    media_type: MediaType,
) -> Response {
    let mut account = Account::of(&prepared);
    let mut response = match prepared.run(service, snapshot, viewer.map(|Extension(viewer)| viewer)).await {
        Ok(response) => {
            account.has(&response);
            answer::answer(&response, media_type)
        }
        Err(refused) => {
            account.errors = 1;
            refused.answer(media_type)
        }
    };
    response.extensions_mut().insert(account);
    response
}
