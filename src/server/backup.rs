//! `POST /backup`: a backup of the newest revision, for admins.

use axum::{Extension, extract::State, http::HeaderMap, response::Response};

use super::{Service, answer::MediaType, authentication::require, download, refused::Refused};
use crate::{access::Role, schema::Viewer};

pub async fn post(State(service): State<Service>, viewer: Option<Extension<Viewer>>, headers: HeaderMap) -> Response {
    back_up(&service, viewer.as_deref()).unwrap_or_else(|refused| refused.answer(MediaType::asked_for(&headers)))
}

fn back_up(service: &Service, viewer: Option<&Viewer>) -> Result<Response, Refused> {
    let viewer = require(viewer, Role::Admin)?;
    tracing::info!(by = %viewer.name, "a backup is taken");
    let register = service.register.clone();
    let place = download::place(service)?;
    Ok(download::download(place, "buendnis.backup".to_owned(), "application/gzip", move |out| {
        register.back_up(out)?;
        Ok(())
    }))
}
