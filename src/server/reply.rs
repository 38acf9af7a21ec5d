//! From a question to what is sent back: an answer that is kept, or one that is made now, by whoever asked first.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header::CONTENT_ENCODING},
    response::Response,
};

use super::{
    Service,
    account::Account,
    answer::{self, MediaType},
    answers::{Question, Whole, fits},
    execute::{Answered, Prepared},
    limits::{MAX_ANSWER_BYTES, MIN_PACKED_BYTES},
    packing,
};
use crate::{
    model::Revision,
    schema::{Answer, Viewer},
    snapshot::Snapshot,
};

/// How many headers an answer has at most, but for those of limits and of other hosts' pages.
const HEADERS: usize = 12;

/// In which form a client takes its answer.
#[derive(Clone, Copy)]
pub struct Form {
    pub media_type: MediaType,
    pub packed: bool,
}

impl Form {
    pub fn asked_for(headers: &HeaderMap) -> Self {
        Self { media_type: MediaType::asked_for(headers), packed: packing::wanted(headers) }
    }
}

/// What was made of a question.
enum Made {
    Whole(Whole),
    /// An answer with errors, or why there is none.
    Other(Response),
}

/// The answer to a question as it was given before, at this revision.
pub fn kept(service: &Service, question: &Question, revision: Revision, form: Form) -> Option<Response> {
    let place = service.answers.find(question, revision)?;
    let whole = place.get()?.as_ref()?;
    service.metrics.kept.inc();
    Some(sent(whole, form))
}

/// The answer to a question that has been read.
pub async fn answer(
    service: &Service,
    question: &Question,
    snapshot: Arc<Snapshot>,
    viewer: Option<Viewer>,
    prepared: Prepared,
    form: Form,
) -> Response {
    let query = prepared.kind == Some(OperationType::Query);
    let place = if query { service.answers.place(question, snapshot.revision()) } else { None };
    let mut prepared = Some((prepared, snapshot, viewer));
    let mut own = None;
    if let Some(place) = place {
        let first = place.get_or_init(|| async {
            let (prepared, snapshot, viewer) = prepared.take()?;
            match make(service, snapshot, viewer, prepared, form.media_type).await {
                Made::Whole(whole) if fits(&whole.body) => Some(whole),
                other => {
                    own = Some(other);
                    None
                }
            }
        });
        let whole = first.await.as_ref();
        if prepared.is_none() {
            service.answers.settle(question, &place);
        } else if whole.is_some() {
            service.metrics.kept.inc();
        }
        if let Some(whole) = whole {
            return sent(whole, form);
        }
    }
    let made = match (own, prepared) {
        (None, Some((prepared, snapshot, viewer))) => make(service, snapshot, viewer, prepared, form.media_type).await,
        (Some(own), _) => own,
        (None, None) => Made::Other(answer::broken()),
    };
    match made {
        Made::Whole(whole) => sent(&whole, form),
        Made::Other(response) => response,
    }
}

async fn make(
    service: &Service,
    snapshot: Arc<Snapshot>,
    viewer: Option<Viewer>,
    prepared: Prepared,
    media_type: MediaType,
) -> Made {
    let mut account = Account::of(&prepared);
    let mut response = match prepared.answer(service, snapshot, viewer).await {
        Ok(Answered::Written(body)) => {
            service.metrics.planned.inc();
            return Made::Whole(Whole::new(body.into(), account));
        }
        Ok(Answered::Told(response)) => {
            service.metrics.executed.inc();
            account.has(&response);
            if account.errors == 0
                && let Ok(body) = serde_json::to_vec(&Answer::from(&response))
            {
                return Made::Whole(Whole::new(body.into(), account));
            }
            answer::answer(&response, media_type)
        }
        Err(refused) => {
            account.errors = 1;
            refused.answer(media_type)
        }
    };
    response.extensions_mut().insert(account);
    Made::Other(response)
}

/// A whole answer in the form that its client takes.
fn sent(whole: &Whole, form: Form) -> Response {
    let packed = form.packed && (MIN_PACKED_BYTES..=MAX_ANSWER_BYTES).contains(&whole.body.len());
    let body = if packed { whole.packed() } else { whole.body.clone() };
    let mut response = Response::new(Body::from(body));
    // Room for all that is said of an answer on its way out: a map that grows is hashed anew.
    *response.headers_mut() = HeaderMap::with_capacity(HEADERS);
    let (name, value) = form.media_type.header();
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    if packed {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response.extensions_mut().insert(whole.account.clone());
    response
}
