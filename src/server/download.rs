//! Files that are sent as they are written.

use std::{
    error::Error,
    io::{BufWriter, Write},
};

use axum::{
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use tokio::{sync::OwnedSemaphorePermit, task::spawn_blocking};

use super::{Service, limits::EXPORT_PATIENCE, pipe, refused::Refused};

/// A body is sent in pieces of this size.
const PIECE_BYTES: usize = 64 * 1024;

type WriteError = Box<dyn Error + Send + Sync>;

/// A place among the downloads; unless too many are under way.
pub fn place(service: &Service) -> Result<OwnedSemaphorePermit, Refused> {
    let permit = service.exports.clone().try_acquire_owned();
    permit.map_err(|_| Refused::busy("others are downloading: try again in a moment"))
}

/// The answer whose body `write` writes, on a thread of its own.
pub fn download(
    place: OwnedSemaphorePermit,
    name: String,
    media_type: &'static str,
    write: impl FnOnce(&mut dyn Write) -> Result<(), WriteError> + Send + 'static,
) -> Response {
    let (outlet, body) = pipe::outlet(EXPORT_PATIENCE);
    let disposition = format!("attachment; filename=\"{name}\"");
    spawn_blocking(move || {
        let mut out = BufWriter::with_capacity(PIECE_BYTES, outlet);
        let ended = write(&mut out).and_then(|()| Ok(out.into_inner().map_err(|error| error.into_error())?.end()?));
        if let Err(error) = ended {
            tracing::warn!(error = &*error as &dyn Error, name, "a download was broken off");
        }
        drop(place);
    });
    (StatusCode::OK, [(CONTENT_TYPE, media_type), (CONTENT_DISPOSITION, &disposition)], body).into_response()
}
