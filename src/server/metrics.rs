//! `/metrics`: what there is to be counted, for Prometheus.

use std::{sync::atomic::AtomicI64, time::Duration};

use axum::{
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use super::{Service, account::Account};

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
    revision: Gauge<i64, AtomicI64>,
    records: Family<Type, Gauge<i64, AtomicI64>>,
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

const GRAPHQL: &str = "/graphql";
const QUERY: &str = "query";
const OK: u16 = 200;

/// From a lookup to the time limit: 0.1 ms, and twice that, seventeen times.
fn histogram() -> Histogram {
    Histogram::new(exponential_buckets(0.0001, 2.0, 18))
}

impl Default for Metrics {
    fn default() -> Self {
        let requests: Family<Request, Counter> = Family::default();
        let seconds: Family<Operation, Histogram, _> = Family::new_with_constructor(histogram as fn() -> Histogram);
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
            revision: Gauge::default(),
            records: Family::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
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
        registry.register("revision", "The revision of the register", self.revision.clone());
        registry.register("records", "The records of the register", self.records.clone());
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
    let snapshot = service.register.snapshot();
    let metrics = &service.metrics;
    metrics.revision.set(snapshot.revision().try_into().unwrap_or(i64::MAX));
    let count = snapshot.statistics(None);
    for (r#type, number) in [
        ("initiative", count.initiatives()),
        ("organisation", count.organisations()),
        ("participation", count.participations()),
    ] {
        metrics.records.get_or_create(&Type { r#type }).set(number.try_into().unwrap_or(i64::MAX));
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
