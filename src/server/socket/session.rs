//! One connection: what it may do, what it follows, and when it ends.

use std::{collections::HashMap, net::IpAddr, ops::ControlFlow, sync::Arc, time::Instant as Clock};

use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::{AbortHandle, BoxStream, SelectAll, StreamExt, abortable};
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep_until, timeout};

use super::message::{Close, Said, Says};
use crate::{
    schema::Viewer,
    server::{
        Service,
        authentication::{self, Credential, Opener, ReadAccess},
        crowd::Member,
        execute::{Rejection, Way, prepare},
        limits::{INIT_TIME, KEEP_ALIVE, RECHECK, SEND_TIME},
        operation::{Event, events},
        refused::Refused,
        request::asked,
    },
};

/// The end of a connection; none where the other side has gone.
type End = Option<Close>;
type Step = ControlFlow<End>;

pub struct Session {
    service: Service,
    client: Option<IpAddr>,
    _member: Option<Arc<Member>>,
    viewer: Option<Viewer>,
    credential: Option<Credential>,
    acknowledged: bool,
    /// Whether something has come since the last ping.
    alive: bool,
    /// When the acknowledgement, or a sign of life, must have come.
    due: Instant,
    /// When it is asked again whether the token is good.
    recheck: Instant,
    operations: SelectAll<BoxStream<'static, (Arc<str>, Event)>>,
    handles: HashMap<Arc<str>, AbortHandle>,
}

impl Session {
    pub fn new(service: Service, opener: Opener) -> Self {
        let Opener { viewer, credential, client, member } = opener;
        Self {
            service,
            client,
            _member: member,
            viewer,
            credential,
            acknowledged: false,
            alive: true,
            due: Instant::now() + INIT_TIME,
            recheck: Instant::now() + RECHECK,
            operations: SelectAll::new(),
            handles: HashMap::new(),
        }
    }

    /// Answers until the connection ends, and says how it is to be closed.
    pub async fn run(mut self, socket: &mut WebSocket) -> End {
        let mut closing = self.service.closing.subscribe();
        let closing = async { drop(closing.wait_for(|closing| *closing).await) };
        tokio::pin!(closing);
        loop {
            let step = tokio::select! {
                message = socket.recv() => self.hear(socket, message).await,
                Some((id, event)) = self.operations.next() => self.pass_on(socket, &id, event).await,
                () = sleep_until(self.due) => self.is_due(socket).await,
                () = sleep_until(self.recheck), if self.credential.is_some() => self.recheck(),
                () = &mut closing => Step::Break(Some(Close::GOING_AWAY)),
            };
            if let Step::Break(end) = step {
                return end;
            }
        }
    }

    async fn hear(&mut self, socket: &mut WebSocket, message: Option<Result<Message, axum::Error>>) -> Step {
        self.alive = true;
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Binary(_))) => return Step::Break(Some(Close::bad("a message is text"))),
            // Pings are answered where frames are read.
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Step::Continue(()),
            Some(Ok(Message::Close(_))) | None => return Step::Break(None),
            Some(Err(error)) if error.to_string().contains("too long") => return Step::Break(Some(Close::TOO_LARGE)),
            Some(Err(_)) => return Step::Break(None),
        };
        match Said::read(&text) {
            Ok(Said::Init(payload)) => self.init(socket, &payload).await,
            Ok(Said::Ping(payload)) => send(socket, &Says::Pong { payload }).await,
            Ok(Said::Pong) => Step::Continue(()),
            Ok(Said::Subscribe { id, payload }) => self.subscribe(id, payload),
            Ok(Said::Complete { id }) => {
                if let Some(handle) = self.handles.remove(id.as_str()) {
                    handle.abort();
                }
                Step::Continue(())
            }
            Err(close) => Step::Break(Some(close)),
        }
    }

    /// A token may come with the request, or with this: browsers let nobody set headers.
    async fn init(&mut self, socket: &mut WebSocket, payload: &Map<String, Value>) -> Step {
        if self.acknowledged {
            return Step::Break(Some(Close::TOO_MANY_INITS));
        }
        let mut sent = payload.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        match (sent.next().map(|(_, value)| value), sent.next()) {
            (None | Some(Value::Null), None) => {}
            (Some(Value::String(text)), None) => match Credential::of(text) {
                Some(credential) => self.credential = Some(credential),
                None => return Step::Break(Some(Close::FORBIDDEN)),
            },
            _ => return Step::Break(Some(Close::FORBIDDEN)),
        }
        if self.identify().is_err() || (self.viewer.is_none() && self.service.settings.read_access == ReadAccess::Token)
        {
            return Step::Break(Some(Close::FORBIDDEN));
        }
        self.acknowledged = true;
        self.due = Instant::now() + KEEP_ALIVE;
        send(socket, &Says::ConnectionAck).await
    }

    /// Whoever follows with a token that is good no more has followed long enough.
    fn recheck(&mut self) -> Step {
        self.recheck = Instant::now() + RECHECK;
        // What a token may do that is shown before the acknowledgement, that will say.
        match self.identify() {
            Err(_) if self.acknowledged => Step::Break(Some(Close::FORBIDDEN)),
            _ => Step::Continue(()),
        }
    }

    /// Asks again who it is, as with each request: a token may have been revoked since the last one.
    fn identify(&mut self) -> Result<(), authentication::Refused> {
        if let Some(credential) = &self.credential {
            self.viewer = Some(authentication::identify(&self.service, credential)?);
        }
        Ok(())
    }

    fn subscribe(&mut self, id: String, payload: Map<String, Value>) -> Step {
        if !self.acknowledged {
            return Step::Break(Some(Close::UNAUTHORIZED));
        }
        if self.handles.contains_key(id.as_str()) {
            return Step::Break(Some(Close::exists(&id)));
        }
        let prepared = match asked(payload) {
            Ok(asked) => self.admit().and_then(|()| prepare(&self.service, asked, Way::Stream)),
            Err(refused) => return Step::Break(Some(Close::bad(refused.message))),
        };
        let id: Arc<str> = id.into();
        let (events, handle) = abortable(events(&self.service, prepared, self.viewer.clone()));
        self.handles.insert(id.clone(), handle);
        self.operations.push(events.map(move |event| (id.clone(), event)).boxed());
        Step::Continue(())
    }

    /// Whether one more operation may begin.
    fn admit(&mut self) -> Result<(), Rejection> {
        self.identify().map_err(|_| Refused::signed_out())?;
        let limits = &self.service.settings.limits;
        if self.handles.len() >= limits.subscriptions {
            let message = format!("a connection may follow {} operations at one time", limits.subscriptions);
            return Err(Refused::too_many(message).into());
        }
        match self.client.and_then(|client| self.service.rate.take(client, Clock::now())) {
            Some(left) if left.is_used_up() => Err(Refused::too_many("too many operations: wait some seconds").into()),
            _ => Ok(()),
        }
    }

    async fn pass_on(&mut self, socket: &mut WebSocket, id: &Arc<str>, event: Event) -> Step {
        match event {
            Event::Next(payload) => send(socket, &Says::Next { id, payload: &payload }).await,
            Event::Failed(errors) => {
                self.handles.remove(id);
                send(socket, &Says::Error { id, payload: &errors }).await
            }
            Event::Complete => {
                self.handles.remove(id);
                send(socket, &Says::Complete { id }).await
            }
            Event::Broken => Step::Break(Some(Close::INTERNAL)),
        }
    }

    /// Asks for a sign of life, if the last one was answered.
    async fn is_due(&mut self, socket: &mut WebSocket) -> Step {
        if !self.acknowledged {
            return Step::Break(Some(Close::INIT_TIMEOUT));
        }
        if !self.alive {
            return Step::Break(None);
        }
        self.alive = false;
        self.due = Instant::now() + KEEP_ALIVE;
        passed(&timeout(SEND_TIME, socket.send(Message::Ping(Vec::new().into()))).await)
    }
}

async fn send(socket: &mut WebSocket, says: &Says<'_>) -> Step {
    match serde_json::to_string(says) {
        Ok(text) => passed(&timeout(SEND_TIME, socket.send(Message::Text(text.into()))).await),
        Err(error) => {
            tracing::error!(%error, "a message could not be written");
            Step::Break(Some(Close::INTERNAL))
        }
    }
}

/// A connection that takes nothing for so long has gone.
fn passed(sent: &Result<Result<(), axum::Error>, tokio::time::error::Elapsed>) -> Step {
    match sent {
        Ok(Ok(())) => Step::Continue(()),
        Ok(Err(_)) | Err(_) => Step::Break(None),
    }
}
