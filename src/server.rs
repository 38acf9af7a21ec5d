//! The register over HTTP.
//!
//! [`App`] has all routes on one page. Every request is watched (`observe`), one for the register has to be let in first
//! (`admission`). For GraphQL, `request` reads what came, `execute` takes it through the schema, `answer` gives the results
//! their status and media type; `graphql` puts the three together. [`serve`] runs one on a listener until it is told
//! to stop. Both take everything they need as arguments, so that tests run the same code without a port, or on any.
//!
//! *Invariants:* no rule of the register; no answer without a code a client can act on; no internals in an answer.

mod account;
mod admission;
mod answer;
mod answers;
mod audience;
mod authentication;
mod backup;
mod body;
mod conditional;
mod crowd;
mod document;
mod documents;
mod download;
mod events;
mod execute;
mod export;
mod graphql;
mod idempotency;
mod import;
mod limits;
mod listen;
mod metrics;
mod network;
mod observe;
mod operation;
mod packing;
mod pages;
mod persisted;
mod pipe;
mod rate;
mod refused;
mod reply;
mod request;
mod revision;
mod security;
mod settings;
mod socket;
mod trace;

use std::{
    convert::Infallible,
    future::Future,
    ops::Deref,
    sync::Arc,
    task::{Context, Poll},
    thread::available_parallelism,
};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures_util::{FutureExt, future::BoxFuture};
use serde_json::json;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    time::sleep,
};
use tower::ServiceExt;

use self::{
    answer::MediaType, answers::Answers, audience::Audiences, crowd::Crowd, documents::Documents, metrics::Metrics,
    persisted::Kept, rate::Rate,
};
pub use self::{
    authentication::ReadAccess,
    limits::Limits,
    persisted::{Registered, RegisteredError},
    settings::Settings,
};
use crate::{
    access::Authenticator,
    register::Register,
    schema::{RegisterSchema, schema},
    search::Search,
};

/// What requests are answered from. Cloned several times for each of them, and so one count.
#[derive(Clone)]
pub struct Service(Arc<Parts>);

/// What a [`Service`] is made of.
#[derive(Clone)]
pub struct Parts {
    register: Arc<Register>,
    search: Arc<Search>,
    schema: RegisterSchema,
    authenticator: Arc<Authenticator>,
    settings: Arc<Settings>,
    /// Of requests that are executed.
    places: Arc<Semaphore>,
    /// Of WebSockets; all are free when all are closed.
    sockets: Arc<Semaphore>,
    /// For long work: four times as many as there are cores, as some of it waits for an analysis.
    threads: Arc<Semaphore>,
    rate: Arc<Rate>,
    kept: Arc<Kept>,
    /// Documents that were read before, and answers that were given before.
    documents: Arc<Documents>,
    answers: Arc<Answers>,
    metrics: Arc<Metrics>,
    audiences: Arc<Audiences>,
    /// Whether the server shuts down.
    closing: watch::Sender<bool>,
    /// Who may import now, and who may download.
    imports: Arc<Semaphore>,
    exports: Arc<Semaphore>,
    /// Changes that may be sent again.
    under_way: idempotency::UnderWay,
}

impl Deref for Service {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Service {
    /// Everybody may read, nobody may do more.
    pub fn new(register: Arc<Register>) -> Self {
        let parts = Parts {
            search: Arc::new(Search::follow(&register)),
            metrics: Arc::new(Metrics::of(&register)),
            register,
            schema: schema(),
            authenticator: Arc::new(Authenticator::nobody()),
            settings: Arc::default(),
            places: Arc::new(Semaphore::new(0)),
            sockets: Arc::new(Semaphore::new(0)),
            threads: Arc::new(Semaphore::new(4 * available_parallelism().map_or(1, usize::from))),
            rate: Arc::new(Rate::new(0)),
            kept: Arc::default(),
            documents: Arc::default(),
            answers: Arc::new(Answers::new(0)),
            audiences: Arc::default(),
            under_way: idempotency::UnderWay::default(),
            imports: Arc::new(Semaphore::new(limits::MAX_IMPORTS)),
            exports: Arc::new(Semaphore::new(limits::MAX_EXPORTS)),
            closing: watch::Sender::new(false),
        };
        Self(Arc::new(parts)).with_settings(Settings::default())
    }

    /// As an operator has decided.
    #[must_use]
    pub fn with_settings(self, settings: Settings) -> Self {
        let Limits { concurrent, connections, rate, .. } = settings.limits;
        let (places, sockets) = (Arc::new(Semaphore::new(concurrent)), Arc::new(Semaphore::new(connections)));
        let rate = Arc::new(Rate::new(rate));
        let answers = Arc::new(Answers::new(settings.answer_memory));
        let parts = Arc::unwrap_or_clone(self.0);
        Self(Arc::new(Parts { places, sockets, rate, answers, settings: Arc::new(settings), ..parts }))
    }

    /// Those whom `authenticator` knows may do what their role allows.
    #[must_use]
    pub fn with_access(self, authenticator: Authenticator, read_access: ReadAccess) -> Self {
        let parts = Arc::unwrap_or_clone(self.0);
        let settings = Settings { read_access, ..Settings::clone(&parts.settings) };
        Self(Arc::new(Parts { authenticator: Arc::new(authenticator), settings: Arc::new(settings), ..parts }))
    }
}

/// The server: what answers a request, whatever it comes by.
#[derive(Clone)]
pub struct App {
    service: Service,
    routes: Router,
}

impl App {
    /// The server that answers from `service`.
    pub fn new(service: Service) -> Self {
        Self { routes: routes(service.clone()), service }
    }

    /// The answer to a request. Nearly every one is a question in a body, which goes to its handler by itself: what a router
    /// costs, in boxes of futures within each other, is as much as an answer that is kept.
    pub async fn answer(&self, request: Request) -> Response {
        let Self { service, routes } = self;
        // A page of somebody else's needs more headers.
        let direct = service.settings.cors_origins.is_empty();
        if direct && request.method() == Method::POST && request.uri().path() == GRAPHQL {
            let admitted = |request| admission::admitted(service, request, |request| graphql::post(service, request));
            return observe::watched(service, GRAPHQL, request, admitted).await;
        }
        let Ok(response) = routes.clone().oneshot(request).await;
        response
    }
}

impl tower::Service<Request> for App {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let app = self.clone();
        async move { Ok(app.answer(request).await) }.boxed()
    }
}

const GRAPHQL: &str = "/graphql";

/// Every route of the server: those of the register, which ask for a token where one is needed, and those of the server
/// itself, which never do.
fn routes(service: Service) -> Router {
    let register = Router::new()
        .route(GRAPHQL, get(graphql::get).post(async |State(service), request| graphql::post(&service, request).await))
        .route("/schema.graphql", get(pages::schema))
        .route("/import", post(import::post))
        .merge(export::routes())
        .merge(network::routes())
        .route("/backup", post(backup::post))
        .route_layer(from_fn_with_state(service.clone(), admission::admit));
    let routes = Router::new()
        .merge(register)
        .merge(pages())
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics::metrics))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed);
    let routes = match security::cors(&service) {
        Some(cors) => routes.layer(cors),
        None => routes,
    };
    routes.layer(from_fn_with_state(service.clone(), observe::observe)).with_state(service)
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
    let limits = service.settings.limits;
    let sockets = service.sockets.clone();
    // A proxy has the connections of everybody.
    let crowd = (!service.settings.behind_proxy).then(|| Arc::new(Crowd::new(limits.client_connections)));
    let listening = async {
        listen::listen(listener, App::new(service), limits, crowd, closing.subscribe()).await;
        // They are no connections of the listener's any more.
        let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
        // It is never closed.
        let _ = sockets.acquire_many(all).await;
    };
    let grace = async {
        shutdown.await;
        closing.send_replace(true);
        sleep(limits::SHUTDOWN_GRACE).await;
    };
    tokio::select! {
        () = listening => Ok(()),
        () = grace => {
            tracing::warn!(grace = ?limits::SHUTDOWN_GRACE, "some requests did not finish in time and were cut off");
            Ok(())
        }
    }
}

/// Whether requests should be sent here: yes once the register is loaded, which it is before the first request, and no
/// more while the server shuts down, or when it has not heard of a shared store for too long.
async fn ready(State(service): State<Service>) -> Response {
    if *service.closing.borrow() {
        let body = json!({ "ready": false, "reason": "shutting down" });
        return (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response();
    }
    let age = service.register.age();
    if age > service.settings.max_staleness {
        let body = json!({ "ready": false, "reason": "the store has not been heard of", "seconds": age.as_secs() });
        return (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response();
    }
    Json(json!({ "ready": true, "revision": service.register.revision() })).into_response()
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
