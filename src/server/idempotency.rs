//! `Idempotency-Key`: a change that is sent again, because its answer never came, is not made again.
//!
//! The first answer to a key is remembered for a day, across restarts, and given to whoever sends the same request with
//! the same key and the same token. Two at once wait for each other. Where the process ended after the change was
//! committed and before its answer was remembered, the register still knows what it came to (see [`Attempt`]), and that
//! is answered. After the draft of the IETF, *The Idempotency-Key HTTP Header Field*.

use std::{
    collections::HashMap,
    error::Error,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use async_graphql::parser::types::OperationType;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Service,
    answer::MediaType,
    body,
    execute::{Way, prepare},
    refused::Refused,
    request,
};
use crate::{
    schema::{Attempt, Viewer},
    store::MemoKey,
};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Characters of a key: a UUID has 36.
const MAX_KEY_LENGTH: usize = 255;

/// An answer that is remembered, at most. A larger one is made again from what the register noted.
const MAX_REMEMBERED_BYTES: usize = 1024 * 1024;

/// Codes of errors that may be gone when the request comes again: they are no answer to remember.
const PASSING: [&str; 3] = ["UNAVAILABLE", "TIMEOUT", "INTERNAL"];

/// The keys for which a request is under way. Of those that come meanwhile, one goes on when it is answered.
#[derive(Clone, Default)]
pub struct UnderWay(Arc<Mutex<HashMap<MemoKey, Weak<tokio::sync::Mutex<()>>>>>);

impl UnderWay {
    fn of(&self, key: MemoKey) -> Arc<tokio::sync::Mutex<()>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, under_way| under_way.strong_count() > 0);
        if let Some(present) = all.get(&key).and_then(Weak::upgrade) {
            return present;
        }
        let fresh = Arc::default();
        all.insert(key, Arc::downgrade(&fresh));
        fresh
    }
}

/// Answers a request with a key once, and again what was answered first. Others go through, to `next`.
pub async fn once(service: &Service, request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    if !request.headers().contains_key(KEY) {
        return next(request).await;
    }
    let viewer = request.extensions().get::<Viewer>().cloned();
    let media_type = MediaType::asked_for(request.headers());
    match (key(request.headers()), viewer) {
        (Err(refused), _) => refused.answer(media_type),
        // Who is nobody changes nothing.
        (Ok(None), _) | (Ok(_), None) => next(request).await,
        (Ok(Some(key)), Some(viewer)) => {
            let key = Sha256::new().chain_update(&viewer.name).chain_update([0]).chain_update(key).finalize().into();
            keyed(service, key, request, next).await.unwrap_or_else(|refused| refused.answer(media_type))
        }
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let mut values = headers.get_all(KEY).iter();
    let text = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().ok().map(str::trim),
        (Some(_), Some(_)) => None,
    };
    let good = |key: &&str| (1..=MAX_KEY_LENGTH).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    let refused = || {
        let message =
            format!("send one `Idempotency-Key` of 1 to {MAX_KEY_LENGTH} visible ASCII characters, like a UUID");
        Refused::malformed(message)
    };
    text.filter(good).map(|key| Some(key.to_owned())).ok_or_else(refused)
}

async fn keyed(
    service: &Service,
    key: MemoKey,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Result<Response, Refused> {
    let (mut head, body) = request.into_parts();
    let body = body::read(&head.headers, body, &service.settings.limits).await?;
    if is_query(service, &body) {
        return Ok(next(Request::from_parts(head, Body::from(body))).await);
    }
    let under_way = service.under_way.of(key);
    let _turn = under_way.lock().await;
    let fingerprint: MemoKey = Sha256::digest(&body).into();
    let remembered = service.register.remembered(key).await.map_err(|error| unreadable(&error))?;
    if let Some(first) = remembered.and_then(|memo| First::read(&memo)) {
        return first.again(fingerprint, MediaType::asked_for(&head.headers));
    }
    // Another request with this key has another attempt, so that it is never taken for this one.
    head.extensions.insert(Attempt(Sha256::new().chain_update(key).chain_update(fingerprint).finalize().into()));
    let response = next(Request::from_parts(head, Body::from(body))).await;
    Ok(remember(service, key, fingerprint, response).await)
}

/// Whether a request is known to change nothing. One that cannot be read may.
fn is_query(service: &Service, body: &Bytes) -> bool {
    let Ok(asked) = request::in_body(body) else { return false };
    prepare(service, asked, Way::Post).is_ok_and(|prepared| prepared.kind == Some(OperationType::Query))
}

/// Hands an answer on, once it is remembered if it is one to remember.
async fn remember(service: &Service, key: MemoKey, fingerprint: MemoKey, response: Response) -> Response {
    let (head, body) = response.into_parts();
    let body = match to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(error = &error as &dyn Error, "an answer broke off");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    if body.len() <= MAX_REMEMBERED_BYTES && is_final(&body) {
        let first = First { fingerprint, status: head.status.as_u16(), body: body.clone() };
        if let Err(refusal) = service.register.remember(key, first.write()).await {
            // The change is made, and the register has noted what it came to.
            tracing::warn!(error = &refusal as &dyn Error, "an answer could not be remembered");
        }
    }
    Response::from_parts(head, Body::from(body))
}

/// Whether an answer will be the same whenever the request comes again: the operation was executed, and did not fail for
/// want of something that may be there the next time.
fn is_final(body: &[u8]) -> bool {
    let Ok(Value::Object(answer)) = serde_json::from_slice(body) else { return false };
    let codes = answer.get("errors").and_then(Value::as_array).into_iter().flatten();
    let mut codes = codes.filter_map(|error| error["extensions"]["code"].as_str());
    answer.contains_key("data") && !codes.any(|code| PASSING.contains(&code))
}

/// The first answer to a key, and to what.
struct First {
    fingerprint: MemoKey,
    status: u16,
    body: Bytes,
}

impl First {
    fn write(&self) -> Vec<u8> {
        [self.fingerprint.as_slice(), &self.status.to_be_bytes(), &self.body].concat()
    }

    fn read(memo: &[u8]) -> Option<Self> {
        let (fingerprint, rest) = memo.split_first_chunk()?;
        let (status, body) = rest.split_first_chunk()?;
        let status = u16::from_be_bytes(*status);
        Some(Self { fingerprint: *fingerprint, status, body: Bytes::copy_from_slice(body) })
    }

    fn again(self, fingerprint: MemoKey, media_type: MediaType) -> Result<Response, Refused> {
        if fingerprint != self.fingerprint {
            let message = "this `Idempotency-Key` was used for another request: make a new key for each change";
            return Err(Refused::with(StatusCode::UNPROCESSABLE_ENTITY, "INVALID_INPUT", message));
        }
        let status = StatusCode::from_u16(self.status).unwrap_or_default();
        let replayed = [(REPLAYED, HeaderValue::from_static("true"))];
        Ok((status, [media_type.header()], replayed, Body::from(self.body)).into_response())
    }
}

fn unreadable(error: &(dyn Error + 'static)) -> Refused {
    tracing::error!(error, "it is not known whether a request was answered before");
    Refused::busy("it cannot be told whether this request was answered before: try again later")
}
