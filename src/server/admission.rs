//! Who is let in to the register, one question after the other: not more often than others may, with a good token or with
//! none, and with no wish for a revision that is not there.

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

/// Hands on a request that is let in, and notes on its answer what came of the questions.
pub async fn admit(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let left = rate::take(&service, &request);
    let mut response = match question(&service, left, &mut request).await {
        Ok(()) => {
            // Before the request takes its snapshot, so that the answer says no more than is true.
            let before = service.register.snapshot().revision();
            let mut response = next.run(request).await;
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
