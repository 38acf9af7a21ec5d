//! `GET /export/network.…`: who hangs together with whom, for programs that draw and measure networks.

use std::{io::Write, sync::Arc, time::Instant};

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

use super::{Service, answer::MediaType, download, refused::Refused};
use crate::{
    model::{Problem, ProblemKind, limits::ANALYSIS_TIME},
    network::{Interrupt, Network, Stop},
    schema::code,
    snapshot::Snapshot,
    transfer::graph::{self, Drawing, Format, Parameters, as_parameters},
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
    match sent(&service, query.0.as_deref().unwrap_or_default(), format).await {
        Ok(response) => response,
        Err(Unsent::Problems(problems)) => refuse(&problems),
        Err(Unsent::Refused(refused)) => refused.answer(MediaType::asked_for(&headers)),
    }
}

/// Why no file is sent.
enum Unsent {
    Problems(Vec<Problem>),
    Refused(Refused),
}

impl From<Refused> for Unsent {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

async fn sent(service: &Service, query: &str, format: Format) -> Result<Response, Unsent> {
    // Drawing a network is the larger part of the work for many of them.
    let place = download::place(service)?;
    let register = service.register.snapshot();
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let pairs = pairs.iter().map(|(name, value)| (&**name, &**value));
    let mut parameters = Parameters::read(pairs).map_err(Unsent::Problems)?;
    if parameters.text.is_some() {
        let index = service.search.at(&register).await.map_err(|_| Refused::busy("the server is shutting down"))?;
        parameters.look_up(&index, &register);
    }
    let table = parameters.table;
    // What is wrong with the question must be known before anything is sent.
    let drawn = spawn_blocking(move || draw(register, parameters)).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a network could not be drawn");
        let message = "the network could not be drawn";
        Err(Refused::with(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", message).into())
    });
    let network = drawn?;
    let write = move |out: &mut dyn Write| Ok(graph::write(&Drawing::of(&network), format, table, out).map(drop)?);
    Ok(download::download(place, name(format), format.media_type(), write))
}

/// The network that the parameters ask for, unless it is larger than anybody draws.
fn draw(register: Arc<Snapshot>, parameters: Parameters) -> Result<Network, Unsent> {
    let Parameters { filter, options, .. } = parameters;
    let problems = |problems| Unsent::Problems(as_parameters(problems));
    let network = Network::new(register, Some(filter), options).map_err(problems)?;
    let interrupt = Interrupt::at(Instant::now() + ANALYSIS_TIME);
    match network.check_ties(&interrupt) {
        Ok(()) => Ok(network),
        Err(Stop::TooManyTies { limit }) => {
            let message = format_args!("the network has more than {limit} ties: {SMALLER}");
            Err(Unsent::Problems(vec![Problem::new(ProblemKind::LimitExceeded, "projection", message)]))
        }
        Err(Stop::Cancelled | Stop::TooLate) => {
            let message = format!("its ties could not be counted in time: {SMALLER}");
            Err(Refused::with(StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT", message).into())
        }
    }
}

/// What to ask for instead of a network that is too large.
const SMALLER: &str =
    "ask for `projection=TWO_MODE`, narrow it by `states` and the like, or leave out weak ties by `minWeight=2`";

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
