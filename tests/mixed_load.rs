//! Everything at once: people who read, edit, follow, analyse and back up, on one server over a store on disk. No request
//! fails, memory stays where it was, and the slowest answers are as slow at the end as at the beginning.
//!
//! Twenty minutes, or as many seconds as `BUENDNIS_LOAD_SECONDS` says. Best in a release build, over a larger register:
//!
//! ```sh
//! cargo test --release --test mixed_load -- --ignored --nocapture
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]
#![cfg(target_os = "linux")]

#[path = "mixed_load/connection.rs"]
mod connection;
#[path = "mixed_load/report.rs"]
mod report;
#[path = "mixed_load/server.rs"]
mod server;

use std::{
    env, thread,
    time::{Duration, Instant},
};

use connection::Connection;
use report::{Report, Sample};
use serde_json::json;
use server::{ADMIN, EDITOR, Server};

const READERS: usize = 4;
const EDITORS: usize = 2;
const FOLLOWERS: usize = 10;

/// What readers ask, one after the other.
const QUESTIONS: [&str; 6] = [
    "{ statistics { initiatives organisations participations } }",
    "{ organisations(first: 20, orderBy: { field: INITIATIVE_COUNT, direction: DESC }) { nodes { name initiatives { totalCount } } } }",
    "{ initiatives(filter: { text: \"industrie\" }, first: 10) { nodes { name states { code } } } }",
    "{ search(text: \"Verband Maschinenbau\", first: 10) { totalCount edges { score highlight } } }",
    "{ suggest(text: \"stadt\") { score highlight } }",
    "{ state(code: BW) { name initiatives(first: 20) { nodes { name participations(first: 5) { nodes { role organisation { name } } } } } } }",
];

/// Drawn anew at each revision.
const ANALYSIS: &str = "{ network { nodes(orderBy: { metric: PAGE_RANK }, first: 5) { nodes { pageRank degree entity { ... on Organisation { name } } } } } }";

const SUBSCRIPTION: &str = "subscription { changes { revision action } }";

#[test]
#[ignore = "takes twenty minutes: .ci/run has some seconds of it"]
fn everything_at_once_fails_nobody_and_leaves_nothing_behind() {
    let time = Duration::from_secs(env::var("BUENDNIS_LOAD_SECONDS").map_or(1_200, |seconds| seconds.parse().unwrap()));
    let server = Server::start();
    let until = Instant::now() + time;
    let mut report = Report::new(time);
    thread::scope(|scope| {
        let server = &server;
        let mut work = Vec::new();
        work.extend((0..READERS).map(|number| scope.spawn(move || read(server, number, until))));
        work.extend((0..EDITORS).map(|number| scope.spawn(move || edit(server, number, until))));
        work.push(scope.spawn(move || analyse(server, until)));
        work.push(scope.spawn(move || back_up(server, until)));
        let followers: Vec<_> = (0..FOLLOWERS).map(|_| scope.spawn(move || follow(server, until))).collect();
        while Instant::now() < until {
            report.memory(server.memory());
            thread::sleep(Duration::from_secs(1));
        }
        work.into_iter().for_each(|work| report.add(work.join().unwrap()));
        report.follow(followers.into_iter().map(|follower| follower.join().unwrap()).collect());
    });
    server.stop_and_verify();
    report.print();
    report.check();
}

/// Asks at a pace that leaves room for others.
fn read(server: &Server, number: usize, until: Instant) -> Vec<Sample> {
    let mut connection = Connection::to(server.address());
    let questions = QUESTIONS.iter().cycle().skip(number);
    paced(until, Duration::from_millis(100), questions, |question| connection.ask("read", question, None))
}

/// Makes an organisation, renames it, and takes it away again: the register stays as large as it is.
fn edit(server: &Server, number: usize, until: Instant) -> Vec<Sample> {
    let mut connection = Connection::to(server.address());
    let slug = format!("lasttest-{number}");
    let edits = [
        format!(
            "mutation {{ createOrganisation(input: {{ slug: \"{slug}\", name: {{ de: \"Lasttest {number}\" }}, kind: OTHER }}) {{ revision }} }}"
        ),
        format!(
            "mutation {{ updateOrganisation(organisation: {{ slug: \"{slug}\" }}, input: {{ name: {{ de: \"Probe {number}\" }} }}) {{ revision }} }}"
        ),
        format!("mutation {{ deleteOrganisation(organisation: {{ slug: \"{slug}\" }}) {{ revision }} }}"),
    ];
    let edits: Vec<&str> = edits.iter().map(String::as_str).collect();
    paced(until, Duration::from_millis(200), edits.iter().cycle(), |edit| connection.ask("edit", edit, Some(EDITOR)))
}

fn analyse(server: &Server, until: Instant) -> Vec<Sample> {
    let mut connection = Connection::to(server.address());
    paced(until, Duration::from_secs(2), std::iter::repeat(&ANALYSIS), |query| connection.ask("analysis", query, None))
}

/// Streams a backup, beside those that the server makes by itself.
fn back_up(server: &Server, until: Instant) -> Vec<Sample> {
    paced(until, Duration::from_secs(20), std::iter::repeat(&"/backup"), |path| {
        Connection::to(server.address()).fetch("backup", path, ADMIN)
    })
}

/// Does one after the other, each at its time.
fn paced<'a>(
    until: Instant,
    pace: Duration,
    tasks: impl Iterator<Item = &'a &'a str>,
    mut work: impl FnMut(&str) -> Sample,
) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut next = Instant::now();
    for task in tasks {
        if next >= until {
            break;
        }
        thread::sleep(next.saturating_duration_since(Instant::now()));
        samples.push(work(task));
        next = (next + pace).max(Instant::now());
    }
    samples
}

/// Takes changes as they come, and answers how many; none may be missing between two.
fn follow(server: &Server, until: Instant) -> u64 {
    let body = json!({ "query": SUBSCRIPTION }).to_string();
    let (mut seen, mut last) = (0, None);
    Connection::to(server.address()).events(&body, until, |event| {
        let change = &event["data"]["changes"];
        let revision = change["revision"].as_u64().or_else(|| change["revision"].as_str()?.parse().ok());
        let revision: u64 = revision.unwrap_or_else(|| panic!("no change: {event}"));
        assert!(last.is_none_or(|last| revision == last + 1), "{revision} follows {last:?}");
        last = Some(revision);
        seen += 1;
    });
    seen
}
