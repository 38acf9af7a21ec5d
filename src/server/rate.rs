//! How often one client may ask.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::Request,
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, header::RETRY_AFTER},
    response::Response,
};

use super::{Service, answer::MediaType, limits::RATE_WINDOW, refused::Refused};

/// Where a request came from, as an extension of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Counts the requests of each client in windows of [`RATE_WINDOW`]. At the end of a window all counts are thrown away, so
/// there are never more than there were requests in it.
#[derive(Debug)]
pub struct Rate {
    limit: u32,
    window: Mutex<Window>,
}

#[derive(Debug)]
struct Window {
    ends: Instant,
    counts: HashMap<IpAddr, u32>,
}

/// What a client has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    limit: u32,
    /// None if this was one too many.
    remaining: Option<u32>,
    resets_in: Duration,
}

impl Rate {
    /// `limit` requests a window, 0 for any number.
    pub fn new(limit: u32) -> Self {
        Self { limit, window: Mutex::new(Window { ends: Instant::now() + RATE_WINDOW, counts: HashMap::new() }) }
    }

    /// Counts one request at `now`.
    pub fn take(&self, client: IpAddr, now: Instant) -> Option<Left> {
        if self.limit == 0 {
            return None;
        }
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if now >= window.ends {
            *window = Window { ends: now + RATE_WINDOW, counts: HashMap::new() };
        }
        let resets_in = window.ends - now;
        let count = window.counts.entry(whose(client)).or_default();
        *count = count.saturating_add(1);
        Some(Left { limit: self.limit, remaining: self.limit.checked_sub(*count), resets_in })
    }
}

/// Whoever has an address of version 6 has all of its /64.
pub fn whose(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

impl Left {
    pub fn is_used_up(self) -> bool {
        self.remaining.is_none()
    }

    /// After the draft "RateLimit header fields for HTTP" of the IETF.
    pub fn tell(self, headers: &mut HeaderMap) {
        let window = RATE_WINDOW.as_secs();
        let policy = format!("\"client\";q={};w={window}", self.limit);
        let state = format!("\"client\";r={};t={}", self.remaining.unwrap_or(0), self.seconds());
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }

    fn seconds(self) -> u64 {
        self.resets_in.as_secs() + 1
    }
}

/// Counts a request. One without a [`Peer`] came from within the process.
pub fn take(service: &Service, request: &Request) -> Option<Left> {
    let client = client(request.extensions(), request.headers(), service.settings.behind_proxy)?;
    service.rate.take(client, Instant::now())
}

/// Refuses a request whose client has asked too often.
pub fn check(left: Option<Left>, headers: &HeaderMap) -> Result<(), Box<Response>> {
    let Some(left) = left.filter(|left| left.is_used_up()) else { return Ok(()) };
    let message = format!("more than {} requests in {} s: wait", left.limit, RATE_WINDOW.as_secs());
    let refused = Refused::too_many(message).header(RETRY_AFTER, left.seconds());
    Err(Box::new(refused.answer(MediaType::asked_for(headers))))
}

/// Who sent a request: the address that the connection comes from, or the one that our own proxy wrote down last.
pub fn client(extensions: &Extensions, headers: &HeaderMap, behind_proxy: bool) -> Option<IpAddr> {
    let Peer(peer) = *extensions.get()?;
    if !behind_proxy {
        return Some(peer);
    }
    let values = headers.get_all("x-forwarded-for").iter();
    let forwarded = values.filter_map(|value| value.to_str().ok()).next_back();
    let last = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    Some(last.unwrap_or(peer))
}
