//! Nodes: processes of the program on one store, and what a client asks them.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    PATIENCE,
    support::etcd::{Cluster, free_ports, spawn},
};

pub const EDITOR: &str = "the-secret-of-an-editor-in-the-cluster";
const ADMIN: &str = "the-secret-of-an-admin-in-the-cluster";
/// Of every user of etcd.
pub const PASSWORD: &str = "the-password-of-a-user-of-etcd";

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let line = self
            .head
            .lines()
            .find_map(|line| line.split_once(": ").filter(|(found, _)| found.eq_ignore_ascii_case(name)));
        line.map(|(_, value)| value)
    }
}

/// A node, whether it runs or not.
pub struct Node {
    port: u16,
    /// What its command begins with.
    within: Vec<String>,
    arguments: Vec<String>,
    process: Option<Child>,
    log: Arc<Mutex<String>>,
}

impl Node {
    fn begin(&mut self) {
        // The kernel ends it when this process ends.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).args(&self.within);
        command.arg(env!("CARGO_BIN_EXE_buendnis")).args(&self.arguments);
        command
            .env("BUENDNIS_EDITOR_TOKEN", EDITOR)
            .env("BUENDNIS_ADMIN_TOKEN", ADMIN)
            .env("BUENDNIS_STORE_PASSWORD", PASSWORD)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut process = spawn(command);
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("\"serving\"") {
            assert!(log.read_line(&mut said).unwrap() > 0, "the node did not start: {said}");
        }
        let kept = self.log.clone();
        thread::spawn(move || log.lines().map_while(Result::ok).for_each(|line| *kept.lock().unwrap() += &line));
        self.process = Some(process);
    }

    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// What the node has said since it serves.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn send(&self, query: &str, headers: &[(&str, &str)]) -> io::Result<Answer> {
        request(&self.address(), &json!({ "query": query }), headers)
    }

    pub fn send_as(&self, token: &str, query: &str) -> io::Result<Answer> {
        self.send(query, &[("Authorization", &format!("Bearer {token}"))])
    }

    /// Asks as an editor.
    pub fn post(&self, body: &Value) -> Value {
        request(&self.address(), body, &[("Authorization", &format!("Bearer {EDITOR}"))]).unwrap().json()
    }

    /// What a node that has reached a revision answers.
    pub fn ask_from(&self, revision: u64, query: &str) -> Value {
        let answer = self.send(query, &[("Buendnis-Min-Revision", &revision.to_string())]).unwrap();
        assert!(answer.header("buendnis-revision").unwrap().parse::<u64>().unwrap() >= revision, "{answer:?}");
        answer.json()
    }

    /// The payload of a mutation with one input.
    pub fn change(&self, mutation: &str, input: &Value) -> Value {
        let kind = format!("{}Input", mutation[..1].to_uppercase() + &mutation[1..]);
        let query = format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ revision }} }}");
        let answer = self.post(&json!({ "query": query, "variables": { "input": input } }));
        answer["data"][mutation].as_object().map(|payload| payload.clone().into()).unwrap_or_else(|| panic!("{answer}"))
    }

    pub fn create(&self, slug: &str, key: &str) -> Answer {
        request(
            &self.address(),
            &creation(slug),
            &[("Authorization", &format!("Bearer {EDITOR}")), ("Idempotency-Key", key)],
        )
        .unwrap()
    }

    /// Sends NDJSON as an admin.
    pub fn import(&self, lines: &str) -> Answer {
        let head = "POST /import HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-ndjson";
        let length = lines.len();
        exchange(
            &self.address(),
            &format!("{head}\r\nAuthorization: Bearer {ADMIN}\r\nContent-Length: {length}\r\n\r\n{lines}"),
        )
        .unwrap()
    }

    pub fn get(&self, path: &str) -> Answer {
        exchange(&self.address(), &format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).unwrap()
    }

    pub fn export(&self) -> String {
        let answer = self.get("/export/register.ndjson");
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// How old the node says that it may be.
    pub fn age(&self) -> Duration {
        let answer = self.send("{ revision }", &[]).unwrap();
        answer.header("buendnis-age").map_or(Duration::ZERO, |age| Duration::from_secs(age.parse().unwrap()))
    }

    pub fn wait_until(&self, reached: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !reached(self) {
            assert!(start.elapsed() < PATIENCE, "the node does not get there");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The creation of an organisation.
pub fn creation(slug: &str) -> Value {
    json!({
        "query": "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) { revision } }",
        "variables": { "input": { "slug": slug, "name": { "de": slug }, "kind": "COMPANY" } },
    })
}

/// Nodes on the register of one cluster.
pub struct Nodes {
    nodes: Vec<Node>,
    store: String,
}

impl Nodes {
    pub fn start(cluster: &Cluster, count: usize) -> Self {
        Self::start_with(cluster, count, &[])
    }

    pub fn start_with(cluster: &Cluster, count: usize, options: &[&str]) -> Self {
        Self::start_within(&[], cluster, count, options)
    }

    pub fn start_within(within: &[String], cluster: &Cluster, count: usize, options: &[&str]) -> Self {
        let store = cluster.url();
        let node = |port: u16| {
            let listen = format!("127.0.0.1:{port}");
            let arguments = ["serve", "--no-seed", "--max-rate", "0", "--store", &store, "--listen", &listen];
            let arguments = arguments.iter().chain(options).map(ToString::to_string).collect();
            Node { port, within: within.to_vec(), arguments, process: None, log: Arc::default() }
        };
        let mut nodes: Vec<Node> = free_ports(count).into_iter().map(node).collect();
        nodes.iter_mut().for_each(Node::begin);
        Self { nodes, store }
    }

    pub fn of(&self, node: usize) -> &Node {
        &self.nodes[node]
    }

    pub fn all(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    pub fn kill(&mut self, node: usize) {
        self.nodes[node].kill();
    }

    pub fn begin(&mut self, node: usize) {
        self.nodes[node].begin();
    }

    pub fn signal(&self, node: usize, signal: &str) {
        let process = self.nodes[node].process.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &process]).status().unwrap().success());
    }

    pub fn wait_until_ready(&self) {
        self.nodes.iter().for_each(|node| node.wait_until(|node| node.get("/readyz").status == 200));
    }

    /// Runs a command on the same register, and answers what it printed.
    pub fn command(&self, arguments: &[&str]) -> String {
        run(arguments, &["--store", &self.store])
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        self.nodes.iter_mut().for_each(Node::kill);
    }
}

/// Runs a command that succeeds.
pub fn run(arguments: &[&str], more: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_buendnis")).args(arguments).args(more).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command that fails, and answers what it said.
pub fn fail(arguments: &[&str]) -> String {
    fail_with(arguments, &[])
}

/// As [`fail`], with variables of the environment.
pub fn fail_with(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
    let output = command.args(arguments).envs(variables.iter().copied()).output().unwrap();
    assert!(!output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Sends a GraphQL request.
pub fn request(address: &str, body: &Value, headers: &[(&str, &str)]) -> io::Result<Answer> {
    let body = body.to_string();
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = "POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: application/graphql-response+json\r\n";
    exchange(address, &format!("{head}{headers}Content-Length: {}\r\n\r\n{body}", body.len()))
}

/// One request and its answer. An answer that is cut off is an error.
fn exchange(address: &str, text: &str) -> io::Result<Answer> {
    let mut connection = TcpStream::connect(address)?;
    connection.set_read_timeout(Some(Duration::from_secs(15)))?;
    connection.write_all(text.as_bytes())?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
    let body = if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        unchunked(body).ok_or_else(cut)?
    } else {
        body.to_owned()
    };
    Ok(Answer { status, head: head.to_owned(), body })
}

/// The content of a body in chunks; none if its end is missing.
fn unchunked(mut body: &str) -> Option<String> {
    let mut content = String::new();
    loop {
        let (length, rest) = body.split_once("\r\n")?;
        match usize::from_str_radix(length, 16).ok()? {
            0 => return Some(content),
            length => {
                content.push_str(rest.get(..length)?);
                body = rest.get(length + 2..)?;
            }
        }
    }
}
