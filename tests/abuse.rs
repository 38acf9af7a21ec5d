//! What people do to servers on public networks. Each is answered within a second by a 4xx or a GraphQL error while somebody
//! else goes on asking, and when it is over, the server has no more memory than before.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]
#![cfg(target_os = "linux")]

use std::{
    env, fs,
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

struct Server {
    process: Child,
    address: String,
    _directory: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        // Another build of the program can be tried as well.
        let program = env::var_os("BUENDNIS").unwrap_or_else(|| env!("CARGO_BIN_EXE_buendnis").into());
        let mut command = Command::new(program);
        command.arg("--data").arg(directory.path()).args(["--listen", "127.0.0.1:0"]).stderr(Stdio::piped());
        // The ordinary client asks as fast as it is answered, from the same address as the others.
        command.args(["--max-rate", "0"]);
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let serving = lines.by_ref().map(Result::unwrap).find(|line| line.contains("\"serving\"")).expect("it serves");
        let serving: Value = serde_json::from_str(&serving).unwrap();
        // Nobody reads the log any further, but it must not be blocked.
        thread::spawn(move || lines.for_each(drop));
        Self { process, address: serving["address"].as_str().unwrap().to_owned(), _directory: directory }
    }

    /// The memory that the process has, in kB.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream
    }

    /// Sends bytes and says what comes back, and after which time.
    fn exchange(&self, bytes: &[u8]) -> (String, Duration) {
        let (mut stream, start) = (self.connect(), Instant::now());
        // A server that has heard enough does not read on.
        let _ = stream.write_all(bytes);
        (read_answer(&mut stream), start.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The answer as far as it has come when its body is whole or the connection ends.
fn read_answer(stream: &mut TcpStream) -> String {
    let (mut answer, mut piece) = (Vec::new(), [0; 65_536]);
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => answer.extend_from_slice(&piece[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::WouldBlock) => break,
            Err(error) => panic!("{error}"),
        }
        let text = String::from_utf8_lossy(&answer);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if length.is_some_and(|length: usize| body.len() >= length) {
                break;
            }
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn head(length: usize, content_type: &str) -> String {
    format!("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n")
}

fn post(body: &[u8]) -> Vec<u8> {
    [head(body.len(), "application/json").as_bytes(), body].concat()
}

fn query(query: &str) -> Vec<u8> {
    post(json!({ "query": query }).to_string().as_bytes())
}

fn variables(text: &str, of: &str, value: &str) -> Vec<u8> {
    post(format!("{{\"query\":{},\"variables\":{{\"{of}\":{value}}}}}", json!(text)).as_bytes())
}

/// Tells the others that it is over, also when a check fails.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What is sent, and the status it gets.
fn abuses() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let aliases: String = (0..10_000).map(|n| format!("a{n}: revision ")).collect();
    let few_aliases: String = (0..3_000).map(|n| format!("a{n}: revision ")).collect();
    let doubling: String = (0..31).map(|n| format!("fragment f{n} on Query {{ ...f{0} ...f{0} }} ", n + 1)).collect();
    let page = |inner: &str| {
        format!(
            "initiatives(first: 100) {{ nodes {{ participations(first: 100) {{ nodes {{ organisation {{ {inner} }} }} }} }} }}"
        )
    };
    let first = "query($n: Int) { initiatives(first: $n) { totalCount } }";
    vec![
        ("10,000 aliases", query(&format!("{{ {aliases} }}")), "400"),
        ("3,000 aliases", query(&format!("{{ {few_aliases} }}")), "400"),
        ("depth 500", query(&format!("{{ {} }}", "a { ".repeat(500) + "b" + &" }".repeat(500))), "400"),
        ("depth 100,000", query(&"{ a ".repeat(100_000)), "400"),
        ("circular fragments", query("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"), "400"),
        (
            "fragments that double",
            query(&format!("{{ ...f0 }} {doubling} fragment f31 on Query {{ revision }}")),
            "400",
        ),
        ("100,000 directives", query(&format!("{{ revision {} }}", "@a ".repeat(100_000))), "400"),
        ("4,900 directives of nobody", query(&format!("{{ revision {} }}", "@a".repeat(4_900))), "400"),
        ("pages of pages of pages", query(&format!("{{ {} }}", page(&page("name")))), "400"),
        (
            "introspection of introspection",
            query(&format!("{{ __schema {{ types {} name {} }} }}", "{ fields { type ".repeat(7), "} }".repeat(7))),
            "400",
        ),
        ("a string without an end", query(&format!("{{ a(b: \"{}", "x".repeat(100_000))), "400"),
        ("an unknown field 4,000 times", query(&format!("{{ {} }}", "nope ".repeat(4_000))), "400"),
        ("10 MB", post(&vec![b' '; 10_000_000]), "413"),
        ("half a body and then silence", [head(1_000, "application/json").as_bytes(), b"{\"query\":"].concat(), "408"),
        ("no UTF-8", post(b"{\"query\":\"\xff\xfe\"}"), "400"),
        ("text/plain", [head(24, "text/plain").as_bytes(), br#"{"query":"{ revision }"}"#].concat(), "415"),
        (
            "a head of 1 MB",
            format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(1_000_000)).into_bytes(),
            "431",
        ),
        (
            "10,000 headers",
            format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "a: b\r\n".repeat(10_000)).into_bytes(),
            "431",
        ),
        ("no HTTP", b"hello\r\n\r\n".to_vec(), "400"),
        ("NUL in variables", variables("query($s: String) { initiative(slug: $s) { id } }", "s", "\"\\u0000\""), "400"),
        ("an integer out of range", variables(first, "n", "99999999999999999999"), "400"),
        ("a number out of range", variables(first, "n", "1e999"), "400"),
        ("a nested variable", variables(first, "n", &("[".repeat(100_000) + &"]".repeat(100_000))), "400"),
    ]
}

#[test]
fn abuse_is_answered_at_once_and_nobody_else_notices() {
    let server = Server::start();
    let ordinary = query(
        "{ states { name initiatives { nodes { name participations { nodes { role organisation { name } } } } } } }",
    );
    let ask = || {
        let (answer, took) = server.exchange(&ordinary);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Thüringen"), "{answer:.300}");
        took
    };
    let wave = || {
        let over = AtomicBool::new(false);
        let slowest = thread::scope(|scope| {
            let other = scope.spawn(|| {
                let mut slowest = Duration::ZERO;
                while !over.load(Ordering::Relaxed) {
                    slowest = slowest.max(ask());
                }
                slowest
            });
            let ends = Ends(&over);
            let idle: Vec<_> = (0..1_000).map(|_| server.connect()).collect();
            for (what, bytes, status) in abuses() {
                let (answer, took) = server.exchange(&bytes);
                assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{what}: {answer:.300}");
                assert!(took < Duration::from_secs(1), "{what}: {took:?}");
                assert!(answer.len() < 2_000_000, "{what}: {} bytes", answer.len());
            }
            drop(idle);
            drop(ends);
            other.join().unwrap()
        });
        assert!(slowest < Duration::from_millis(500), "somebody else waited for {slowest:?}");
        slowest
    };
    // What a server has that has seen all of it before: the allocator keeps some of what was in use at once.
    (0..50).for_each(|_| {
        ask();
    });
    wave();
    let before = server.memory();
    let slowest = wave();
    let after = server.memory();
    assert!(after <= before + before / 5, "{before} kB before, {after} kB after");
    println!("slowest of the others {slowest:?}; {before} kB before, {after} kB after");
}
