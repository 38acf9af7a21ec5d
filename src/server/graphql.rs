//! `/graphql`: a request is read, executed and answered.

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::{
        RawQuery, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{
    Service,
    account::Account,
    answer::{self, MediaType},
    body,
    conditional::Version,
    events,
    execute::{Prepared, Rejection, Way, prepare},
    request::{self, Asked},
    socket::{self, Opener},
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
    let streams = events::wanted(&headers);
    let way = if streams { Way::Stream } else { Way::Post };
    let prepared = match read(&service, &headers, body).await {
        Ok(asked) => prepare(&service, asked, way),
        Err(rejection) => Err(rejection),
    };
    match prepared {
        prepared if streams => stream(&service, prepared, viewer, media_type),
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

fn stream(
    service: &Service,
    prepared: Result<Prepared, Rejection>,
    viewer: Option<Extension<Viewer>>,
    media_type: MediaType,
) -> Response {
    let viewer = viewer.map(|Extension(viewer)| viewer);
    events::answer(service, prepared, viewer).unwrap_or_else(|refused| refused.answer(media_type))
}

/// `GET /graphql?query=…`: the same members as parameters, for queries only. An answer has an `ETag`, with which a client
/// asks whether there is a newer one. Also where WebSockets and streams of events begin.
pub async fn get(
    State(service): State<Service>,
    opener: Opener,
    headers: HeaderMap,
    RawQuery(parameters): RawQuery,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let media_type = MediaType::asked_for(&headers);
    if let Ok(upgrade) = upgrade {
        let accepted = socket::accept(service, opener, &headers, upgrade);
        return accepted.unwrap_or_else(|refused| refused.answer(media_type));
    }
    let viewer = opener.viewer.map(Extension);
    let asked = request::in_address(&parameters.unwrap_or_default()).map_err(Rejection::from);
    if events::wanted(&headers) {
        let prepared = asked.and_then(|asked| prepare(&service, asked, Way::Events));
        return stream(&service, prepared, viewer, media_type);
    }
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
