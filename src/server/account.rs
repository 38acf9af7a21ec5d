//! What is known of a request when it has been answered, for the log and the metrics: an extension of its response.

use std::{sync::Arc, time::Duration};

use async_graphql::{Response, Value, parser::types::OperationType};

use super::execute::Prepared;

/// What became of a GraphQL request.
#[derive(Clone, Debug)]
pub struct Account {
    /// `query`, `mutation`, `subscription`, or `unknown`.
    pub kind: &'static str,
    /// The SHA-256 of the document: what one can search the log for, without the text and what somebody wrote into it.
    pub hash: Arc<str>,
    pub complexity: u64,
    pub errors: usize,
    /// The code of the first error.
    pub code: Option<String>,
}

impl Account {
    pub fn of(prepared: &Prepared) -> Self {
        let kind = match prepared.kind {
            Some(OperationType::Query) => "query",
            Some(OperationType::Mutation) => "mutation",
            Some(OperationType::Subscription) => "subscription",
            None => "unknown",
        };
        Self { kind, hash: prepared.document.hash.clone(), complexity: prepared.cost.complexity, errors: 0, code: None }
    }

    /// Tells the log of an operation that was one of many on its connection.
    pub fn note(&self, took: Duration) {
        let Self { kind, hash, complexity, errors, code } = self;
        let (hash, code, milliseconds) = (&**hash, code.as_deref(), took.as_secs_f64() * 1000.0);
        tracing::info!(transport = "websocket", milliseconds, kind, hash, complexity, errors, code, "answered");
    }

    /// Notes what the schema answered.
    pub fn has(&mut self, response: &Response) {
        self.errors = response.errors.len();
        let first = response.errors.first().and_then(|error| error.extensions.as_ref()?.get("code"));
        self.code = match first {
            Some(Value::String(code)) => Some(code.clone()),
            _ => None,
        };
    }
}
