//! Connections: how many, how long they may take over the head of a request, and how they end.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::body::Body;
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    App,
    crowd::{Crowd, Member},
    limits::{LINGER, Limits},
    rate::Peer,
};

/// Has `app` answer what comes in on `listener` until `closing` says so, and then what is under way. To drop it cuts that
/// off. Who has too many connections in `crowd` is sent away.
pub async fn listen(
    listener: TcpListener,
    app: App,
    limits: Limits,
    crowd: Option<Arc<Crowd>>,
    mut closing: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            // Whoever comes when all places are taken waits in the queue of the system.
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            Some(_) = connections.join_next() => continue,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (app, closing) = (app.clone(), closing.clone());
                let member = crowd.as_ref().map(|crowd| crowd.enter(peer.ip()));
                connections.spawn(async move {
                    let _place = place;
                    match member {
                        Some(None) => send_away(stream).await,
                        member => serve(stream, peer, member.flatten(), app, limits, closing).await,
                    }
                });
            }
            Err(error) => give_way(&error).await,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// One that was broken off before it began is nobody's; with no file left for a connection, some have to end first.
async fn give_way(error: &io::Error) {
    if !matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) {
        tracing::error!(%error, "no connection can be accepted");
        sleep(Duration::from_millis(100)).await;
    }
}

/// What is answered, whatever the request: nobody reads it.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; charset=utf-8\r\n\
    Retry-After: 5\r\nConnection: close\r\nContent-Length: 100\r\n\r\n\
    {\"errors\":[{\"message\":\"this client has too many connections\",\"extensions\":{\"code\":\"UNAVAILABLE\"}}]}\n";

async fn send_away(mut stream: TcpStream) {
    // A fresh connection takes this at once.
    if stream.write_all(TOO_MANY).await.is_ok() {
        linger(stream).await;
    }
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    member: Option<Member>,
    app: App,
    limits: Limits,
    mut closing: watch::Receiver<bool>,
) {
    // Answers and events are written whole: nothing is won by waiting for more.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let member = member.map(Arc::new);
    // A count of its own: one that all connections share goes from core to core with every request.
    let app = Arc::new(app);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer.ip()));
        member.clone().map(|member| request.extensions_mut().insert(member));
        let app = app.clone();
        async move { Ok::<_, Infallible>(app.answer(request.map(Body::new)).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(limits.header_bytes)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = connection.with_upgrades();
    let mut told = false;
    let ended = loop {
        tokio::select! {
            ended = &mut connection => break ended,
            _ = closing.wait_for(|closing| *closing), if !told => {
                told = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended badly");
        if let Some(parts) = connection.into_parts() {
            linger(parts.io.into_inner()).await;
        }
    }
}

/// Reads on for a moment, so that the answer to a head that is too large does not go down with the connection: a system
/// that gets bytes for a closed one throws away what it has not yet read.
async fn linger(mut stream: TcpStream) {
    let discard = async {
        stream.shutdown().await?;
        let mut bytes = [0; 4096];
        while stream.read(&mut bytes).await? > 0 {}
        io::Result::Ok(())
    };
    // It is over either way.
    let _ = timeout(LINGER, discard).await;
}
