//! `POST /import`: NDJSON into the register, all of it or nothing. The body is read as it comes, on a thread of its own,
//! into drafts of records; it is never held as a whole.

use std::{io::Read, sync::Arc};

use axum::{
    Extension, Json,
    body::{Body, Bytes},
    extract::{Query, State, rejection::QueryRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::{
    sync::mpsc::Sender,
    task::spawn_blocking,
    time::{Instant, timeout_at},
};

use super::{
    Service,
    answer::MediaType,
    authentication::require,
    limits::{IMPORT_PATIENCE, IMPORT_TIME, MAX_IMPORT_BYTES},
    pipe::{self, Inlet},
    refused::Refused,
};
use crate::{
    access::Role,
    model::limits::MAX_TEXT_BYTES,
    register::{self, Register},
    schema::{Viewer, code},
    store::StoreError,
    transfer::{
        Error,
        fault::{Fault, Faults},
        intake::Intake,
        ndjson,
        unpack::unpacked,
    },
};

/// What the query of the address says.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Options {
    /// Say what would come of it, and change nothing.
    #[serde(default)]
    dry_run: bool,
    /// Why, for the history.
    note: Option<String>,
}

/// What came of an import.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    dry_run: bool,
    created: usize,
    updated: usize,
    unchanged: usize,
    /// Of the register with the import in it; of a dry run, the one that it would have.
    revision: u64,
}

/// `POST /import?dryRun=true&note=…`, for admins.
pub async fn post(
    State(service): State<Service>,
    viewer: Option<Extension<Viewer>>,
    options: Result<Query<Options>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let media_type = MediaType::asked_for(&headers);
    match admitted(&service, viewer.as_deref(), options, &headers, body).await {
        Ok(report) => Json(report).into_response(),
        Err(refusal) => refusal.answer(media_type),
    }
}

async fn admitted(
    service: &Service,
    viewer: Option<&Viewer>,
    options: Result<Query<Options>, QueryRejection>,
    headers: &HeaderMap,
    body: Body,
) -> Result<Report, Refusal> {
    let viewer = require(viewer, Role::Admin)?;
    let options = checked(options)?;
    check_body(headers)?;
    let _turn = service.imports.try_acquire().map_err(|_| Refused::busy("another import is under way"))?;
    receive(service.register.clone(), viewer.name.clone(), options, body).await
}

fn checked(options: Result<Query<Options>, QueryRejection>) -> Result<Options, Refused> {
    let Query(options) = options.map_err(|rejection| Refused::malformed(rejection.body_text()))?;
    match &options.note {
        Some(note) if note.len() > MAX_TEXT_BYTES => {
            Err(Refused::malformed(format!("`note` has more than {MAX_TEXT_BYTES} bytes")))
        }
        _ => Ok(options),
    }
}

/// Refuses what is no NDJSON, by what its headers say.
fn check_body(headers: &HeaderMap) -> Result<(), Refused> {
    let unsupported = |message| Refused::with(StatusCode::UNSUPPORTED_MEDIA_TYPE, "INVALID_INPUT", message);
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = value(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !["application/x-ndjson", "application/ndjson", "application/jsonl"].contains(&&*media_type) {
        return Err(unsupported("send a record a line with Content-Type: application/x-ndjson"));
    }
    // Which of them it is the first bytes tell.
    match value(CONTENT_ENCODING).trim() {
        "" | "identity" | "gzip" | "x-gzip" | "zstd" => Ok(()),
        _ => Err(unsupported("send it as it is, or with Content-Encoding: gzip or zstd")
            .header(ACCEPT_ENCODING, HeaderValue::from_static("gzip, zstd"))),
    }
}

/// What comes of the records of a body.
async fn receive(register: Arc<Register>, actor: String, options: Options, body: Body) -> Result<Report, Refusal> {
    let (sender, inlet) = pipe::inlet();
    let work = spawn_blocking(move || import(&register, &actor, options, inlet));
    // Where this fails, the sender is gone without an end, and so is the work: it has done nothing but read.
    pass_on(body, sender).await?;
    work.await.unwrap_or_else(|error| {
        tracing::error!(%error, "an import panicked");
        let message = "the import could not be finished";
        Err(Refused::with(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", message).into())
    })
}

/// Hands the pieces of a body over, and last its end.
async fn pass_on(body: Body, sender: Sender<Option<Bytes>>) -> Result<(), Refused> {
    let deadline = Instant::now() + IMPORT_TIME;
    let mut pieces = body.into_data_stream();
    let mut length = 0;
    loop {
        let patience = deadline.min(Instant::now() + IMPORT_PATIENCE);
        let piece = timeout_at(patience, pieces.next()).await.map_err(|_| {
            let message = "the body did not come in time: nothing was imported";
            Refused::with(StatusCode::REQUEST_TIMEOUT, "TIMEOUT", message)
        })?;
        let piece = piece.transpose().map_err(|_| Refused::malformed("the body broke off: nothing was imported"))?;
        length += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        if length > MAX_IMPORT_BYTES {
            return Err(too_large());
        }
        let is_end = piece.is_none();
        // A reader that has gone has a reason, which is the answer.
        if sender.send(piece).await.is_err() || is_end {
            return Ok(());
        }
    }
}

fn import(register: &Register, actor: &str, options: Options, inlet: Inlet) -> Result<Report, Refusal> {
    let unreadable = |error| Refused::malformed(format!("the body cannot be read: {error}"));
    let mut intake = Intake::default();
    let mut text = unpacked(inlet).map_err(unreadable)?.take(MAX_IMPORT_BYTES + 1);
    ndjson::read("body", &mut text, &mut intake).map_err(unreadable)?;
    if text.limit() == 0 {
        return Err(too_large().into());
    }
    let Options { dry_run, note } = options;
    let batch = intake.against(&register.snapshot());
    let outcome = if dry_run { batch.rehearse(register)? } else { batch.commit(register, actor, note.as_deref())? };
    let (created, updated, unchanged) = (outcome.created(), outcome.updated(), outcome.unchanged());
    Ok(Report { dry_run, created, updated, unchanged, revision: outcome.receipt.snapshot.revision() })
}

fn too_large() -> Refused {
    let message = format!("an import may have {MAX_IMPORT_BYTES} bytes, unpacked");
    Refused::with(StatusCode::PAYLOAD_TOO_LARGE, "LIMIT_EXCEEDED", message)
}

/// Why nothing was imported.
enum Refusal {
    Request(Refused),
    /// Everything that is wrong with its lines.
    Lines(Faults),
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::Request(refused)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        if let Error::Import(faults) = error {
            return Self::Lines(faults);
        }
        if let Error::Refused(register::Refusal::Store(error)) = &error
            && matches!(**error, StoreError::TooLarge { .. })
        {
            let message = format!("{error}, or by `buendnis import`, which does so");
            return Self::Request(Refused::with(StatusCode::PAYLOAD_TOO_LARGE, "LIMIT_EXCEEDED", message));
        }
        tracing::error!(error = &error as &dyn std::error::Error, "an import was not taken");
        let message = "the import could not be stored: try again later, or ask the operator";
        Self::Request(Refused::with(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message))
    }
}

impl Refusal {
    fn answer(self, media_type: MediaType) -> Response {
        match self {
            Self::Request(refused) => refused.answer(media_type),
            Self::Lines(faults) => {
                let errors: Vec<_> = faults.told().iter().map(told).collect();
                let body = json!({ "errors": errors, "total": faults.count() });
                (StatusCode::BAD_REQUEST, Json(body)).into_response()
            }
        }
    }
}

/// What is wrong with a line, in the form of a GraphQL error.
fn told(Fault { spot, problem }: &Fault) -> serde_json::Value {
    json!({
        "message": format!("line {}: {problem}", spot.line),
        "extensions": { "code": code(&problem.kind), "line": spot.line, "field": problem.field },
    })
}
