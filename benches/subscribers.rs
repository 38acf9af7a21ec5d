//! What 2,000 dashboards cost that follow the register, and how long a commit takes to reach all of them.
//!
//! The program serves the bundled register from a directory of its own, as a process of its own, and this one plays the
//! dashboards: each has a connection, over which it subscribes to `changes` and waits. Then an editor commits 50 changes, one
//! after the other, and each is timed from its sending and from its answer until the last dashboard has read it. Client and
//! server share the machine: reading 2,000 sockets is a part of what is measured.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on fails by panicking")]

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

const SUBSCRIBERS: usize = 2_000;
const COMMITS: usize = 50;
const TOKEN: &str = "a-token-of-an-editor-for-this-benchmark";
const FOLLOW: &str = "subscription { changes { revision action subject actor fields { field before after } } }";

struct Server {
    process: Child,
    address: String,
    _directory: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
        command.arg("--data").arg(directory.path()).args(["--listen", "127.0.0.1:0", "--max-client-connections", "0"]);
        command.env("BUENDNIS_EDITOR_TOKEN", TOKEN).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map(Result::unwrap);
        let serving = lines.by_ref().find(|line| line.contains("\"serving\"")).expect("it serves");
        let serving: Value = serde_json::from_str(&serving).unwrap();
        thread::spawn(move || lines.for_each(drop));
        Self { process, address: serving["address"].as_str().unwrap().to_owned(), _directory: directory }
    }

    fn memory_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// What the dashboards have read.
struct Seen {
    start: Instant,
    count: AtomicUsize,
    last_micros: AtomicU64,
    all: Notify,
}

impl Seen {
    fn note(&self) {
        let now = self.start.elapsed().as_micros() as u64;
        self.last_micros.fetch_max(now, Ordering::Relaxed);
        if (self.count.fetch_add(1, Ordering::AcqRel) + 1).is_multiple_of(SUBSCRIBERS) {
            self.all.notify_one();
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Transport {
    WebSocket,
    Events,
}

/// Follows over a connection of its own, for as long as the server does.
async fn follow(transport: Transport, address: Arc<str>, seen: Arc<Seen>) {
    let stream = TcpStream::connect(&*address).await.unwrap();
    match transport {
        Transport::WebSocket => over_web_socket(stream, &address, &seen).await,
        Transport::Events => over_events(stream, &seen).await,
    }
}

async fn over_web_socket(stream: TcpStream, address: &str, seen: &Seen) {
    let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
    let (mut socket, _) = client_async(request, stream).await.unwrap();
    let subscribe = json!({ "id": "1", "type": "subscribe", "payload": { "query": FOLLOW } });
    for message in [json!({ "type": "connection_init" }), subscribe] {
        socket.send(Message::text(message.to_string())).await.unwrap();
    }
    while let Some(Ok(message)) = socket.next().await {
        if message.to_text().is_ok_and(|text| text.contains("\"next\"")) {
            seen.note();
        }
    }
}

async fn over_events(mut stream: TcpStream, seen: &Seen) {
    let body = json!({ "query": FOLLOW }).to_string();
    let length = body.len();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    let mut piece = [0; 2048];
    while let Ok(count @ 1..) = stream.read(&mut piece).await {
        // An event is written whole, and read so from a socket that is otherwise idle.
        if String::from_utf8_lossy(&piece[..count]).contains("event: next") {
            seen.note();
        }
    }
}

/// The connection of an editor.
struct Editor(TcpStream);

impl Editor {
    /// Has an organisation of this slug made.
    async fn commit(&mut self, slug: &str) {
        let query = format!(
            "mutation {{ createOrganisation(input: {{ slug: \"{slug}\", name: {{ de: \"{slug}\" }}, kind: OTHER }}) {{ revision }} }}"
        );
        let body = json!({ "query": query }).to_string();
        let length = body.len();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        );
        self.0.write_all((head + &body).as_bytes()).await.unwrap();
        let mut answer = [0; 4096];
        let count = self.0.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..count]);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"revision\""), "{answer}");
    }
}

async fn measure(transport: Transport) {
    let server = Server::start();
    let (address, before): (Arc<str>, _) = (server.address.as_str().into(), server.memory_kib());
    let seen = Arc::new(Seen {
        start: Instant::now(),
        count: AtomicUsize::new(0),
        last_micros: AtomicU64::new(0),
        all: Notify::new(),
    });
    for _ in 0..SUBSCRIBERS {
        tokio::spawn(follow(transport, address.clone(), seen.clone()));
    }
    until_all_follow(&address).await;
    let idle = server.memory_kib();
    let mut editor = Editor(TcpStream::connect(&*address).await.unwrap());
    let (mut from_sending, mut from_answer) = (Vec::new(), Vec::new());
    for n in 0..COMMITS {
        let sent = seen.start.elapsed();
        editor.commit(&format!("verein-{n}")).await;
        let answered = seen.start.elapsed();
        seen.all.notified().await;
        let last = Duration::from_micros(seen.last_micros.load(Ordering::Relaxed));
        from_sending.push(last - sent);
        from_answer.push(last.saturating_sub(answered));
    }
    println!(
        "{transport:?}: {SUBSCRIBERS} subscribers take {} MiB; a commit reaches the last of them\n  {}\n  {}",
        (idle - before) / 1024,
        spread("from its sending", from_sending),
        spread("from its answer", from_answer),
    );
}

/// Asks the metrics until everybody follows.
async fn until_all_follow(address: &str) {
    let wanted = format!("buendnis_subscriptions {SUBSCRIBERS}\n");
    loop {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        if answer.contains(&wanted) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn spread(what: &str, mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    format!("{what}: median {median:.1?}, worst {worst:.1?} of {COMMITS}")
}

fn main() {
    // `cargo test` builds benchmarks and runs them once: this one needs a release build to say anything.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for transport in [Transport::WebSocket, Transport::Events] {
        runtime.block_on(measure(transport));
    }
}
