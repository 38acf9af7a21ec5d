//! Subscriptions over connections of their own, and how they end.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::http::HeaderValue;
use buendnis::{
    access::{Authenticator, Role, Token, TokenFile},
    model::{Origin, Timestamp},
    register::{Proposal, Register, Step},
    server::{Limits, ReadAccess, Service, Settings, serve},
    store::Memory,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::{
    api::{EDITOR, authenticator},
    organisation,
};

/// A server on a port of its own until it is told to stop.
struct Live {
    address: SocketAddr,
    register: Arc<Register>,
    stop: oneshot::Sender<()>,
    done: JoinHandle<std::io::Result<()>>,
}

async fn live(clock: impl Fn() -> Timestamp + Send + Sync + 'static, access: Authenticator, limits: Limits) -> Live {
    let register = Arc::new(Register::open(Memory::new(), clock).unwrap());
    // A busy machine may make a test pause.
    let limits = Limits { pause: Duration::from_secs(60), rate: 0, ..limits };
    let service = Service::new(register.clone()).with_settings(Settings { limits, ..Settings::default() });
    let service = service.with_access(access, ReadAccess::Open);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let done = tokio::spawn(serve(listener, service, async { drop(stopped.await) }));
    Live { address, register, stop, done }
}

async fn usual() -> Live {
    live(Timestamp::now, authenticator(), Limits::DEFAULT).await
}

impl Live {
    /// Commits one change, with this note.
    async fn commit(&self, number: u32, note: &str) {
        let steps = vec![Step::Put(organisation(number).into())];
        let note = Some(note.into());
        let proposal = Proposal { actor: "test".into(), origin: Origin::Edit, note, steps, memo: None };
        self.register.submit(proposal).await.unwrap();
    }

    /// A connection whose system takes little that its owner does not read.
    async fn connect(&self) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(8192).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// A WebSocket with this token, acknowledged.
    async fn socket(&self, secret: Option<&str>) -> Socket {
        let mut request = format!("ws://{}/graphql", self.address).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
        let (stream, _) = client_async(request, self.connect().await).await.unwrap();
        let mut socket = Socket(stream);
        let payload = secret.map(|secret| json!({ "Authorization": format!("Bearer {secret}") }));
        socket.say(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await, Ok(json!({ "type": "connection_ack" })));
        socket
    }

    /// The events of an operation.
    async fn events(&self, query: &str, secret: Option<&str>) -> Events {
        let body = json!({ "query": query }).to_string();
        let token = secret.map(|secret| format!("Authorization: Bearer {secret}\r\n")).unwrap_or_default();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n{token}Content-Length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = self.connect().await;
        stream.write_all((head + &body).as_bytes()).await.unwrap();
        Events(BufReader::new(stream))
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.done.await.unwrap().unwrap();
    }
}

struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(&json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
    }

    /// The next message, or the code with which the connection ends.
    async fn hear(&mut self) -> Result<Value, u16> {
        loop {
            match self.0.next().await.unwrap().unwrap() {
                Message::Text(text) => return Ok(serde_json::from_str(&text).unwrap()),
                Message::Close(frame) => return Err(frame.unwrap().code.into()),
                _ => {}
            }
        }
    }
}

struct Events(BufReader<TcpStream>);

impl Events {
    /// The next event with its data, which is null where there is none; none at the end of all.
    async fn hear(&mut self) -> Option<(String, Value)> {
        let mut event = None;
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).await.unwrap(), 0, "cut off");
            // Between them are the lengths of pieces, and lines that keep the connection alive.
            match line.trim_end().split_once(':') {
                Some(("event", name)) => event = Some(name.trim().to_owned()),
                Some(("data", data)) => {
                    return event.map(|name| (name, serde_json::from_str(data.trim()).unwrap_or(Value::Null)));
                }
                _ if line == "0\r\n" => return None,
                _ => {}
            }
        }
    }
}

const CHANGES: &str = "subscription { changes { revision } }";

fn revision(message: &Value) -> u64 {
    message["data"]["changes"]["revision"].as_u64().unwrap_or_else(|| panic!("{message}"))
}

/// Commits more than is kept for a follower, with more in each than the system keeps for its socket.
async fn commit_a_flood(server: &Live) -> u64 {
    let note = "x".repeat(10_000);
    for number in 2..1_400 {
        server.commit(number, &note).await;
    }
    server.register.snapshot().revision()
}

fn flood_query(after: &str) -> String {
    format!("subscription {{ changes{after} {{ revision a: note b: note c: note d: note e: note f: note }} }}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_that_is_not_read_is_told_of_the_gap_and_goes_on_behind_it() {
    let server = usual().await;
    let mut socket = server.socket(None).await;
    socket.subscribe("slow", &flood_query("(after: 0)")).await;
    server.commit(1, "").await;
    let mut seen = revision(&socket.hear().await.unwrap()["payload"]);
    let newest = commit_a_flood(&server).await;
    let told = loop {
        let message = socket.hear().await.unwrap();
        if message["type"] == "error" {
            break message;
        }
        seen += 1;
        assert_eq!(revision(&message["payload"]), seen);
    };
    assert!(seen < newest, "nothing was missed");
    assert_eq!(told["payload"][0]["extensions"], json!({ "code": "GAP", "after": seen }), "{told}");
    socket.subscribe("slow", &flood_query(&format!("(after: {seen})"))).await;
    while seen < newest {
        seen += 1;
        assert_eq!(revision(&socket.hear().await.unwrap()["payload"]), seen);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_are_not_read_end_with_the_gap() {
    let server = usual().await;
    let mut events = server.events(&flood_query("(after: 0)"), None).await;
    server.commit(1, "").await;
    let mut seen = revision(&events.hear().await.unwrap().1);
    commit_a_flood(&server).await;
    let told = loop {
        let (_, data) = events.hear().await.unwrap();
        if data.get("errors").is_some() {
            break data;
        }
        seen += 1;
        assert_eq!(revision(&data), seen);
    };
    assert_eq!(told["errors"][0]["extensions"], json!({ "code": "GAP", "after": seen }), "{told}");
    assert_eq!(events.hear().await, Some(("complete".to_owned(), Value::Null)));
    assert_eq!(events.hear().await, None);
    server.stop().await;
}

/// Answers are made once for all who ask the same: everybody still gets his own, whole and in order.
#[tokio::test(flavor = "multi_thread")]
async fn those_who_ask_the_same_and_those_who_do_not_are_each_told_everything() {
    const COMMITS: u64 = 200;
    let server = usual().await;
    let with_name = "subscription($t: [SubjectType!]) { c: changes(after: 0, subjectTypes: $t) { revision actor } }";
    let from_zero = "subscription { changes(after: 0) { revision } }";
    let mut sockets = Vec::new();
    for n in 0..24 {
        let mut socket = server.socket((n % 3 == 0).then_some(EDITOR)).await;
        socket.subscribe(&format!("{n}"), if n % 4 == 0 { with_name } else { from_zero }).await;
        sockets.push(tokio::spawn(async move {
            for expected in 1..=COMMITS {
                let message = socket.hear().await.unwrap();
                assert_eq!((&message["id"], &message["type"]), (&json!(format!("{n}")), &json!("next")));
                let data = match n % 4 {
                    0 => json!({ "c": { "revision": expected, "actor": "test" } }),
                    _ => json!({ "changes": { "revision": expected } }),
                };
                assert_eq!(message["payload"], json!({ "data": data }), "{n}");
            }
        }));
    }
    for number in 1..=COMMITS {
        server.commit(number as u32, "").await;
    }
    for socket in sockets {
        socket.await.unwrap();
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_has_one_field_at_its_root() {
    let server = usual().await;
    let mut socket = server.socket(None).await;
    for query in [
        "subscription { a: changes { revision } b: changes { revision } }",
        "subscription { ...f } fragment f on Subscription { changes { revision } }",
        "subscription { ... on Subscription { changes { revision } } }",
    ] {
        socket.subscribe("1", query).await;
        let message = socket.hear().await.unwrap();
        assert_eq!(message["payload"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{query}: {message}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resolver_that_panics_ends_the_connection_with_4500() {
    let broken = Arc::new(AtomicBool::new(false));
    let breaks = broken.clone();
    let clock = move || if breaks.load(Ordering::SeqCst) { panic!("told to") } else { Timestamp::EPOCH };
    let server = live(clock, authenticator(), Limits::DEFAULT).await;
    let mut socket = server.socket(Some(EDITOR)).await;
    broken.store(true, Ordering::SeqCst);
    // A dry run asks for the time where the request is answered, and not where changes are written.
    let change = "mutation { applyChanges(dryRun: true, changes: [{ createOrganisation: { slug: \"x\", name: { de: \"X\" }, kind: OTHER } }]) { revision } }";
    socket.subscribe("1", change).await;
    assert_eq!(socket.hear().await, Err(4500));
    broken.store(false, Ordering::SeqCst);
    server.stop().await;
}

/// Checks that whoever follows with `secret` is ended once `end` has been called, and that nobody else is.
async fn check_end(server: Live, secret: &str, end: impl FnOnce()) {
    let mut socket = server.socket(Some(secret)).await;
    socket.subscribe("1", CHANGES).await;
    let mut events = server.events(CHANGES, Some(secret)).await;
    let mut other = server.socket(Some(EDITOR)).await;
    other.subscribe("1", "subscription { changes(after: 0) { revision } }").await;
    // The head of the answer says that the events have begun.
    let mut line = String::new();
    events.0.read_line(&mut line).await.unwrap();
    assert_eq!(line, "HTTP/1.1 200 OK\r\n");
    end();
    assert_eq!(socket.hear().await, Err(4403));
    let (name, data) = events.hear().await.unwrap();
    assert_eq!((name.as_str(), &data["errors"][0]["extensions"]["code"]), ("next", &json!("UNAUTHENTICATED")));
    assert_eq!(events.hear().await, Some(("complete".to_owned(), Value::Null)));
    server.commit(1, "").await;
    assert_eq!(revision(&other.hear().await.unwrap()["payload"]), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_ends_when_its_token_is_revoked() {
    let directory = tempfile::tempdir().unwrap();
    let file = TokenFile::of(directory.path());
    let add = |name: &str| file.change(|t| t.add(name.parse().unwrap(), Role::Reader, None, Timestamp::now())).unwrap();
    let secret = add("dashboard").reveal().to_owned();
    let editor = Token::of_environment(Role::Editor, EDITOR, Timestamp::EPOCH).unwrap();
    let access = Authenticator::new([editor], Some(file.clone().into()), Timestamp::now);
    let server = live(Timestamp::now, access, Limits::DEFAULT).await;
    let revoke = || file.change(|t| t.revoke("dashboard".parse().unwrap(), Timestamp::now())).unwrap();
    check_end(server, &secret, revoke).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_ends_when_its_token_expires() {
    let secret = "the-secret-of-somebody-for-an-hour";
    let token = |role, secret| Token::of_environment(role, secret, Timestamp::EPOCH).unwrap();
    let expires = Some(Timestamp::from_micros(3_600_000_000));
    let tokens = [Token { expires, ..token(Role::Reader, secret) }, token(Role::Editor, EDITOR)];
    let now = Arc::new(AtomicI64::new(0));
    let clock = now.clone();
    let access = Authenticator::new(tokens, None, move || Timestamp::from_micros(clock.load(Ordering::SeqCst)));
    let server = live(Timestamp::now, access, Limits::DEFAULT).await;
    check_end(server, secret, || now.store(3_600_000_000, Ordering::SeqCst)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_ends_what_is_followed() {
    let server = usual().await;
    let mut socket = server.socket(None).await;
    socket.subscribe("1", "subscription { changes(after: 0) { revision } }").await;
    let mut events = server.events("subscription { changes(after: 0) { revision } }", None).await;
    server.commit(1, "").await;
    socket.hear().await.unwrap();
    events.hear().await.unwrap();
    server.stop.send(()).unwrap();
    assert_eq!(socket.hear().await, Err(1001));
    let (_, data) = events.hear().await.unwrap();
    assert_eq!(data["errors"][0]["extensions"]["code"], "UNAVAILABLE");
    assert_eq!(events.hear().await, Some(("complete".to_owned(), Value::Null)));
    assert_eq!(events.hear().await, None);
    drop((socket, events));
    server.done.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_has_so_many_connections_and_no_more() {
    let limits = Limits { client_connections: 2, ..Limits::DEFAULT };
    let server = live(Timestamp::now, authenticator(), limits).await;
    let mut socket = server.socket(None).await;
    let mut events = server.events("subscription { changes(after: 0) { revision } }", None).await;
    server.commit(1, "").await;
    events.hear().await.unwrap();
    let status = async || {
        let mut stream = server.connect().await;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).await.unwrap();
        line
    };
    assert_eq!(status().await, "HTTP/1.1 503 Service Unavailable\r\n");
    // Those that are there go on.
    socket.subscribe("1", "{ revision }").await;
    assert_eq!(socket.hear().await.unwrap()["payload"], json!({ "data": { "revision": 1 } }));
    drop(events);
    // Its place is free when the server has noticed.
    while status().await != "HTTP/1.1 200 OK\r\n" {}
    drop(socket);
    server.stop().await;
}
