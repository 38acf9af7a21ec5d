//! `/metrics`: what there is to be counted, for Prometheus.

use std::{
    sync::{Arc, atomic::AtomicI64},
    time::Duration,
};

use axum::{
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::{GRAPHQL, Service, account::Account};
use crate::{network::Analyst, register::Register, snapshot::Snapshot, store::times};

/// The counts of a server. Labels have few values, whatever clients send.
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    seconds: Family<Operation, Histogram, fn() -> Histogram>,
    /// What nearly every request is, a query that went well, without looking for it among the others.
    usual: Counter,
    usual_seconds: Histogram,
    /// Open connections with subscriptions, by how they came.
    pub streams: Family<Transport, Gauge>,
    /// Operations that are followed.
    pub subscriptions: Gauge,
    /// Changes sent to those who follow.
    pub events: Counter,
    /// Followers that were too slow and have been told so.
    pub gaps: Counter,
    /// Answers to queries that were kept, written by a plan, or executed.
    pub kept: Counter,
    pub planned: Counter,
    pub executed: Counter,
    lookups: Family<Lookup, Counter>,
    /// Proposals that wait for the writer, and analyses that wait for a thread or have one.
    waiting: Family<Queue, Gauge>,
    revision: Gauge<i64, AtomicI64>,
    records: Family<Type, Gauge<i64, AtomicI64>>,
    memory: Gauge<i64, AtomicI64>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    route: String,
    /// `query`, `mutation`, `subscription`; `none` for what is no GraphQL.
    operation: &'static str,
    status: u16,
    /// The code of the first error.
    code: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

/// How a subscription is followed.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Transport {
    pub transport: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Type {
    r#type: &'static str,
}

const QUERY: &str = "query";
const OK: u16 = 200;

/// Where something is looked for that was made before.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Lookup {
    cache: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Queue {
    queue: &'static str,
}

impl Metrics {
    /// The counts of a server over `register`.
    pub fn of(register: &Register) -> Self {
        let requests: Family<Request, Counter> = Family::default();
        let seconds: Family<Operation, Histogram, _> = Family::new_with_constructor(times as fn() -> Histogram);
        let usual = Request { route: GRAPHQL.to_owned(), operation: QUERY, status: OK, code: String::new() };
        let mut metrics = Self {
            registry: Registry::with_prefix("buendnis"),
            usual: requests.get_or_create_owned(&usual),
            usual_seconds: seconds.get_or_create_owned(&Operation { operation: QUERY }),
            requests,
            seconds,
            streams: Family::default(),
            subscriptions: Gauge::default(),
            events: Counter::default(),
            gaps: Counter::default(),
            kept: Counter::default(),
            planned: Counter::default(),
            executed: Counter::default(),
            lookups: Family::default(),
            waiting: Family::default(),
            revision: Gauge::default(),
            records: Family::default(),
            memory: Gauge::default(),
        };
        for transport in ["websocket", "events"] {
            drop(metrics.streams.get_or_create(&Transport { transport }));
        }
        metrics.enter();
        metrics.enter_commits(register);
        metrics
    }

    fn enter(&mut self) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests that were answered", self.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time until the answer was whole",
            Unit::Seconds,
            self.seconds.clone(),
        );
        registry.register("streams", "Open connections with subscriptions", self.streams.clone());
        registry.register("subscriptions", "Operations that are followed", self.subscriptions.clone());
        registry.register("events", "Changes sent to those who follow", self.events.clone());
        registry.register("gaps", "Followers that were too slow", self.gaps.clone());
        registry.register("answers_kept", "Queries answered with what was kept", self.kept.clone());
        registry.register("answers_planned", "Queries answered by a plan", self.planned.clone());
        registry.register("answers_executed", "Requests answered by the executor", self.executed.clone());
        registry.register("cache_lookups", "Whether what was looked for was there", self.lookups.clone());
        registry.register("waiting", "What waits for the writer or for analysis", self.waiting.clone());
        registry.register("revision", "The revision of the register", self.revision.clone());
        registry.register("records", "The records of the register", self.records.clone());
        let what = "The memory of the process, nearly all of it the snapshot's";
        registry.register_with_unit("resident_memory", what, Unit::Bytes, self.memory.clone());
    }

    fn enter_commits(&mut self, register: &Register) {
        let registry = &mut self.registry;
        let what = "Time that the store took over a commit";
        registry.register_with_unit("commit_duration", what, Unit::Seconds, register.commit_times());
        if let Some(times) = register.sync_times() {
            let what = "Time until what was written was durable";
            registry.register_with_unit("sync_duration", what, Unit::Seconds, times);
        }
    }

    /// Counts that `cache` had what was looked for, or had not.
    pub fn looked_up(&self, cache: &'static str, found: bool) {
        let outcome = if found { "hit" } else { "miss" };
        self.lookups.get_or_create(&Lookup { cache, outcome }).inc();
    }

    /// Counts a request that has been answered.
    pub fn count(&self, route: &str, status: u16, account: Option<&Account>, took: Duration) {
        let operation = account.map_or("none", |account| account.kind);
        let went_well = account.is_some_and(|account| account.code.is_none());
        if (route, operation, status, went_well) == (GRAPHQL, QUERY, OK, true) {
            self.usual.inc();
            self.usual_seconds.observe(took.as_secs_f64());
            return;
        }
        let code = account.and_then(|account| account.code.clone()).unwrap_or_default();
        self.requests.get_or_create(&Request { route: route.to_owned(), operation, status, code }).inc();
        self.seconds.get_or_create(&Operation { operation }).observe(took.as_secs_f64());
    }
}

/// `GET /metrics`.
pub async fn metrics(State(service): State<Service>) -> Response {
    let metrics = &service.metrics;
    metrics.look_at(&service.register.snapshot());
    let analyses = service.schema.data::<Arc<Analyst>>().map_or(0, |analyst| analyst.waiting());
    for (queue, number) in [("commit", service.register.waiting()), ("analysis", analyses)] {
        metrics.waiting.get_or_create(&Queue { queue }).set(whole(number));
    }
    let mut text = String::new();
    match encode(&mut text, &metrics.registry) {
        Ok(()) => {
            ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

impl Metrics {
    /// Takes the measure of the newest snapshot, and of the process that holds it.
    fn look_at(&self, snapshot: &Snapshot) {
        self.revision.set(snapshot.revision().try_into().unwrap_or(i64::MAX));
        let count = snapshot.statistics(None);
        for (r#type, number) in [
            ("state", snapshot.states().count()),
            ("initiative", count.initiatives()),
            ("organisation", count.organisations()),
            ("participation", count.participations()),
            ("event", count.events()),
        ] {
            self.records.get_or_create(&Type { r#type }).set(whole(number));
        }
        if let Some(bytes) = resident_memory() {
            self.memory.set(whole(bytes));
        }
    }
}

fn whole(number: usize) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// The memory that the process has, in bytes, where the system tells.
fn resident_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: usize = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}
