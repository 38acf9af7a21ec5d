//! At which revision an answer is, and how a client that knows of one waits for it: with several nodes on one register, what
//! was changed at one is a moment later at the others.

use std::time::Duration;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use tokio::time::timeout;

use super::{
    account::Account,
    answer::{MediaType, refusal},
};
use crate::{model::Revision, register::Register};

/// On every answer: nothing up to this revision is missing in it.
const REVISION: HeaderName = HeaderName::from_static("buendnis-revision");
/// On a request: answer from this revision on.
const MIN_REVISION: HeaderName = HeaderName::from_static("buendnis-min-revision");
/// On an answer, where the store has not been heard of for a while: for how many seconds.
const AGE: HeaderName = HeaderName::from_static("buendnis-age");

/// How long a request waits for its revision. Others' commits are seen within milliseconds where everything runs; what takes
/// longer than this is an outage, and other nodes may not have it.
const PATIENCE: Duration = Duration::from_secs(5);

/// From when on an answer says how old it may be: twice the time between two looks at the store.
const FRESH: Duration = Duration::from_secs(2);

/// Notes on an answer at which revision it is; `before` was the newest when the request was let in.
pub fn note(register: &Register, before: Revision, response: &mut Response) {
    let mutates = response.extensions().get::<Account>().is_some_and(|account| account.kind == "mutation");
    // An editor's own change is in the register when it is answered.
    let revision = if mutates { register.revision() } else { before };
    let headers = response.headers_mut();
    headers.insert(REVISION, HeaderValue::from(revision));
    let age = register.age();
    if age > FRESH {
        headers.insert(AGE, HeaderValue::from(age.as_secs()));
    }
}

/// Waits for the revision that a request wants.
pub async fn reach(register: &Register, headers: &HeaderMap) -> Result<(), Box<Response>> {
    let Some(wanted) = headers.get(&MIN_REVISION) else { return Ok(()) };
    let refuse =
        |status, code, message: &str| Err(Box::new(refusal(status, code, message, MediaType::asked_for(headers))));
    let Some(wanted) = wanted.to_str().ok().and_then(|text| text.parse::<Revision>().ok()) else {
        let message = "Buendnis-Min-Revision must be a revision, a whole number such as 42";
        return refuse(StatusCode::BAD_REQUEST, "INVALID_INPUT", message);
    };
    let reached = async {
        let mut feed = register.subscribe();
        while register.revision() < wanted {
            // What was missed is in the snapshot; a feed that is closed leaves the clock to end this.
            if feed.recv().await.is_err() && feed.is_closed() {
                std::future::pending::<()>().await;
            }
        }
    };
    if timeout(PATIENCE, reached).await.is_ok() {
        return Ok(());
    }
    let message = format!("this node has not reached revision {wanted} yet: try again later, or at another node");
    refuse(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", &message)
}
