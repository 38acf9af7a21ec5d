//! `GET /graphql` as a WebSocket: the sub-protocol `graphql-transport-ws`, after the PROTOCOL.md of the npm package
//! graphql-ws. `message` has its messages, `session` what they do.
//!
//! async-graphql's own implementation closes with 1002 where the protocol says 4400, and knows neither 4408 nor 4409.

mod message;
mod session;

use axum::{
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    http::{
        HeaderMap, StatusCode,
        header::{HOST, ORIGIN},
    },
    response::Response,
};
use tokio::time::timeout;

use self::{message::Close, session::Session};
use super::{Service, authentication::Opener, limits::CLOSE_TIME, metrics::Transport, refused::Refused};

const PROTOCOL: &str = "graphql-transport-ws";

/// Takes the connection over.
pub fn accept(
    service: Service,
    opener: Opener,
    headers: &HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refused> {
    check_origin(headers, &service.settings.cors_origins)?;
    let place = service.sockets.clone().try_acquire_owned().map_err(|_| Refused::busy("too many connections"))?;
    let size = service.settings.limits.body_bytes;
    // Small, as there are many: a message that is larger makes them grow for as long as it takes.
    let upgrade = upgrade.read_buffer_size(2048).write_buffer_size(0).max_message_size(size).max_frame_size(size);
    Ok(upgrade.protocols([PROTOCOL]).on_upgrade(async move |socket| {
        let _place = place;
        converse(service, opener, socket).await;
    }))
}

/// A browser lets every page open a WebSocket to everywhere, and says which page it is. Programs say nothing.
fn check_origin(headers: &HeaderMap, allowed: &[String]) -> Result<(), Refused> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(ORIGIN) else { return Ok(()) };
    let own = origin.split_once("://").map(|(_, host)| host) == text(HOST);
    if own || allowed.iter().any(|allowed| allowed == origin || allowed == "*") {
        return Ok(());
    }
    Err(Refused::with(StatusCode::FORBIDDEN, "FORBIDDEN", "pages of this origin may not connect: see --cors-origin"))
}

async fn converse(service: Service, opener: Opener, mut socket: WebSocket) {
    let streams = service.metrics.streams.get_or_create(&Transport { transport: "websocket" }).clone();
    streams.inc();
    let close = if socket.protocol().is_some() {
        Box::pin(Session::new(service, opener).run(&mut socket)).await
    } else {
        Some(Close::SUBPROTOCOL)
    };
    streams.dec();
    if let Some(Close { code, reason }) = close {
        let frame = CloseFrame { code, reason: reason.as_ref().into() };
        // Whoever does not take it is gone.
        let _ = timeout(CLOSE_TIME, socket.send(Message::Close(Some(frame)))).await;
    }
    // The other side closes as well, or has, and waits for our word that we have heard it.
    let _ = timeout(CLOSE_TIME, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
}
