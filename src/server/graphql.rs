//! `/graphql`: a request is read, executed and answered.

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{
        RawQuery, Request, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{
    Service,
    account::Account,
    answer::MediaType,
    answers::{self, Question},
    authentication::Opener,
    body,
    conditional::Version,
    events,
    execute::{Prepared, Rejection, Way, prepare},
    idempotency,
    reply::{self, Form},
    request, socket,
};
use crate::schema::{Attempt, Viewer};

/// `POST /graphql`: a JSON object with `query`, `variables`, `operationName`. With an `Idempotency-Key`, once.
pub async fn post(service: &Service, request: Request) -> Response {
    idempotency::once(service, request, async |request| carry_out(service, request).await).await
}

async fn carry_out(service: &Service, request: Request) -> Response {
    let (mut head, body) = request.into_parts();
    let form = Form::asked_for(&head.headers);
    let (opener, attempt) = (Opener::of(service, &mut head), head.extensions.remove::<Attempt>());
    let body = read(service, &head.headers, body).await;
    if events::wanted(&head.headers) {
        let asked = body.and_then(|body| Ok(request::in_body(&body)?));
        let prepared = asked.and_then(|asked| prepare(service, asked, Way::Stream));
        return stream(service, prepared, opener, form.media_type);
    }
    let answered = match body {
        Ok(body) => answer(service, opener.viewer, attempt, &body, form).await,
        Err(rejection) => Err(rejection),
    };
    answered.unwrap_or_else(|rejection| rejection.answer(form.media_type))
}

async fn read(service: &Service, headers: &HeaderMap, body: Body) -> Result<Bytes, Rejection> {
    request::check_type(headers)?;
    Ok(body::read(headers, body, &service.settings.limits).await?)
}

/// The answer to a body: one that was given before, or else what its request comes to.
async fn answer(
    service: &Service,
    viewer: Option<Viewer>,
    attempt: Option<Attempt>,
    body: &[u8],
    form: Form,
) -> Result<Response, Rejection> {
    let question = Question::new(answers::Way::Body, body, viewer.as_ref(), form.media_type);
    if let Some(response) = reply::kept(service, &question, service.register.revision(), form) {
        return Ok(response);
    }
    let mut prepared = prepare(service, request::in_body(body)?, Way::Post)?;
    prepared.attempt = attempt;
    // One snapshot for the whole request: everything in the answer is of one revision.
    let snapshot = service.register.snapshot();
    Ok(reply::answer(service, &question, snapshot, viewer, prepared, form).await)
}

fn stream(service: &Service, prepared: Result<Prepared, Rejection>, opener: Opener, media_type: MediaType) -> Response {
    events::answer(service, prepared, opener).unwrap_or_else(|refused| refused.answer(media_type))
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
    let form = Form::asked_for(&headers);
    let media_type = form.media_type;
    if let Ok(upgrade) = upgrade {
        let accepted = socket::accept(service, opener, &headers, upgrade);
        return accepted.unwrap_or_else(|refused| refused.answer(media_type));
    }
    let parameters = parameters.unwrap_or_default();
    let asked = request::in_address(&parameters).map_err(Rejection::from);
    if events::wanted(&headers) {
        let prepared = asked.and_then(|asked| prepare(&service, asked, Way::Events));
        return stream(&service, prepared, opener, media_type);
    }
    let prepared = match asked.and_then(|asked| prepare(&service, asked, Way::Get)) {
        Ok(prepared) => prepared,
        Err(rejection) => return rejection.answer(media_type),
    };
    // One snapshot for the whole request: everything in the answer is of one revision.
    let snapshot = service.register.snapshot();
    let viewer = opener.viewer;
    let version = Version::of(&prepared, snapshot.revision(), viewer.as_ref(), form);
    if version.is_known(&headers) {
        let account = Account::of(&prepared);
        return version.mark(&service, (StatusCode::NOT_MODIFIED, Extension(account)).into_response());
    }
    let question = Question::new(answers::Way::Address, parameters.as_bytes(), viewer.as_ref(), media_type);
    let response = reply::answer(&service, &question, snapshot, viewer, prepared, form).await;
    let whole = response.extensions().get::<Account>().is_some_and(|account| account.errors == 0);
    if whole { version.mark(&service, response) } else { response }
}
