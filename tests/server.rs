//! HTTP: how a request must look, how an answer does, and how the server stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

#[path = "server/answers.rs"]
mod answers;
mod api;
#[path = "server/conditional.rs"]
mod conditional;
#[path = "server/get.rs"]
mod get;
#[path = "server/limits.rs"]
mod limits;
#[path = "server/live.rs"]
mod live;
#[path = "server/persisted.rs"]
mod persisted;
#[path = "server/security.rs"]
mod security;
#[path = "server/sight.rs"]
mod sight;
#[path = "server/validation.rs"]
mod validation;

use std::{
    convert::Infallible,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use axum::{
    body::Body,
    http::{Method, Request},
};
use buendnis::{
    model::{LocalisedText, Organisation, OrganisationId, OrganisationKind, Origin, Stamp, Timestamp},
    register::{Proposal, Register, Step},
    server::{App, Limits, Service, Settings, serve},
    store::Memory,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, runtime::Builder, sync::oneshot};

use api::{Answer, Api};

const JSON: &str = "application/json; charset=utf-8";
const GRAPHQL_RESPONSE: &str = "application/graphql-response+json; charset=utf-8";
const HELLO: &str = r#"{"query":"{ revision }"}"#;

fn request(method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

fn post(headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    Api::of([]).send(request(Method::POST, "/graphql", headers, body))
}

fn get(path: &str) -> Answer {
    Api::of([]).send(request(Method::GET, path, &[], Body::empty()))
}

/// Checks a refusal: its status, and an answer in the form of a GraphQL error with one code, without data.
fn check_refusal(what: &str, answer: &Answer, status: u16, code: &str, message: &str) {
    let json = answer.json();
    assert_eq!(answer.status, status, "{what}: {json}");
    assert_eq!(json["errors"].as_array().map(Vec::len), Some(1), "{what}: {json}");
    assert_eq!(json["errors"][0]["extensions"]["code"], code, "{what}: {json}");
    let found = json["errors"][0]["message"].as_str().unwrap();
    assert!(found.contains(message), "{what}: {found}");
    assert!(!found.contains("untagged") && !found.contains("::"), "{what} tells of internals: {found}");
    assert_eq!(json.get("data"), None, "{what}");
    assert_eq!(answer.header("content-type"), JSON, "{what}");
}

#[test]
fn the_media_type_is_the_one_asked_for() {
    for (accept, expected) in [
        ("", JSON),
        ("*/*", JSON),
        ("text/html", JSON),
        ("application/json", JSON),
        ("application/json; charset=utf-8", JSON),
        ("application/graphql-response+json", GRAPHQL_RESPONSE),
        ("Application/GraphQL-Response+JSON;charset=UTF-8", GRAPHQL_RESPONSE),
        ("application/graphql-response+json, application/json", GRAPHQL_RESPONSE),
        ("application/json, application/graphql-response+json", GRAPHQL_RESPONSE),
        ("application/graphql-response+json; q=0.5, application/json", JSON),
        ("application/graphql-response+json; q=0, */*", JSON),
        ("application/graphql-response+json;q=0.9, application/json;q=0.8, */*;q=0.1", GRAPHQL_RESPONSE),
        ("application/graphql-response+jsonx", JSON),
    ] {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend((!accept.is_empty()).then_some(("accept", accept)));
        let answer = post(&headers, HELLO);
        assert_eq!(answer.header("content-type"), expected, "{accept}");
        assert_eq!((answer.status.as_u16(), answer.text()), (200, r#"{"data":{"revision":0}}"#), "{accept}");
        // A refusal comes in the same form.
        assert_eq!(post(&headers, "x").header("content-type"), expected, "{accept}");
    }
}

#[test]
fn several_accept_headers_are_one() {
    let headers = [
        ("content-type", "application/json"),
        ("accept", "text/html"),
        ("accept", "application/graphql-response+json"),
    ];
    assert_eq!(post(&headers, HELLO).header("content-type"), GRAPHQL_RESPONSE);
}

#[test]
fn a_request_is_json_in_utf_8() {
    for good in [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"",
        "Application/JSON",
        "application/json; x=y",
    ] {
        assert_eq!(post(&[("content-type", good)], HELLO).json(), json!({ "data": { "revision": 0 } }), "{good}");
    }
    for bad in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/jsonp",
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-16",
    ] {
        let headers: Vec<_> = (!bad.is_empty()).then_some(("content-type", bad)).into_iter().collect();
        check_refusal(bad, &post(&headers, HELLO), 415, "INVALID_INPUT", "Content-Type: application/json");
    }
}

#[test]
fn a_body_that_is_no_request_is_refused() {
    for (body, message) in [
        (&b""[..], "not JSON"),
        (b"x", "not JSON"),
        (b"{", "not JSON"),
        (b"{\"query\":\"{ revision }\"", "not JSON"),
        (b"{\"query\":\"\xff\xfe\"}", "not JSON"),
        (b"\xef\xbb\xbf{\"query\":\"{ revision }\"}", "not JSON"),
        (b"{\"query\":\"{ revision }\"} x", "not JSON"),
        (b"null", "send a JSON object"),
        (b"7", "send a JSON object"),
        (b"\"{ revision }\"", "send a JSON object"),
        (b"[]", "one request at a time"),
        (b"[{\"query\":\"{ revision }\"}]", "one request at a time"),
        (b"[\"{ revision }\"]", "one request at a time"),
        (b"{}", "`query` is missing"),
        (b"{\"query\":null}", "`query` is missing"),
        (b"{\"Query\":\"{ revision }\"}", "`query` is missing"),
        (b"{\"query\":1}", "`query` must be text"),
        (b"{\"query\":[\"{ revision }\"]}", "`query` must be text"),
        (b"{\"query\":\"{ revision }\",\"variables\":[]}", "`variables` must be an object"),
        (b"{\"query\":\"{ revision }\",\"variables\":\"{}\"}", "`variables` must be an object"),
        (b"{\"query\":\"{ revision }\",\"operationName\":1}", "`operationName` must be text"),
        (b"{\"query\":\"{ revision }\",\"extensions\":1}", "`extensions` must be an object"),
    ] {
        let what = String::from_utf8_lossy(body);
        let answer = post(&[("content-type", "application/json")], body);
        check_refusal(&what, &answer, 400, "INVALID_INPUT", message);
    }
    let nested =
        format!("{{\"query\":\"{{ revision }}\",\"variables\":{}1{}}}", "{\"a\":".repeat(9999), "}".repeat(9999));
    check_refusal("nested", &post(&[("content-type", "application/json")], nested), 400, "INVALID_INPUT", "not JSON");
}

#[test]
fn what_a_request_need_not_have_may_be_there() {
    let api = Api::of([]);
    for extra in [
        json!({ "variables": null, "operationName": null, "extensions": null }),
        json!({ "variables": {}, "extensions": { "persistedQuery": {} } }),
        json!({ "operationName": "A" }),
        json!({ "nobody": "knows", "this": [1] }),
        json!({ "variables": { "unused": [1, { "x": null }] } }),
    ] {
        let mut request = json!({ "query": "query A { revision }" });
        request.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        assert_eq!(api.post(&request).json(), json!({ "data": { "revision": 0 } }), "{request}");
    }
}

#[test]
fn the_status_is_400_where_nothing_was_executed_and_200_where_something_was() {
    let api = Api::of([]);
    for (query, status, data) in [
        ("{ revision }", 200, Some(json!({ "revision": 0 }))),
        ("{ node(id: \"x\") { id } }", 200, Some(json!({ "node": null }))),
        ("{ initiatives(first: -1) { totalCount } }", 200, Some(Value::Null)),
        ("{ revision", 400, None),
        ("{ nope }", 400, None),
        ("query($c: StateCode!) { state(code: $c) { code } }", 400, None),
        ("query A { revision } query B { revision }", 400, None),
    ] {
        let answer = api.post(&json!({ "query": query }));
        assert_eq!((answer.status.as_u16(), answer.json().get("data").cloned()), (status, data), "{query}");
        assert_eq!(answer.json().get("errors").is_some(), query != "{ revision }", "{query}");
    }
}

#[test]
fn other_methods_are_refused_with_those_that_are_not() {
    let api = Api::of([]);
    for (method, path, allow) in [
        (Method::PUT, "/graphql", "GET,HEAD,POST"),
        (Method::DELETE, "/graphql", "GET,HEAD,POST"),
        (Method::POST, "/healthz", "GET,HEAD"),
        (Method::POST, "/graphiql", "GET,HEAD"),
        (Method::POST, "/schema.graphql", "GET,HEAD"),
        (Method::POST, "/readyz", "GET,HEAD"),
    ] {
        let what = format!("{method} {path}");
        let answer = api.send(request(method, path, &[], HELLO));
        assert_eq!(answer.header("allow"), allow, "{what}");
        check_refusal(&what, &answer, 405, "INVALID_INPUT", "see the Allow header");
    }
}

const TEN_MB: usize = 10_000_000;

#[test]
fn a_body_that_is_too_large_is_refused() {
    let headers = [("content-type", "application/json")];
    let large = format!("{{\"query\":\"{{ revision }}\",\"x\":\"{}\"}}", "x".repeat(TEN_MB));
    let length = large.len().to_string();
    let known = [("content-type", "application/json"), ("content-length", &length)];
    check_refusal("with a length", &post(&known, large), 413, "LIMIT_EXCEEDED", "1048576 bytes");
    // In pieces, as a client sends it that does not know the length, without end.
    let pieces = futures_util::stream::repeat_with(|| Ok::<_, Infallible>("x".repeat(100_000)));
    let answer = post(&headers, Body::from_stream(pieces));
    check_refusal("in pieces", &answer, 413, "LIMIT_EXCEEDED", "1048576 bytes");
    let fits = format!("{HELLO}{}", " ".repeat(1024 * 1024 - HELLO.len()));
    assert_eq!(post(&headers, fits.clone()).status, 200);
    check_refusal("one more", &post(&headers, fits + " "), 413, "LIMIT_EXCEEDED", "1048576 bytes");
}

#[test]
fn a_body_that_breaks_off_is_refused() {
    let pieces = futures_util::stream::iter([Ok("{\"query\":"), Err(std::io::Error::other("gone"))]);
    let answer = post(&[("content-type", "application/json")], Body::from_stream(pieces));
    check_refusal("broken off", &answer, 400, "INVALID_INPUT", "could not be read to its end");
}

#[test]
fn pages() {
    let health = get("/healthz");
    assert_eq!((health.status.as_u16(), health.text()), (200, "ok\n"));
    let ready = get("/readyz");
    assert_eq!((ready.status.as_u16(), ready.json()), (200, json!({ "ready": true, "revision": 0 })));
    let schema = get("/schema.graphql");
    assert_eq!(schema.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(schema.text(), include_str!("../schema.graphql"));
}

#[test]
fn there_is_nothing_anywhere_else() {
    for path in ["/graphq", "/graphql/", "/graphql/x", "/..", "/favicon.ico", "/%00", "/gr%C3%B6%C3%9Fe", "//"] {
        check_refusal(path, &get(path), 404, "NOT_FOUND", "GraphQL is at /graphql");
    }
}

/// A server on a port of its own, on threads of its own, until it is told to stop.
struct Running {
    address: SocketAddr,
    service: Service,
    stop: oneshot::Sender<()>,
    done: thread::JoinHandle<std::io::Result<()>>,
}

fn run() -> Running {
    let service = Service::new(Arc::new(Register::open(Memory::new(), Timestamp::now).unwrap()));
    // A busy machine may make the test itself pause.
    let limits = Limits { pause: Duration::from_secs(60), ..Limits::DEFAULT };
    let service = service.with_settings(Settings { limits, ..Settings::default() });
    let (stop, stopped) = oneshot::channel();
    let (tell, told) = std::sync::mpsc::channel();
    let shared = service.clone();
    let done = thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            serve(listener, shared, async { drop(stopped.await) }).await
        })
    });
    Running { address: told.recv().unwrap(), service, stop, done }
}

/// Reads from a connection until `end` has come.
fn read_until(connection: &mut TcpStream, end: &str) -> String {
    let (mut text, mut byte) = (Vec::new(), [0]);
    while !text.ends_with(end.as_bytes()) {
        connection.read_exact(&mut byte).unwrap();
        text.push(byte[0]);
    }
    String::from_utf8(text).unwrap()
}

#[test]
fn a_request_under_way_is_finished_before_the_server_stops() {
    let server = run();
    let mut connection = TcpStream::connect(server.address).unwrap();
    let length = HELLO.len();
    // The server asks for the body when it has begun to work on the request.
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).unwrap();
    assert_eq!(read_until(&mut connection, "\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    server.stop.send(()).unwrap();
    // It has taken note when nobody can connect any more.
    while TcpStream::connect(server.address).is_ok() {}
    connection.write_all(HELLO.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with(r#"{"data":{"revision":0}}"#), "{answer}");
    server.done.join().unwrap().unwrap();
}

/// A client with half a request kept the server from stopping for as long as it kept its connection.
#[test]
fn half_a_request_does_not_keep_the_server_from_stopping() {
    // Time stands still and jumps on when nothing else is left to do: the grace is over at once, but not before.
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let register = Register::open(Memory::new(), || Timestamp::EPOCH).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut connection = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut connection, b"GET /healthz HTT").await.unwrap();
        // Told to stop when it has read what there is: the clock only moves while the server waits for more.
        let stop = tokio::time::sleep(Duration::from_secs(1));
        let started = tokio::time::Instant::now();
        serve(listener, Service::new(Arc::new(register)), stop).await.unwrap();
        assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    });
}

#[test]
fn a_server_that_stops_is_not_ready() {
    let server = run();
    let api = Api { app: App::new(server.service.clone()), ..Api::of([]) };
    let ask = || api.send(request(Method::GET, "/readyz", &[], Body::empty()));
    assert_eq!(ask().status, 200);
    server.stop.send(()).unwrap();
    server.done.join().unwrap().unwrap();
    let answer = ask();
    assert_eq!((answer.status.as_u16(), answer.json()), (503, json!({ "ready": false, "reason": "shutting down" })));
    let alive = api.send(request(Method::GET, "/healthz", &[], Body::empty()));
    assert_eq!(alive.status, 200);
}

fn organisation(number: u32) -> Organisation {
    Organisation {
        id: OrganisationId::from_u128(u128::from(number)),
        slug: format!("verein-{number}").parse().unwrap(),
        name: LocalisedText::german(&format!("Verein {number}")),
        short_name: None,
        aliases: vec![],
        kind: OrganisationKind::Association,
        collective: false,
        state: None,
        website: None,
        parent: None,
        formerly: vec![],
        sources: vec![],
        stamp: Stamp::new(Timestamp::EPOCH),
    }
}

#[test]
fn a_request_sees_one_revision_while_others_are_committed() {
    // Each revision adds one organisation: revision and number must agree in every place of every answer.
    const COMMITS: u32 = 300;
    let register = Arc::new(Register::open(Memory::new(), Timestamp::now).unwrap());
    let read = |register: Arc<Register>| {
        let api = Api { app: App::new(Service::new(register.clone())), register, ..Api::of([]) };
        move || {
            let page = "organisations(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) { totalCount nodes { slug } }";
            let data = api.data(&format!("{{ a: revision {page} statistics {{ organisations }} b: revision }}"));
            let revision = data["a"].as_u64().unwrap();
            assert_eq!(data["b"], revision, "{data}");
            assert_eq!(data["organisations"]["totalCount"], revision, "{data}");
            assert_eq!(data["statistics"]["organisations"], revision, "{data}");
            revision
        }
    };
    thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let read = read(register.clone());
                scope.spawn(move || {
                    let (mut seen, mut last) = (0, 0);
                    while last < u64::from(COMMITS) {
                        let revision = read();
                        assert!(revision >= last, "{revision} after {last}");
                        seen += u32::from(revision != last);
                        last = revision;
                    }
                    seen
                })
            })
            .collect();
        for number in 1..=COMMITS {
            let steps = vec![Step::Put(organisation(number).into())];
            let proposal = Proposal { actor: "test".into(), origin: Origin::Edit, note: None, steps, memo: None };
            register.submit_blocking(proposal).unwrap();
        }
        for reader in readers {
            assert!(reader.join().unwrap() >= 1);
        }
    });
}
