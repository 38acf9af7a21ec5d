//! The program as a process: what it answers, how it stops, and what it says when it cannot do what it was asked for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, ChildStderr, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The program with nothing of the environment that could change what it does.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
    let ours = std::env::vars_os().map(|(name, _)| name);
    for variable in ours.filter(|name| name.to_string_lossy().starts_with("BUENDNIS_")) {
        command.env_remove(variable);
    }
    // So that a backtrace would be seen.
    command.env("RUST_BACKTRACE", "1").args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}

/// Checks that a command does what it was asked for, and answers what it printed.
fn check_done(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    text(&output.stdout).to_owned()
}

/// Checks that a command fails with this exit code and says these things, and nothing of how it is made.
fn check_failed(arguments: &[&str], code: i32, parts: &[&str]) {
    check_failure(&format!("{arguments:?}"), &run(arguments), code, parts);
}

fn check_failure(what: &str, output: &Output, code: i32, parts: &[&str]) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{what}: {said}");
    for part in parts {
        assert!(said.contains(part), "{what} does not say `{part}`: {said}");
    }
    for internal in ["panicked", "backtrace", "::", ".rs", "unwrap", "Some(", "None", "Error {", "Os {"] {
        assert!(!said.contains(internal), "{what} tells of internals, `{internal}`: {said}");
    }
}

/// A directory that goes away, and its path.
fn directory() -> (TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap().to_owned();
    (directory, path)
}

/// A data directory with the bundled register.
fn filled() -> (TempDir, String) {
    let (guard, path) = directory();
    check_done(&["query", "--data", &path, "{ revision }"]);
    (guard, path)
}

/// `buendnis serve` on a port of its own.
struct Server {
    process: Child,
    log: BufReader<ChildStderr>,
    /// The first line of the log.
    started: Value,
    address: SocketAddr,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        Self::of(program(&["serve", "--listen", "127.0.0.1:0"]).args(arguments))
    }

    /// Waits for the line of the log that says where the server listens.
    fn of(command: &mut Command) -> Self {
        let mut process = command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let started: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line:?}"));
        let address = started["address"].as_str().unwrap_or_else(|| panic!("{started}")).parse().unwrap();
        Self { process, log, started, address }
    }

    fn ask(&self, query: &str) -> Value {
        let body = json!({ "query": query }).to_string();
        let mut connection = TcpStream::connect(self.address).unwrap();
        let length = body.len();
        let head = "POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json";
        write!(connection, "{head}\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error} in {answer}"))
    }

    fn signal(&self, name: &str) {
        let process = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
    }

    /// The exit code and the rest of the log.
    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).unwrap();
        (self.process.wait().unwrap().code(), rest)
    }
}

#[test]
fn a_register_is_served_from_nothing_within_a_second() {
    let (_guard, path) = directory();
    let fresh = format!("{path}/new/data");
    let begun = Instant::now();
    let server = Server::start(&["--data", &fresh]);
    let answer = server.ask("{ revision statistics { states initiatives organisations participations } }");
    let took = begun.elapsed();
    assert!(answer["data"]["statistics"]["initiatives"].as_u64().unwrap() > 40, "{answer}");
    assert_eq!(answer["data"]["revision"], 1);
    // A build without optimisation and a busy machine need longer than the program people run.
    let most = if cfg!(debug_assertions) { Duration::from_secs(10) } else { Duration::from_secs(1) };
    assert!(took < most, "{took:?}");
    let started = &server.started;
    assert_eq!((started["message"].as_str(), started["level"].as_str()), (Some("serving"), Some("INFO")), "{started}");
    assert_eq!(started["initiatives"], answer["data"]["statistics"]["initiatives"]);
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
}

#[test]
fn a_signal_ends_it_and_the_directory_can_be_opened_at_once() {
    let (_guard, path) = filled();
    for signal in ["TERM", "INT", "TERM"] {
        // The signal may come as soon as the log has said that there is a server.
        let server = Server::start(&["--data", &path]);
        server.signal(signal);
        let (code, log) = server.end();
        assert_eq!(code, Some(0), "{signal}: {log}");
        let messages: Vec<Value> =
            log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["message"].take()).collect();
        assert_eq!(messages, ["stopping: finishing the requests that are under way", "stopped"], "{signal}");
        check_done(&["query", "--data", &path, "{ revision }"]);
    }
}

#[test]
fn a_killed_server_leaves_what_it_had() {
    let (_guard, path) = directory();
    let counts = "{ revision statistics { initiatives organisations participations events } }";
    let mut before = None;
    for _ in 0..3 {
        let server = Server::start(&["--data", &path]);
        let answer = server.ask(counts);
        assert_eq!(before.get_or_insert_with(|| answer.clone()), &answer);
        server.signal("KILL");
        assert_eq!(server.end().0, None);
    }
    assert!(check_done(&["verify", "--data", &path]).contains("is sound"));
}

#[test]
fn a_directory_in_use_is_refused_with_who_has_it() {
    let (_guard, path) = filled();
    let server = Server::start(&["--data", &path]);
    let holder = format!("in use by process {}", server.process.id());
    let said = ["error: ", &holder, "stop that process, or choose another directory"];
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["--listen", "127.0.0.1:0"],
        &["query", "{ revision }"],
        &["verify"],
        &["generate", "--initiatives", "1", "--organisations", "1", "--participations", "1"],
    ] {
        let arguments = [command, &["--data", &path]].concat();
        check_failed(&arguments, 4, &said);
    }
    assert_eq!(server.ask("{ revision }"), json!({ "data": { "revision": 1 } }));
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
}

/// Every command that reads a data directory.
const READERS: [&[&str]; 3] = [&["serve", "--listen", "127.0.0.1:0"], &["query", "{ revision }"], &["verify"]];

#[test]
fn a_damaged_directory_is_refused() {
    for length in [0, 1_000, 100_000] {
        let (guard, path) = filled();
        let data = fs::OpenOptions::new().write(true).open(guard.path().join("db")).unwrap();
        data.set_len(length).unwrap();
        for command in READERS {
            let arguments = [command, &["--data", &path]].concat();
            check_failed(&arguments, 3, &["error: the store in", "is damaged", "buendnis recover", "because: "]);
        }
    }
}

#[test]
fn a_directory_of_a_newer_version_is_refused_by_name() {
    let (guard, path) = filled();
    let database = sled::open(guard.path()).unwrap();
    let mut meta = database.get("Mmeta").unwrap().expect("a meta record");
    meta[0] = 9;
    database.insert("Mmeta", meta).unwrap();
    database.flush().unwrap();
    drop(database);
    for command in READERS {
        let arguments = [command, &["--data", &path]].concat();
        check_failed(&arguments, 3, &["error: ", "format version 9", "start a newer version of the program"]);
    }
}

#[test]
fn a_directory_that_cannot_be_made_is_refused() {
    let (guard, path) = directory();
    fs::write(guard.path().join("file"), "in the way").unwrap();
    for data in [format!("{path}/file"), format!("{path}/file/below")] {
        for command in [READERS[0], READERS[1]] {
            let arguments = [command, &["--data", &data]].concat();
            check_failed(
                &arguments,
                3,
                &["error: cannot ", &format!("{path}/file"), "check that the path exists", "because: "],
            );
        }
    }
}

#[test]
fn a_port_in_use_is_refused_by_its_number() {
    let (_guard, path) = filled();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = format!("cannot listen on {address}: choose another address with --listen");
    check_failed(&["serve", "--data", &path, "--listen", &address], 1, &[&said, "because: Address already in use"]);
    check_done(&["query", "--data", &path, "{ revision }"]);
}

#[test]
fn the_schema_is_the_file() {
    assert_eq!(check_done(&["schema"]), include_str!("../schema.graphql"));
}

#[test]
fn a_query_prints_json() {
    let (_guard, path) = filled();
    let query = "query($c: StateCode!, $l: Language) { state(code: $c) { name(language: $l) } }";
    for (query, variables, expected) in [
        ("{ revision }", "{}", json!({ "data": { "revision": 1 } })),
        (query, r#"{"c":"HE","l":"EN"}"#, json!({ "data": { "state": { "name": "Hesse" } } })),
        (query, r#" {"c":"BW"} "#, json!({ "data": { "state": { "name": "Baden-Württemberg" } } })),
    ] {
        let printed = check_done(&["query", "--data", &path, query, "--variables", variables]);
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), expected);
        assert!(printed.ends_with("}\n"));
    }
}

#[test]
fn a_wrong_query_is_answered_and_fails() {
    let (_guard, path) = filled();
    for (query, data, code, said) in [
        ("{ nope }", None, "GRAPHQL_VALIDATION_FAILED", "answered with 1 error\n"),
        (
            "{ a: node(id: \"x\") { id } b: node(id: \"y\") { id } }",
            Some(json!({ "a": null, "b": null })),
            "INVALID_INPUT",
            "2 errors\n",
        ),
        ("{", None, "GRAPHQL_PARSE_FAILED", "answered with 1 error\n"),
    ] {
        let output = run(&["query", "--data", &path, query]);
        check_failure(query, &output, 5, &["error: the query was", said]);
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(printed["errors"][0]["extensions"]["code"], code, "{printed}");
        assert_eq!(printed.get("data"), data.as_ref(), "{printed}");
    }
}

#[test]
fn wrong_variables_are_refused() {
    let (_guard, path) = directory();
    for variables in ["", "x", "[]", "1", "null", "{\"c\":}", "{'c':'BW'}"] {
        check_failed(
            &["query", "--data", &path, "{ revision }", "--variables", variables],
            5,
            &["error: the variables are not a JSON object such as {\"code\": \"BW\"}", "because: "],
        );
    }
    // They were read before anything was opened.
    assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
}

#[test]
fn verify_says_how_much_is_sound() {
    let (_guard, path) = filled();
    let said = check_done(&["verify", "--data", &path]);
    assert!(said.contains(&path) && said.contains("records at revision 1"), "{said}");
    let missing = format!("{path}/missing");
    check_failed(&["verify", "--data", &missing], 3, &["there is no data directory", "missing", "--data"]);
    assert!(!Path::new(&missing).exists());
}

#[test]
fn generate_fills_a_new_directory_once() {
    let (guard, path) = directory();
    let fresh = format!("{path}/synthetic");
    let generate =
        ["generate", "--data", &fresh, "--initiatives", "30", "--organisations", "20", "--participations", "50"];
    let said = check_done(&generate);
    assert!(said.contains("30 initiatives, 20 organisations and 50 participations"), "{said}");
    assert!(check_done(&["verify", "--data", &fresh]).contains("is sound"));
    let printed =
        check_done(&["query", "--data", &fresh, "{ statistics { initiatives organisations participations } }"]);
    let counts = json!({ "data": { "statistics": { "initiatives": 30, "organisations": 20, "participations": 50 } } });
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), counts);
    check_failed(&generate, 3, &["has a register already", "choose another place"]);
    let again = format!("{path}/again");
    let mut same = generate;
    same[2] = &again;
    check_done(&same);
    let all = "{ initiatives(first: 100) { nodes { id name participations(first: 100) { nodes { id } } } } }";
    let ask = |data: &str| check_done(&["query", "--data", data, all]);
    assert_eq!(ask(&fresh), ask(&again));
    drop(guard);
}

#[test]
fn generate_refuses_what_does_not_fit() {
    let (_guard, path) = directory();
    let size = ["--initiatives", "1", "--organisations", "1", "--participations", "99"];
    let arguments = [&["generate", "--data", &path][..], &size].concat();
    check_failed(&arguments, 5, &["no register can be made of this size", "because: 99 participations do not fit"]);
}

#[test]
fn a_new_directory_can_stay_empty() {
    let (_guard, path) = directory();
    let server = Server::start(&["--data", &path, "--no-seed"]);
    let answer = server.ask("{ revision statistics { states initiatives } }");
    assert_eq!(answer, json!({ "data": { "revision": 0, "statistics": { "states": 16, "initiatives": 0 } } }));
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
}

#[test]
fn options_can_be_variables() {
    let (_guard, path) = directory();
    for (no_seed, initiatives) in [("1", 0), ("true", 0), ("yes", 0)] {
        let data = format!("{path}/{no_seed}");
        let mut command = program(&[]);
        command.env("BUENDNIS_DATA", &data).env("BUENDNIS_LISTEN", "127.0.0.1:0").env("BUENDNIS_NO_SEED", no_seed);
        let server = Server::of(&mut command);
        assert_eq!(
            (&server.started["data"], &server.started["initiatives"]),
            (&json!(data), &json!(initiatives)),
            "{no_seed}"
        );
        server.signal("TERM");
        assert_eq!(server.end().0, Some(0));
    }
    // A word that means no, and an option before a variable.
    let data = format!("{path}/data");
    let mut command = program(&["serve", "--data", &data]);
    command.env("BUENDNIS_DATA", "/nowhere").env("BUENDNIS_LISTEN", "127.0.0.1:0").env("BUENDNIS_NO_SEED", "0");
    let server = Server::of(&mut command);
    assert!(server.started["initiatives"].as_u64().unwrap() > 40, "{}", server.started);
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
    let query = program(&["query", "{ revision }"]).env("BUENDNIS_DATA", &data).output().unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&query.stdout).unwrap(), json!({ "data": { "revision": 1 } }));
}

#[test]
fn the_log_can_be_quiet() {
    let (_guard, path) = filled();
    let output = program(&["query", "--data", &path, "{ revision }"]).env("BUENDNIS_LOG", "off").output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[test]
fn wrong_arguments_are_refused_with_the_way_to_help() {
    for arguments in [
        &["--nope"][..],
        &["serve", "--nope"],
        &["nope"],
        &["query"],
        &["serve", "--listen", "here"],
        &["generate", "--initiatives", "-1"],
        &["generate", "--initiatives", "99999999999"],
        &["--data", "x", "schema"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.contains("error: ") && said.contains("--help"), "{arguments:?}: {said}");
    }
}

#[test]
fn help_names_every_option() {
    for (command, options) in [
        (
            &[][..],
            &[
                "serve",
                "schema",
                "query",
                "verify",
                "token",
                "generate",
                "--data",
                "--listen",
                "--no-seed",
                "--read-access",
                "BUENDNIS_EDITOR_TOKEN",
                "--version",
            ][..],
        ),
        (
            &["serve"],
            &[
                "--data",
                "--listen",
                "--no-seed",
                "127.0.0.1:8080",
                "BUENDNIS_DATA",
                "BUENDNIS_LISTEN",
                "BUENDNIS_NO_SEED",
                "BUENDNIS_READ_ACCESS",
                "BUENDNIS_EDITOR_TOKEN",
                "BUENDNIS_ADMIN_TOKEN",
            ],
        ),
        (&["schema"], &["Schema Definition Language"]),
        (&["query"], &["--data", "--variables", "<QUERY>", "BUENDNIS_DATA"]),
        (&["verify"], &["--data", "BUENDNIS_DATA"]),
        (&["token"], &["add", "list", "revoke"]),
        (&["token", "add"], &["<NAME>", "--role", "reader, editor, admin", "--expires", "`90d`", "BUENDNIS_DATA"]),
        (&["token", "list"], &["--data", "BUENDNIS_DATA"]),
        (&["token", "revoke"], &["<NAME>", "--data", "BUENDNIS_DATA"]),
        (&["generate"], &["--data", "--initiatives", "--organisations", "--participations", "--seed", "BUENDNIS_DATA"]),
    ] {
        let help = check_done(&[command, &["--help"]].concat());
        for option in options {
            assert!(help.contains(option), "{command:?} does not name {option}: {help}");
        }
    }
}

#[test]
fn the_version_is_that_of_the_crate() {
    assert_eq!(check_done(&["--version"]), concat!("buendnis ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let (_guard, path) = filled();
    for arguments in
        [&["schema"][..], &["--help"], &["verify", "--data", &path], &["query", "--data", &path, "{ revision }"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = program(arguments).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn nobody_to_complain_to_is_no_panic() {
    let (_guard, path) = directory();
    fs::write(format!("{path}/file"), "in the way").unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status =
        program(&["query", "--data", &format!("{path}/file"), "{ revision }"]).stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(3));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = program(&["schema"]).stdout(full).output().unwrap();
    check_failure("schema > /dev/full", &output, 1, &["cannot write to standard output", "No space left on device"]);
}

/// `script` runs a command on a terminal of its own and copies what comes to its output.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_says_where_to_click() {
    if Command::new("script").arg("--version").output().is_err() {
        return eprintln!("skipped: there is no `script` here");
    }
    let (_guard, path) = filled();
    let serve = format!("exec {} serve --listen 127.0.0.1:0 --data {path}", env!("CARGO_BIN_EXE_buendnis"));
    let mut script = Command::new("script")
        .args(["--quiet", "--return", "--command", &serve, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(script.stdout.take().unwrap());
    let mut said = String::new();
    while !said.contains("Stop it:") {
        assert!(lines.read_line(&mut said).unwrap() > 0, "{said}");
    }
    // A register that is new to its operator comes with a link to change it.
    let link = said.lines().find_map(|line| line.split_once("Change it:")).expect("a link").1.trim();
    let (page, secret) = link.split_once("#token=").unwrap();
    assert!(page.starts_with("http://127.0.0.1:") && page.ends_with("/graphiql"), "{link}");
    let listed = check_done(&["token", "list", "--data", &path]);
    assert!(listed.contains("first editor  EDITOR") && !listed.contains(secret), "{listed}");
    assert_eq!(said.matches(secret).count(), 1, "{said}");
    for part in ["initiatives of 16 states", "Ask it something:  http://127.0.0.1:", "/graphiql", "Ctrl-C"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert!(!said.contains("{\"timestamp\""), "{said}");
    // Ctrl-C, as the terminal sends it.
    script.stdin.take().unwrap().write_all(b"\x03").unwrap();
    lines.read_to_string(&mut said).unwrap();
    assert_eq!(script.wait().unwrap().code(), Some(0), "{said}");
    assert!(said.contains("stopping: finishing the requests"), "{said}");
}
