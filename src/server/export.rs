//! `GET /export/…`: the whole register in the formats of files, of one revision, sent as it is written.

use std::{
    io::{self, BufWriter, Write},
    iter,
};

use axum::{
    Router,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::task::spawn_blocking;

use super::{Service, answer::MediaType, limits::EXPORT_PATIENCE, pipe, refused::Refused};
use crate::{
    model::SubjectType,
    snapshot::Snapshot,
    transfer::{ndjson, table},
};

/// A body is sent in pieces of this size.
const PIECE_BYTES: usize = 64 * 1024;

/// A route for each file.
pub fn routes() -> Router<Service> {
    let files = iter::once(File::Register).chain(table::files().map(|(subject, stem)| File::Table(subject, stem)));
    files.fold(Router::new(), |routes, file| {
        let handler = move |service, headers| async move { export(service, &headers, file) };
        routes.route(&format!("/export/{}", file.name()), get(handler))
    })
}

/// What can be had.
#[derive(Clone, Copy)]
enum File {
    /// Everything, as NDJSON.
    Register,
    /// All records of a type, as CSV.
    Table(SubjectType, &'static str),
}

impl File {
    fn name(self) -> String {
        match self {
            Self::Register => "register.ndjson".to_owned(),
            Self::Table(_, stem) => format!("{stem}.csv"),
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Register => "application/x-ndjson",
            Self::Table(..) => "text/csv; charset=utf-8",
        }
    }

    fn write(self, register: &Snapshot, mut out: &mut dyn Write) -> io::Result<usize> {
        match self {
            Self::Register => ndjson::write(register, &mut out),
            Self::Table(subject, _) => table::write(register, subject, out),
        }
    }
}

fn export(State(service): State<Service>, headers: &HeaderMap, file: File) -> Response {
    let Ok(permit) = service.exports.clone().try_acquire_owned() else {
        let message = "others are downloading the register: try again in a moment";
        return Refused::busy(message).answer(MediaType::asked_for(headers));
    };
    let register = service.register.snapshot();
    let (outlet, body) = pipe::outlet(EXPORT_PATIENCE);
    spawn_blocking(move || {
        let mut out = BufWriter::with_capacity(PIECE_BYTES, outlet);
        let written = file.write(&register, &mut out);
        let ended = written.and_then(|_| out.into_inner().map_err(|error| error.into_error())?.end());
        if let Err(error) = ended {
            tracing::debug!(%error, file = file.name(), "a download was broken off");
        }
        drop(permit);
    });
    let disposition = format!("attachment; filename=\"{}\"", file.name());
    (StatusCode::OK, [(CONTENT_TYPE, file.media_type()), (CONTENT_DISPOSITION, &disposition)], body).into_response()
}
