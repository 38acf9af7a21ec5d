//! Who is let in to the register, one question after the other: not more often than others may, with a good token or with
//! none, and with no wish for a revision that is not there.

use std::future::Future;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use super::{
    Service,
    authentication::authenticate,
    rate::{self, Left},
    revision,
};

/// As [`admitted`], on the way to what the router has found.
pub async fn admit(State(service): State<Service>, request: Request, next: Next) -> Response {
    admitted(&service, request, |request| next.run(request)).await
}

/// Hands on to `answer` a request that is let in, and notes on its answer what came of the questions.
pub async fn admitted<F: Future<Output = Response>>(
    service: &Service,
    mut request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    let left = rate::take(service, &request);
    let mut response = match question(service, left, &mut request).await {
        Ok(()) => {
            // Before the request takes its snapshot, so that the answer says no more than is true.
            let before = service.register.revision();
            let mut response = answer(request).await;
            revision::note(&service.register, before, &mut response);
            response
        }
        Err(refused) => *refused,
    };
    if let Some(left) = left {
        left.tell(response.headers_mut());
    }
    response
}

async fn question(service: &Service, left: Option<Left>, request: &mut Request) -> Result<(), Box<Response>> {
    rate::check(left, request.headers())?;
    authenticate(service, request)?;
    revision::reach(&service.register, request.headers()).await
}
