//! Who sends a request: the token in its `Authorization` header, as a [`Viewer`] for those who answer it.

use std::{convert::Infallible, error::Error, future::pending, net::IpAddr, sync::Arc};

use axum::{
    extract::{FromRequestParts, Request},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{AUTHORIZATION, UPGRADE, WWW_AUTHENTICATE},
        request::Parts,
    },
    response::Response,
};
use tokio::time::sleep;

use super::{
    Service,
    answer::{self, MediaType},
    crowd::Member,
    limits::RECHECK,
    rate::client,
    refused,
};
use crate::{
    access::{Denial, Role, Secret},
    schema::Viewer,
};

/// Who may read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadAccess {
    /// Everybody.
    #[default]
    Open,
    /// Whoever has a token, of any role.
    Token,
}

/// Gives a request its [`Viewer`] as an extension, none if it came without a token. A token that is good for nothing is
/// never taken for none: whoever sends one believes to be somebody. The header goes no further.
pub fn authenticate(service: &Service, request: &mut Request) -> Result<(), Box<Response>> {
    let found = credential(service, request.headers()).and_then(|credential| {
        Ok((credential.as_ref().map(|known| identify(service, known)).transpose()?, credential))
    });
    request.headers_mut().remove(AUTHORIZATION);
    let (viewer, credential) =
        found.map_err(|refused| Box::new(refused.answer(MediaType::asked_for(request.headers()))))?;
    viewer.map(|viewer| request.extensions_mut().insert(viewer));
    // Whoever opens a connection is asked again later.
    credential.map(|credential| request.extensions_mut().insert(credential));
    Ok(())
}

/// The viewer, if their role is at least this one.
pub fn require(viewer: Option<&Viewer>, least: Role) -> Result<&Viewer, refused::Refused> {
    let Some(viewer) = viewer else {
        let message = format!("send `Authorization: Bearer TOKEN` with a token of role {least}");
        let refused = refused::Refused::with(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message);
        return Err(refused.header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
    };
    if Role::from(viewer.role) < least {
        let message =
            format!("this needs a token of role {least}; `{}` has role {}", viewer.name, Role::from(viewer.role));
        return Err(refused::Refused::with(StatusCode::FORBIDDEN, "FORBIDDEN", message));
    }
    Ok(viewer)
}

/// What somebody shows to say who he is.
#[derive(Clone)]
pub struct Credential(Secret);

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credential")
    }
}

impl Credential {
    /// What the value of an `Authorization` header shows.
    pub fn of(value: &str) -> Option<Self> {
        let (scheme, secret) = value.split_once(' ')?;
        let secret = scheme.eq_ignore_ascii_case("Bearer").then(|| secret.trim_matches(' ').parse().ok())?;
        secret.map(Self)
    }
}

/// Who opens a connection that goes on after its request, as far as the request says.
#[derive(Clone, Default)]
pub struct Opener {
    pub viewer: Option<Viewer>,
    pub credential: Option<Credential>,
    pub client: Option<IpAddr>,
    /// Keeps the connection counted as one of its client's when it is no longer one of HTTP.
    pub member: Option<Arc<Member>>,
}

impl FromRequestParts<Service> for Opener {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Infallible> {
        Ok(Self::of(service, parts))
    }
}

impl Opener {
    /// Who sends a request, by what those before us have found out.
    pub fn of(service: &Service, head: &mut Parts) -> Self {
        let client = client(&head.extensions, &head.headers, service.settings.behind_proxy);
        let extensions = &mut head.extensions;
        let (viewer, credential) = (extensions.remove(), extensions.remove());
        Self { viewer, credential, client, member: extensions.remove() }
    }
}

/// Ends when what somebody shows is good no more: revoked, or expired. Never for somebody who shows nothing.
pub async fn until_invalid(service: &Service, credential: Option<&Credential>) {
    let Some(credential) = credential else { return pending().await };
    loop {
        sleep(RECHECK).await;
        if identify(service, credential).is_err() {
            return;
        }
    }
}

/// What a request shows; none where it need not show anything. A WebSocket may show it later.
fn credential(service: &Service, headers: &HeaderMap) -> Result<Option<Credential>, Refused> {
    let credential = carried(headers).ok_or(Refused::Malformed)?;
    if credential.is_none() && service.settings.read_access == ReadAccess::Token && !headers.contains_key(UPGRADE) {
        return Err(Refused::Missing);
    }
    Ok(credential)
}

/// Who shows it.
pub fn identify(service: &Service, Credential(secret): &Credential) -> Result<Viewer, Refused> {
    let (name, role) = service.authenticator.identify(secret).map_err(Refused::Denied)?;
    Ok(Viewer { name: name.as_str().into(), role: role.into() })
}

/// What a request carries, if it carries any (RFC 6750, section 2.1); none at all if it carries something else.
fn carried(headers: &HeaderMap) -> Option<Option<Credential>> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (None, _) => Some(None),
        (Some(value), None) => Credential::of(value.to_str().ok()?).map(Some),
        (Some(_), Some(_)) => None,
    }
}

/// Why a request is not even looked at.
pub enum Refused {
    /// There is no token, and reading needs one.
    Missing,
    /// There is an `Authorization` header, but not one with a token.
    Malformed,
    Denied(Denial),
}

impl Refused {
    fn answer(self, media_type: MediaType) -> Response {
        let message = match &self {
            Self::Missing => "reading needs a token here: send `Authorization: Bearer TOKEN`".to_owned(),
            Self::Malformed => "send one header `Authorization: Bearer TOKEN`, or none".to_owned(),
            Self::Denied(Denial::Unreadable(error)) => return unavailable(error, media_type),
            Self::Denied(denial) => format!("{denial}: ask for another one"),
        };
        let mut answer = answer::refusal(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", &message, media_type);
        answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(self.challenge()));
        answer
    }

    /// What to come back with (RFC 6750, section 3).
    fn challenge(&self) -> &'static str {
        match self {
            Self::Missing => "Bearer",
            Self::Malformed => "Bearer error=\"invalid_request\"",
            Self::Denied(_) => "Bearer error=\"invalid_token\"",
        }
    }
}

fn unavailable(error: &(dyn Error + 'static), media_type: MediaType) -> Response {
    tracing::error!(error, "nobody can be let in with a token");
    let message = "tokens cannot be read at the moment: try again later, or ask the operator";
    answer::refusal(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message, media_type)
}
