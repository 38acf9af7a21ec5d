//! `GET /export/network.…`: who hangs together with whom, for programs that draw and measure networks.

use std::{io::Write, sync::Arc};

use axum::{
    Json, Router,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use tokio::task::spawn_blocking;
use url::form_urlencoded;

use super::{
    Service,
    answer::{self, MediaType},
    download::download,
};
use crate::{
    model::Problem,
    network::Network,
    schema::code,
    snapshot::Snapshot,
    transfer::graph::{self, Drawing, Format, Parameters, Table, as_parameters},
};

/// A route for each format.
pub fn routes() -> Router<Service> {
    Format::ALL.into_iter().fold(Router::new(), |routes, format| {
        let handler = move |service, headers, query| async move { export(service, headers, query, format).await };
        routes.route(&format!("/export/{}", name(format)), get(handler))
    })
}

fn name(format: Format) -> String {
    format!("network.{}", format.extension())
}

async fn export(State(service): State<Service>, headers: HeaderMap, query: RawQuery, format: Format) -> Response {
    let media_type = MediaType::asked_for(&headers);
    let register = service.register.snapshot();
    // What is wrong with the question must be known before anything is sent.
    match spawn_blocking(move || draw(register, query.0.as_deref().unwrap_or_default())).await {
        Ok(Ok((network, table))) => {
            let write =
                move |out: &mut dyn Write| Ok(graph::write(&Drawing::of(&network), format, table, out).map(drop)?);
            download(&service, name(format), format.media_type(), write)
                .unwrap_or_else(|refused| refused.answer(media_type))
        }
        Ok(Err(problems)) => refuse(&problems),
        Err(error) => {
            tracing::error!(%error, "a network could not be drawn");
            let message = "the network could not be drawn";
            answer::refusal(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", message, media_type)
        }
    }
}

/// The network that the parameters of an address ask for.
fn draw(register: Arc<Snapshot>, query: &str) -> Result<(Network, Table), Vec<Problem>> {
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let Parameters { filter, options, table } =
        Parameters::read(pairs.iter().map(|(name, value)| (&**name, &**value)))?;
    Ok((Network::new(register, Some(filter), options).map_err(as_parameters)?, table))
}

/// Everything that is wrong with the parameters, in the form of GraphQL errors.
fn refuse(problems: &[Problem]) -> Response {
    let told = |problem: &Problem| {
        json!({
            "message": problem.to_string(),
            "extensions": { "code": code(&problem.kind), "field": problem.field },
        })
    };
    let errors: Vec<_> = problems.iter().map(told).collect();
    (StatusCode::BAD_REQUEST, Json(json!({ "errors": errors }))).into_response()
}
