//! The members of an answer, as every way out writes them.

use std::collections::BTreeMap;

use async_graphql::{Response, ServerError, Value};
use serde::Serialize;

/// What is answered to a request. `data` is there exactly when the operation was executed.
#[derive(Serialize)]
pub struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    /// Such as `warnings`: what is to be known although nothing is wrong.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

impl<'a> From<&'a Response> for Answer<'a> {
    fn from(response: &'a Response) -> Self {
        // An error before execution has no path; then there is no data either, not even null.
        let refused = !response.errors.is_empty()
            && response.data == Value::Null
            && response.errors.iter().all(|error| error.path.is_empty());
        Self { data: (!refused).then_some(&response.data), errors: &response.errors, extensions: &response.extensions }
    }
}

impl Answer<'_> {
    /// Whether the operation was executed, with errors of single fields or without.
    pub fn is_executed(&self) -> bool {
        self.data.is_some()
    }
}
