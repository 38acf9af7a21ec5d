//! The API as a client sees it: requests to the server, in this process and without a port, over a register in memory
//! if not told otherwise.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use buendnis::{
    access::{Authenticator, Role, Token},
    model::{Origin, Record, Timestamp},
    register::{Proposal, Register, Step},
    server::{App, ReadAccess, Service},
    store::{Memory, Store},
};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// The first change of an [`Api`] was made at 2026-01-15T12:00:00Z, each further one a second later.
const FIRST_CHANGE: i64 = 1_768_478_400;

/// The secrets of the tokens that every [`Api`] knows.
pub const READER: &str = "the-secret-of-a-reader-in-the-tests";
pub const EDITOR: &str = "the-secret-of-an-editor-in-the-tests";
pub const ADMIN: &str = "the-secret-of-an-admin-in-the-tests";

/// Knows a reader, an editor and an admin.
pub fn authenticator() -> Authenticator {
    let tokens = [(Role::Reader, READER), (Role::Editor, EDITOR), (Role::Admin, ADMIN)];
    let tokens = tokens.map(|(role, secret)| Token::of_environment(role, secret, Timestamp::EPOCH).unwrap());
    Authenticator::new(tokens, None, || Timestamp::EPOCH)
}

/// A server over a register of its own.
pub struct Api {
    pub register: Arc<Register>,
    pub app: App,
    pub runtime: Runtime,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Api {
    /// Over a register of these records, committed together as revision 1; over the empty one if there are none.
    pub fn of(records: impl IntoIterator<Item = Record>) -> Self {
        let api = Self::over(Arc::new(Memory::new()));
        api.change(records.into_iter().map(Step::Put));
        api
    }

    /// Over whatever a store holds.
    pub fn over(store: Arc<dyn Store>) -> Self {
        let ticks = AtomicI64::new(FIRST_CHANGE);
        let clock = move || Timestamp::from_micros(ticks.fetch_add(1, Ordering::Relaxed) * 1_000_000);
        Self::with_clock(store, clock)
    }

    /// Over whatever a store holds, by another clock.
    pub fn with_clock(store: Arc<dyn Store>, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let register = Arc::new(Register::over(store, clock).unwrap());
        Self {
            app: App::new(Service::new(register.clone()).with_access(authenticator(), ReadAccess::Open)),
            register,
            runtime: Builder::new_current_thread().enable_time().build().unwrap(),
        }
    }

    /// Commits steps as one revision.
    pub fn change(&self, steps: impl IntoIterator<Item = Step>) {
        let steps = steps.into_iter().collect();
        let proposal = Proposal { actor: "test".into(), origin: Origin::Edit, note: None, steps, memo: None };
        self.register.submit_blocking(proposal).unwrap();
    }

    pub fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.app.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap().into();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    /// The answer to a GraphQL request.
    pub fn post(&self, request: &Value) -> Answer {
        let post = Request::post("/graphql").header("content-type", "application/json");
        self.send(post.body(request.to_string().into()).unwrap())
    }

    /// The answer to a GraphQL request with a token.
    pub fn post_as(&self, secret: &str, request: &Value) -> Answer {
        let post = Request::post("/graphql").header("content-type", "application/json");
        let post = post.header("authorization", format!("Bearer {secret}"));
        self.send(post.body(request.to_string().into()).unwrap())
    }

    /// The JSON that answers a query.
    pub fn ask(&self, query: &str) -> Value {
        self.post(&json!({ "query": query })).json()
    }

    /// The data that answers a query without errors.
    pub fn data(&self, query: &str) -> Value {
        let mut answer = self.ask(query);
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }
}

impl Answer {
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}
