//! The README, run: every command in it, every query, and the answers it shows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

const README: &str = include_str!("../README.md");

/// What an admin sends, for the queries that edit, and for imports.
const TOKEN: &str = "a-token-of-an-admin-for-this-test-alone";

/// The text of a fenced block, and the language it is marked with.
struct Block {
    language: &'static str,
    text: &'static str,
}

fn blocks() -> Vec<Block> {
    let mut fences = README.split("\n```").skip(1);
    let mut blocks = Vec::new();
    while let (Some(opened), Some(_)) = (fences.next(), fences.next()) {
        let (language, text) = opened.split_once('\n').unwrap();
        blocks.push(Block { language, text });
    }
    blocks
}

fn commands() -> Vec<&'static str> {
    blocks().iter().filter(|block| block.language == "sh").flat_map(|block| block.text.lines()).collect()
}

/// A server of the bundled register in a directory of its own, ended with the test.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// What `cargo run --release` starts, on a free port.
    fn start(directory: &Path, arguments: &[String]) -> Self {
        let mut process = program(directory).args(arguments).stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(process.stderr.take().unwrap());
        let serving = log.lines().map(Result::unwrap).find(|line| line.contains("\"serving\"")).expect("it serves");
        let serving: Value = serde_json::from_str(&serving).unwrap();
        Self { process, address: serving["address"].as_str().unwrap().to_owned() }
    }

    /// The body of the answer, which must be 200.
    fn send(&self, method: &str, path: &str, content_type: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: {content_type}\r\n\
             Authorization: Bearer {TOKEN}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        body.to_owned()
    }

    /// The answer to a POST of JSON.
    fn post(&self, path: &str, body: &str) -> Value {
        serde_json::from_str(&self.send("POST", path, "application/json", body)).unwrap()
    }

    fn query(&self, query: &str) -> Value {
        let answer = self.ask(query);
        assert_eq!(answer.get("errors"), None, "{query}\n{answer}");
        answer["data"].clone()
    }

    fn ask(&self, query: &str) -> Value {
        self.post("/graphql", &json!({ "query": query }).to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn program(directory: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_buendnis"));
    program.current_dir(directory).env("BUENDNIS_LISTEN", "127.0.0.1:0").env_remove("BUENDNIS_LOG");
    program.env("BUENDNIS_ADMIN_TOKEN", TOKEN);
    program
}

/// A command line as a shell would split it; the README uses single quotes and nothing else.
fn words(line: &str) -> Vec<String> {
    let pieces = line.split('\'').enumerate();
    pieces
        .flat_map(|(n, piece)| if n % 2 == 1 { vec![piece] } else { piece.split_whitespace().collect() })
        .map(str::to_owned)
        .collect()
}

/// Whether some answer is in it: not only empty lists and nulls.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => items.iter().any(says_something),
        Value::Object(members) => members.values().any(says_something),
        _ => true,
    }
}

/// Whether everything that is shown of an answer is in it; of a refusal not all is, such as its time.
fn is_part_of(shown: &Value, answer: &Value) -> bool {
    match (shown, answer) {
        (Value::Object(shown), Value::Object(answer)) => {
            shown.iter().all(|(key, value)| answer.get(key).is_some_and(|found| is_part_of(value, found)))
        }
        (Value::Array(shown), Value::Array(answer)) => {
            shown.len() == answer.len() && shown.iter().zip(answer).all(|(shown, answer)| is_part_of(shown, answer))
        }
        (shown, answer) => shown == answer,
    }
}

#[test]
fn every_query_is_answered_as_the_readme_says() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path(), &[]);
    let blocks = blocks();
    let mut queries = 0;
    for (n, block) in blocks.iter().enumerate().filter(|(_, block)| block.language == "graphql") {
        queries += 1;
        let shown = blocks.get(n + 1).filter(|next| next.language == "json");
        let shown: Option<Value> = shown.map(|shown| serde_json::from_str(shown.text).unwrap());
        // Editing goes on where it was left: each block sees what the ones before it did.
        if let Some(refusal) = shown.as_ref().filter(|shown| shown.get("errors").is_some()) {
            let answer = server.ask(block.text);
            assert!(is_part_of(refusal, &answer), "{}\n{answer:#}", block.text);
            continue;
        }
        let answer = server.query(block.text);
        assert!(says_something(&answer), "{}\n{answer}", block.text);
        assert!(shown.is_none_or(|shown| answer == shown), "{}\n{answer:#}", block.text);
    }
    assert!(queries >= 5, "five queries worth pasting, not {queries}");
}

/// A command of the README that nobody runs here, and where it is run instead.
const ELSEWHERE: [&str; 1] = ["cargo test"];

#[test]
fn every_command_does_what_the_readme_says() {
    let directory = tempfile::tempdir().unwrap();
    for line in commands().into_iter().filter(|line| !ELSEWHERE.contains(line)) {
        let words = words(line);
        match &words[..] {
            [cargo, run, release] if [cargo, run, release] == ["cargo", "run", "--release"] => {
                Server::start(directory.path(), &[]).query("{ revision }");
            }
            [_, _, _, dashes, serve, options @ ..] if dashes == "--" && serve == "serve" => {
                // The data directory of a server is not one that a test may write to, and its port may be taken.
                let named = |option: &str| options.iter().any(|word| word == option);
                assert!(named("--data") && named("--listen"), "{line}");
                let options = ["serve", "--data", "elsewhere", "--listen", "127.0.0.1:0"].map(str::to_owned);
                Server::start(directory.path(), &options).query("{ revision }");
            }
            [_, _, _, dashes, arguments @ ..] if dashes == "--" => {
                let output = program(directory.path()).args(arguments).output().unwrap();
                assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
                assert!(!output.stdout.is_empty(), "{line}");
            }
            [curl, ..] if curl == "curl" => curl_does(&words, directory.path()),
            _ => panic!("no test knows how to run `{line}`"),
        }
    }
}

/// Does what curl would be told to: fetch a file, send one, or ask a question.
fn curl_does(words: &[String], directory: &Path) {
    let server = Server::start(directory, &[]);
    let path = words.iter().find_map(|word| word.strip_prefix("http://127.0.0.1:8080"));
    let path = path.expect("the address that the README starts");
    let last = words.last().unwrap();
    match last.strip_prefix('@') {
        _ if words[1] == "-O" => assert!(server.send("GET", path, "", "").len() > 10_000, "{words:?}"),
        Some(file) => {
            let file = std::fs::read_to_string(directory.join(file)).unwrap();
            let report = server.send("POST", path, "application/x-ndjson", &file);
            assert!(report.contains("\"unchanged\":"), "{report}");
        }
        None => assert!(says_something(&server.post(path, last)["data"]), "{words:?}"),
    }
}

#[test]
fn the_first_two_commands_are_all_there_is_to_set_up() {
    assert_eq!(commands()[..2], ["cargo run --release", "cargo test"]);
}

#[test]
fn what_is_run_elsewhere_is_run_there() {
    let ci = include_str!("../.ci/run");
    for command in ELSEWHERE {
        assert!(ci.lines().any(|line| line.ends_with(&format!(" {command}"))), "{command}");
    }
}

#[test]
fn every_file_and_option_that_the_readme_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let links = README.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    for link in links.filter(|link| !link.starts_with("http")) {
        assert!(root.join(link).exists(), "{link}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_buendnis")).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for option in README.lines().filter_map(|line| line.strip_prefix("| `--")?.split(['`', ' ']).next()) {
        assert!(help.contains(&format!("--{option}")), "--{option}");
    }
}
