//! The register over HTTP.
//!
//! [`router`] has all routes on one page. For GraphQL, `request` reads what came, `execute` takes it through the schema,
//! `answer` gives the results their status and media type; `graphql` puts the three together. [`serve`] runs a router on a listener until it is told to stop. Both take everything
//! they need as arguments, so that tests run the same code without a port, or on any.
//!
//! *Invariants:* no rule of the register; no answer without a code a client can act on; no internals in an answer.

mod answer;
mod authentication;
mod execute;
mod export;
mod graphql;
mod import;
mod limits;
mod pages;
mod pipe;
mod refused;
mod request;

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, oneshot},
    time::sleep,
};

pub use self::authentication::ReadAccess;
use self::{answer::MediaType, authentication::authenticate};
use crate::{
    access::Authenticator,
    register::Register,
    schema::{RegisterSchema, schema},
};

/// What requests are answered from.
#[derive(Clone)]
pub struct Service {
    register: Arc<Register>,
    schema: RegisterSchema,
    authenticator: Arc<Authenticator>,
    read_access: ReadAccess,
    closing: Arc<AtomicBool>,
    /// Who may import now, and who may download.
    imports: Arc<Semaphore>,
    exports: Arc<Semaphore>,
}

impl Service {
    /// Everybody may read, nobody may do more.
    pub fn new(register: Arc<Register>) -> Self {
        Self {
            register,
            schema: schema(),
            authenticator: Arc::new(Authenticator::nobody()),
            read_access: ReadAccess::default(),
            closing: Arc::default(),
            imports: Arc::new(Semaphore::new(limits::MAX_IMPORTS)),
            exports: Arc::new(Semaphore::new(limits::MAX_EXPORTS)),
        }
    }

    /// Those whom `authenticator` knows may do what their role allows.
    #[must_use]
    pub fn with_access(self, authenticator: Authenticator, read_access: ReadAccess) -> Self {
        Self { authenticator: Arc::new(authenticator), read_access, ..self }
    }
}

/// Every route of the server: those of the register, which ask for a token where one is needed, and those of the server
/// itself, which never do.
pub fn router(service: Service) -> Router {
    let register = Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/schema.graphql", get(pages::schema))
        .route("/import", post(import::post))
        .merge(export::routes())
        .route_layer(middleware::from_fn_with_state(service.clone(), authenticate));
    Router::new()
        .merge(register)
        .merge(pages())
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(limits::MAX_BODY_BYTES))
        .with_state(service)
}

/// What a browser opens. Which part of the register the atlas shows is in the address.
fn pages() -> Router<Service> {
    let atlas = || get(pages::atlas);
    Router::new()
        .route("/", atlas())
        .route("/timeline", atlas())
        .route("/network", atlas())
        .route("/search", atlas())
        .route("/initiatives/{slug}", atlas())
        .route("/organisations/{slug}", atlas())
        .route("/graphiql", get(pages::graphiql))
        .route("/assets/{name}", get(pages::asset))
}

/// Answers requests on `listener` until `shutdown` comes; then those under way are finished first, if they come to an end
/// within [`limits::SHUTDOWN_GRACE`]: a client that stops in the middle of its request holds nobody up.
pub async fn serve(
    listener: TcpListener,
    service: Service,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let closing = service.closing.clone();
    let (told, stopping) = oneshot::channel();
    let shutdown = async move {
        shutdown.await;
        closing.store(true, Ordering::Relaxed);
        // Nobody waits for it where the server has failed before.
        let _ = told.send(());
    };
    let grace = async {
        // The sender is dropped unused only with the server, which ends the wait as well.
        let _ = stopping.await;
        sleep(limits::SHUTDOWN_GRACE).await;
    };
    tokio::select! {
        finished = axum::serve(listener, router(service)).with_graceful_shutdown(shutdown) => finished,
        () = grace => {
            tracing::warn!(grace = ?limits::SHUTDOWN_GRACE, "some requests did not finish in time and were cut off");
            Ok(())
        }
    }
}

/// Whether requests should be sent here: yes once the register is loaded, which it is before the first request, and no
/// more while the server shuts down.
async fn ready(State(service): State<Service>) -> Response {
    if service.closing.load(Ordering::Relaxed) {
        let body = json!({ "ready": false, "reason": "shutting down" });
        return (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response();
    }
    Json(json!({ "ready": true, "revision": service.register.snapshot().revision() })).into_response()
}

async fn not_found(headers: HeaderMap) -> Response {
    answer::refusal(
        StatusCode::NOT_FOUND,
        "NOT_FOUND",
        "there is nothing here: GraphQL is at /graphql, its editor at /graphiql",
        MediaType::asked_for(&headers),
    )
}

async fn method_not_allowed(headers: HeaderMap) -> Response {
    answer::refusal(
        StatusCode::METHOD_NOT_ALLOWED,
        "INVALID_INPUT",
        "this address does not take that method: see the Allow header",
        MediaType::asked_for(&headers),
    )
}
