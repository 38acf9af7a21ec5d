//! Traces: a collector that we play ourselves gets the spans of a request, within the trace of its client.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]
#![cfg(all(feature = "otel", unix))]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
};

use serde_json::{Value, json};

const TOKEN: &str = "a-token-of-an-editor-for-these-tests";
/// What a client says of itself in `traceparent`: its trace, and its span.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";

/// A collector: says where it listens, and hands over the body of each request.
fn collector() -> (String, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (sender, bodies) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let sender = sender.clone();
            thread::spawn(move || {
                let mut stream = BufReader::new(stream.unwrap());
                while let Some((path, body)) = read_request(&mut stream) {
                    assert_eq!(path, "/v1/traces");
                    sender.send(body).unwrap();
                    let answer =
                        b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n";
                    stream.get_mut().write_all(answer).unwrap();
                }
            });
        }
    });
    (endpoint, bodies)
}

/// The path and the body of the next request of a connection, if there is one.
fn read_request(stream: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut lines = stream.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let length = lines.filter_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.last().unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    Some((path, body))
}

fn serve(endpoint: &str, directory: &Path) -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
    command.arg("--data").arg(directory).args(["--listen", "127.0.0.1:0"]).stderr(Stdio::piped());
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint).env("BUENDNIS_EDITOR_TOKEN", TOKEN);
    let mut process = command.spawn().unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map(Result::unwrap);
    let serving = lines.by_ref().find(|line| line.contains("\"serving\"")).expect("it serves");
    thread::spawn(move || lines.for_each(drop));
    let serving: Value = serde_json::from_str(&serving).unwrap();
    (process, serving["address"].as_str().unwrap().to_owned())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_collector_gets_the_spans_of_a_request_within_the_trace_of_its_client() {
    let directory = tempfile::tempdir().unwrap();
    let (endpoint, bodies) = collector();
    let (mut process, address) = serve(&endpoint, directory.path());
    let query =
        "mutation { createOrganisation(input: { slug: \"x\", name: { de: \"X\" }, kind: OTHER }) { revision } }";
    let body = json!({ "query": query }).to_string();
    let head = [
        "POST /graphql HTTP/1.1",
        "Host: x",
        "Connection: close",
        "Content-Type: application/json",
        &format!("Content-Length: {}", body.len()),
        &format!("Authorization: Bearer {TOKEN}"),
        &format!("traceparent: 00-{TRACE}-{CALLER}-01"),
        "\r\n",
    ];
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all((head.join("\r\n") + &body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // What is left is sent when the server stops.
    let stopped = Command::new("kill").arg(process.id().to_string()).status().unwrap();
    assert!(stopped.success());
    assert!(process.wait().unwrap().success());
    let sent: Vec<u8> = bodies.try_iter().flatten().collect();
    // Texts and ids are themselves in protobuf.
    for name in ["POST /graphql", "parse", "validate", "execute", "commit", "buendnis", "mutation"] {
        assert!(contains(&sent, name.as_bytes()), "no `{name}` in {:?}", String::from_utf8_lossy(&sent));
    }
    let trace = u128::from_str_radix(TRACE, 16).unwrap().to_be_bytes();
    assert!(contains(&sent, &trace), "the trace is not the client's");
    let caller = u64::from_str_radix(CALLER, 16).unwrap().to_be_bytes();
    assert!(contains(&sent, &caller), "the request is not within the client's span");
    assert!(!contains(&sent, TOKEN.as_bytes()), "the token was sent along");
}
