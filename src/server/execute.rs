//! A request that has been read: through the schema, by whatever way it came.
//!
//! [`prepare`] says what it would do and whether it may, [`Prepared::run`] does it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_graphql::{
    ErrorExtensionValues, Request, Response, ServerError, Value, Variables, parser::types::OperationType,
};
use axum::{
    http::{HeaderValue, StatusCode, header::ALLOW},
    response::Response as HttpResponse,
};
use tokio::{runtime::Handle, task::spawn_blocking, time::timeout};
use tracing::{Instrument, Span, debug_span};

use super::{
    Service,
    answer::{self, MediaType},
    document::{Cost, Document},
    limits::{LONG_PLAN, LONG_WORK},
    persisted::Named,
    refused::Refused,
    request::Asked,
};
use crate::{
    schema::{Attempt, Pace, Planned, Viewer},
    snapshot::Snapshot,
};

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// May be sent by anybody's link, and again by whoever likes: it changes nothing.
    Get,
    Post,
    /// As for [`Way::Get`], where more than one answer can be given.
    Events,
    /// As for [`Way::Post`], where more than one answer can be given.
    Stream,
}

/// Why nothing is executed.
#[derive(Debug)]
pub enum Rejection {
    /// The request is not looked at any further.
    Refused(Refused),
    /// It was looked at, and its document or what that asks for will not do.
    Invalid(Box<ServerError>),
}

/// A request that may be executed.
#[derive(Clone)]
pub struct Prepared {
    pub document: Arc<Document>,
    operation_name: Option<String>,
    variables: Variables,
    tells_cost: bool,
    /// Which attempt this is, if the client may send it again.
    pub attempt: Option<Attempt>,
    pub cost: Cost,
    /// What the operation does, if it is known which is meant; otherwise validation will say what is wrong.
    pub kind: Option<OperationType>,
}

/// What came of a request.
pub enum Answered {
    /// What the schema answers.
    Told(Response),
    /// The answer of a plan, as it is sent: without an error.
    Written(Vec<u8>),
}

/// Reads the document and finds out whether it may be executed: in time linear in its length.
pub fn prepare(service: &Service, asked: Asked, way: Way) -> Result<Prepared, Rejection> {
    let _span = debug_span!("parse").entered();
    let Asked { document, operation_name, variables, cost: tells_cost } = asked;
    let limits = &service.settings.limits;
    let text = match &service.settings.registered {
        Some(registered) => registered.text(&document)?,
        None => kept(service, document)?,
    };
    let document = service.documents.read(&text, limits)?;
    let kind = document.kind(operation_name.as_deref());
    way.check(kind)?;
    if kind == Some(OperationType::Subscription) {
        document.check_subscription(operation_name.as_deref())?;
    }
    let cost = document.cost(operation_name.as_deref(), &variables, limits)?;
    if cost.introspects && !service.settings.introspection {
        let message = "this server does not tell its schema: ask who runs it";
        return Err(Refused::with(StatusCode::FORBIDDEN, "FORBIDDEN", message).into());
    }
    Ok(Prepared { document, operation_name, variables, tells_cost, attempt: None, cost, kind })
}

/// The text of a document that is sent, or was sent before.
fn kept(service: &Service, document: Named) -> Result<Arc<str>, Refused> {
    let only_named = matches!(document, Named::Hash(_, None));
    let text = service.kept.text(document);
    if only_named {
        service.metrics.looked_up("documents", text.is_ok());
    }
    text
}

impl Prepared {
    /// The answer, from this snapshot all through: by the operation's plan if there is one, else of the schema.
    pub async fn answer(
        self,
        service: &Service,
        snapshot: Arc<Snapshot>,
        viewer: Option<Viewer>,
    ) -> Result<Answered, Refused> {
        let Ok(place) = service.places.try_acquire() else { return Err(Refused::busy(BUSY)) };
        let pace = Arc::new(Pace::until(Instant::now() + service.settings.limits.time));
        let planned = debug_span!("execute", complexity = self.cost.complexity, by = "plan");
        if let Some(written) = planned.in_scope(|| self.written(&snapshot, &pace)) {
            return Ok(Answered::Written(written));
        }
        drop(place);
        self.run(service, snapshot, viewer).await.map(Answered::Told)
    }

    /// What the plan of the operation answers. Not where the client wants to know how much was resolved, and nothing that would
    /// hold up others on this thread.
    fn written(&self, snapshot: &Snapshot, pace: &Pace) -> Option<Vec<u8>> {
        if self.tells_cost || self.cost.complexity >= LONG_PLAN {
            return None;
        }
        self.plan()?.get()?.write(snapshot, &self.variables, pace).ok()
    }

    fn plan(&self) -> Option<&Arc<Planned>> {
        self.document.plan(self.operation_name.as_deref())
    }

    /// The answer of the schema, from this snapshot all through.
    pub async fn run(
        self,
        service: &Service,
        snapshot: Arc<Snapshot>,
        viewer: Option<Viewer>,
    ) -> Result<Response, Refused> {
        let Ok(_place) = service.places.try_acquire() else { return Err(Refused::busy(BUSY)) };
        let time = service.settings.limits.time;
        let pace = Arc::new(Pace::until(Instant::now() + time));
        let _stop = StopOnDrop(&pace);
        let (kind, cost, tells_cost) = (self.kind, self.cost, self.tells_cost);
        let request = self.request(service, Some(snapshot), viewer).data(pace.clone());
        let work = async {
            if kind == Some(OperationType::Query) && cost.complexity >= LONG_WORK {
                on_a_thread(service, request).await
            } else {
                Ok(service.schema.execute(request).await)
            }
        };
        let work = work.instrument(debug_span!("execute", complexity = cost.complexity));
        let response = timeout(time, work).await.unwrap_or_else(|_| Err(too_long(kind, time)))?;
        if pace.is_over() {
            return Err(too_long(kind, time));
        }
        Ok(if tells_cost { response.extension("cost", cost.tell(service, pace.resolved())) } else { response })
    }

    /// The request as the schema takes it. What goes on for long has no snapshot: it would keep it from being forgotten.
    pub fn request(self, service: &Service, snapshot: Option<Arc<Snapshot>>, viewer: Option<Viewer>) -> Request {
        let mut request = Request::new(String::new()).variables(self.variables);
        request.set_parsed_query(self.document.inner().clone());
        if let Some(plan) = self.document.plan(self.operation_name.as_deref()) {
            request = request.data(plan.clone());
        }
        request.operation_name = self.operation_name;
        let request = request.data(service.register.clone()).data(service.search.clone());
        let request = match snapshot {
            Some(snapshot) => request.data(snapshot),
            None => request,
        };
        let request = match self.attempt {
            Some(attempt) => request.data(attempt),
            None => request,
        };
        match viewer {
            Some(viewer) => request.data(viewer),
            None => request,
        }
    }

    /// What makes the answer what it is, but for the revision and who asks.
    pub fn identity(&self) -> String {
        let name = self.operation_name.as_deref().unwrap_or_default();
        // Members are in the order in which they came: another order is another request, at no harm.
        let variables = serde_json::to_string(&self.variables).unwrap_or_default();
        format!("{}\n{name}\n{variables}\n{}", self.document.hash, self.tells_cost)
    }
}

const BUSY: &str = "too many requests are under way: try again in a moment";

/// Ends the work of a request whose client has gone.
struct StopOnDrop<'p>(&'p Pace);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        // Where the answer is there, nobody looks any more.
        self.0.stop();
    }
}

/// On a thread that shares the cores with everybody else, when one is free.
async fn on_a_thread(service: &Service, request: Request) -> Result<Response, Refused> {
    let Ok(thread) = service.threads.clone().acquire_owned().await else { return Err(Refused::busy(BUSY)) };
    let (runtime, schema, span) = (Handle::current(), service.schema.clone(), Span::current());
    let work = spawn_blocking(move || {
        let _thread = thread;
        runtime.block_on(schema.execute(request).instrument(span))
    });
    work.await.map_err(|error| {
        tracing::error!(%error, "a query ended badly");
        Refused::broken()
    })
}

fn too_long(kind: Option<OperationType>, time: Duration) -> Refused {
    let advice = match kind {
        Some(OperationType::Mutation) => "look whether it has been done before you repeat it",
        _ => "ask for less at a time",
    };
    let message = format!("this took more than {} s: {advice}", time.as_secs_f32());
    Refused::with(StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT", message)
}

impl Cost {
    /// What a client that asks is told.
    fn tell(&self, service: &Service, resolved: u64) -> Value {
        let limits = &service.settings.limits;
        let told = [
            ("requestedQueryCost", self.complexity),
            ("maximumQueryCost", limits.complexity),
            ("actualQueryCost", resolved),
            ("depth", self.depth as u64),
            ("maximumDepth", limits.depth as u64),
        ];
        Value::Object(told.into_iter().map(|(name, value)| (async_graphql::Name::new(name), value.into())).collect())
    }
}

impl Way {
    /// Refuses what this way is not for.
    fn check(self, kind: Option<OperationType>) -> Result<(), Refused> {
        match (self, kind) {
            (Self::Get | Self::Events, Some(OperationType::Mutation)) => {
                let message = "GET is for queries: send this with POST";
                let refused = Refused::with(StatusCode::METHOD_NOT_ALLOWED, "INVALID_INPUT", message);
                Err(refused.header(ALLOW, HeaderValue::from_static("POST")))
            }
            (Self::Get | Self::Post, Some(OperationType::Subscription)) => {
                let message = "a subscription has many answers: send Accept: text/event-stream, or use a WebSocket";
                Err(Refused::with(StatusCode::NOT_ACCEPTABLE, "INVALID_INPUT", message))
            }
            _ => Ok(()),
        }
    }
}

impl From<Refused> for Rejection {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<ServerError> for Rejection {
    fn from(error: ServerError) -> Self {
        Self::Invalid(Box::new(error))
    }
}

impl Rejection {
    /// The errors that say so, where no status can.
    pub fn errors(self) -> Vec<ServerError> {
        match self {
            Self::Refused(Refused { code, message, .. }) => {
                let mut extensions = ErrorExtensionValues::default();
                extensions.set("code", code);
                vec![ServerError { extensions: Some(extensions), ..ServerError::new(message, None) }]
            }
            Self::Invalid(error) => vec![*error],
        }
    }

    pub fn answer(self, media_type: MediaType) -> HttpResponse {
        match self {
            Self::Refused(refused) => refused.answer(media_type),
            Self::Invalid(error) => answer::answer(&Response::from_errors(vec![*error]), media_type),
        }
    }
}
