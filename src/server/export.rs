//! `GET /export/…`: the whole register in the formats of files, of one revision, sent as it is written.

use std::{
    io::{self, Write},
    iter,
};

use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::get};

use super::{Service, answer::MediaType, download};
use crate::{
    model::SubjectType,
    snapshot::Snapshot,
    transfer::{ndjson, table},
};

/// A route for each file.
pub fn routes() -> Router<Service> {
    let files = iter::once(File::Register).chain(table::files().map(|(subject, stem)| File::Table(subject, stem)));
    files.fold(Router::new(), |routes, file| {
        let handler = move |State(service), headers| async move { export(&service, &headers, file) };
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

fn export(service: &Service, headers: &HeaderMap, file: File) -> Response {
    let register = service.register.snapshot();
    let write = move |out: &mut dyn Write| Ok(file.write(&register, out).map(drop)?);
    match download::place(service) {
        Ok(place) => download::download(place, file.name(), file.media_type(), write),
        Err(refused) => refused.answer(MediaType::asked_for(headers)),
    }
}
