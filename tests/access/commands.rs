//! The commands that change the list, and a server that runs meanwhile.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStderr, Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

const VIEWER: &str = r#"{"query":"{ viewer { name role } }"}"#;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
    let ours = std::env::vars_os().map(|(name, _)| name);
    for variable in ours.filter(|name| name.to_string_lossy().starts_with("BUENDNIS_")) {
        command.env_remove(variable);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// A data directory, before any server has used it.
fn directory() -> (TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap().to_owned();
    (directory, path)
}

fn token(path: &str, arguments: &[&str]) -> Output {
    program(&[&["token"], arguments, &["--data", path]].concat()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}

fn done(path: &str, arguments: &[&str]) -> String {
    let output = token(path, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    text(&output.stdout).to_owned()
}

fn check_failed(output: &Output, code: i32, parts: &[&str]) {
    let said = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(code), ""), "{said}");
    for part in parts {
        assert!(said.contains(part), "no `{part}` in {said}");
    }
    for internal in ["panicked", "::", ".rs", "Some(", "None", "Error {", "Os {"] {
        assert!(!said.contains(internal), "`{internal}` in {said}");
    }
}

/// `buendnis serve` on a port of its own.
struct Server {
    process: Child,
    log: BufReader<ChildStderr>,
    said: String,
    address: String,
}

impl Server {
    fn start(path: &str, set: impl Fn(&mut Command) -> &mut Command) -> Self {
        let mut command = program(&["serve", "--no-seed", "--listen", "127.0.0.1:0", "--data", path]);
        let mut process = set(&mut command).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("\"serving\"") {
            assert!(log.read_line(&mut said).unwrap() > 0, "{said}");
        }
        let serving: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        let address = serving["address"].as_str().unwrap().to_owned();
        Self { process, log, said, address }
    }

    /// The status of an answer and its JSON.
    fn ask(&self, secret: Option<&str>) -> (u16, Value) {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        let authorization = secret.map(|secret| format!("Authorization: Bearer {secret}\r\n")).unwrap_or_default();
        let head = "POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json";
        let length = VIEWER.len();
        write!(connection, "{head}\r\n{authorization}Content-Length: {length}\r\n\r\n{VIEWER}").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head["HTTP/1.1 ".len()..][..3].parse().unwrap(), serde_json::from_str(body).unwrap())
    }

    fn viewer(&self, secret: Option<&str>) -> Value {
        let (status, mut answer) = self.ask(secret);
        assert_eq!((status, answer.get("errors")), (200, None), "{answer}");
        answer["data"]["viewer"].take()
    }

    /// Everything it has logged.
    fn end(mut self) -> String {
        let process = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", "TERM", &process]).status().unwrap().success());
        self.log.read_to_string(&mut self.said).unwrap();
        assert_eq!(self.process.wait().unwrap().code(), Some(0), "{}", self.said);
        self.said
    }
}

#[test]
fn tokens_come_and_go_while_a_server_runs() {
    let (_guard, path) = directory();
    let server = Server::start(&path, |command| command);
    assert_eq!(server.viewer(None), json!(null));
    let anna = done(&path, &["add", "anna", "--role", "editor", "--expires", "90d"]);
    let ben = done(&path, &["add", "Ben Böß", "--role", "reader"]);
    assert_eq!(server.viewer(Some(anna.trim())), json!({ "name": "anna", "role": "EDITOR" }));
    assert_eq!(server.viewer(Some(ben.trim())), json!({ "name": "Ben Böß", "role": "READER" }));
    assert_eq!(done(&path, &["revoke", "anna"]), "`anna` is revoked\n");
    let (status, answer) = server.ask(Some(anna.trim()));
    assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (401, &json!("UNAUTHENTICATED")));
    assert_eq!(server.viewer(Some(ben.trim()))["role"], "READER");
    server.end();
}

#[test]
fn a_token_is_shown_once_and_alone() {
    let (guard, path) = directory();
    let output = token(&path, &["add", "anna", "--role", "admin", "--expires", "2w"]);
    let secret = text(&output.stdout).strip_suffix('\n').unwrap();
    assert!(secret.starts_with("bnd_") && !secret.contains(char::is_whitespace), "{secret}");
    assert!(!text(&output.stderr).contains(secret) && text(&output.stderr).contains("shown this once"), "{output:?}");
    assert_eq!(token(&path, &["add", "ben", "--role", "reader"]).status.code(), Some(0));
    done(&path, &["revoke", "ben"]);
    let list = done(&path, &["list"]);
    assert!(!list.contains(&secret[4..]), "{list}");
    let lines: Vec<&str> = list.lines().collect();
    assert!(lines[0].starts_with("NAME  ROLE    CREATED"), "{list}");
    assert!(lines[1].starts_with("anna  ADMIN   20") && lines[1].contains("Z  valid until 20"), "{list}");
    assert!(lines[2].starts_with("ben   READER  20") && lines[2].contains("Z  revoked 20"), "{list}");
    assert_eq!(lines.len(), 3);
    assert!(!fs::read_to_string(guard.path().join("tokens")).unwrap().contains(&secret[4..]));
}

#[test]
fn eight_commands_at_once_lose_no_token() {
    let (_guard, path) = directory();
    let names: Vec<String> = (0..8).map(|n| format!("n{n}")).collect();
    let start = |name: &String| {
        let arguments = ["token", "add", name, "--role", "reader", "--data", &path];
        program(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let processes: Vec<Child> = names.iter().map(start).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let list = done(&path, &["list"]);
    for name in names {
        assert!(list.contains(&format!("\n{name} ")), "{name} in {list}");
    }
}

#[test]
fn what_cannot_be_added_or_revoked_is_refused() {
    let (_guard, path) = directory();
    done(&path, &["add", "anna", "--role", "editor"]);
    let taken = token(&path, &["add", "anna", "--role", "editor"]);
    check_failed(&taken, 5, &["a valid token `anna` already", "revoke it first"]);
    check_failed(&token(&path, &["revoke", "ben"]), 5, &["no valid token `ben`", "token list"]);
    for (arguments, said) in [
        (&["add", "ben"][..], "--role"),
        (&["add", "ben", "--role", "owner"], "reader, editor, admin"),
        (&["add", "ben", "--role", "editor", "--expires", "soon"], "`90d`"),
        (&["add", "", "--role", "editor"], "1 to 60 characters"),
        (&["add", "environment editor", "--role", "editor"], "tokens in the environment"),
        (&[], "Usage"),
    ] {
        check_failed(&token(&path, arguments), 2, &[said]);
    }
    let missing = format!("{path}/missing");
    check_failed(&token(&missing, &["add", "x", "--role", "editor"]), 3, &["there is no data directory", "--data"]);
    assert!(!fs::exists(missing).unwrap());
}

#[test]
fn a_damaged_list_is_told_by_every_command_and_by_the_server() {
    let (guard, path) = directory();
    fs::write(guard.path().join("tokens"), "{\"version\": 1, \"tokens\": [").unwrap();
    let said = ["error: the list of tokens", "/tokens` is damaged: mend it, or move it away", "because: "];
    for arguments in [&["list"][..], &["add", "x", "--role", "editor"], &["revoke", "x"]] {
        check_failed(&token(&path, arguments), 3, &said);
    }
    let serve = program(&["serve", "--no-seed", "--listen", "127.0.0.1:0", "--data", &path]).output().unwrap();
    check_failed(&serve, 3, &said);
}

#[test]
fn a_server_has_the_tokens_of_its_environment() {
    let (guard, path) = directory();
    let (editor, admin) = ("e".repeat(32), "a".repeat(32));
    let server = Server::start(&path, |command| {
        command.env("BUENDNIS_EDITOR_TOKEN", &editor).env("BUENDNIS_ADMIN_TOKEN", &admin)
    });
    assert_eq!(server.viewer(Some(&editor)), json!({ "name": "environment editor", "role": "EDITOR" }));
    assert_eq!(server.viewer(Some(&admin)), json!({ "name": "environment admin", "role": "ADMIN" }));
    server.end();
    // No terminal, no first token.
    assert!(!guard.path().join("tokens").exists());
    for (secret, said) in [("short", "fewer than 32 characters"), (&*format!("{editor}\n"), "other than letters")] {
        let mut serve = program(&["serve", "--no-seed", "--listen", "127.0.0.1:0", "--data", &path]);
        let output = serve.env("BUENDNIS_EDITOR_TOKEN", secret).output().unwrap();
        check_failed(&output, 5, &["error: the token in BUENDNIS_EDITOR_TOKEN cannot be used", said]);
        assert!(!text(&output.stderr).contains(secret), "{output:?}");
    }
    Server::start(&path, |command| command.env("BUENDNIS_EDITOR_TOKEN", "")).end();
}

#[test]
fn a_server_can_ask_everybody_for_a_token() {
    let (_guard, path) = directory();
    let server = Server::start(&path, |command| command.args(["--read-access", "token"]));
    let secret = done(&path, &["add", "anna", "--role", "reader"]);
    assert_eq!(server.ask(None).0, 401);
    assert_eq!(server.viewer(Some(secret.trim()))["name"], "anna");
    server.end();
    let server = Server::start(&path, |command| command.env("BUENDNIS_READ_ACCESS", "token"));
    assert_eq!(server.ask(None).0, 401);
    server.end();
}

#[test]
fn no_log_shows_a_token() {
    let (_guard, path) = directory();
    let (editor, wrong) = ("e".repeat(40), "w".repeat(40));
    let server =
        Server::start(&path, |command| command.env("BUENDNIS_LOG", "trace").env("BUENDNIS_EDITOR_TOKEN", &editor));
    let secret = done(&path, &["add", "anna", "--role", "editor"]);
    assert_eq!(server.ask(Some(secret.trim())).0, 200);
    assert_eq!(server.ask(Some(&editor)).0, 200);
    assert_eq!(server.ask(Some(&wrong)).0, 401);
    let log = server.end();
    assert!(log.contains("\"TRACE\"") || log.contains("\"DEBUG\""), "nothing but {log}");
    for secret in [secret.trim(), &editor, &wrong] {
        assert!(!log.contains(secret), "{log}");
    }
}
