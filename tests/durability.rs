//! What was acknowledged is there after the process was killed at any moment, and each commit is synced before it is
//! acknowledged.
//!
//! The tests run this very program again as a child that commits without end, and watch it from outside. In a long run
//! set `BUENDNIS_KILL_ROUNDS=100`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking"
)]

mod support;

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime},
};

use buendnis::{
    model::{ChangeSet, Record, Revision},
    store::{Sled, Store},
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use support::{change_set, created, organisation, updated};

/// Tells a child where its store is; without it the child has nothing to do.
const DIRECTORY: &str = "BUENDNIS_CHILD_DIRECTORY";
/// After how many commits a child ends by itself.
const COMMITS: &str = "BUENDNIS_CHILD_COMMITS";
const ACKNOWLEDGED: &str = "acknowledged ";

/// Every so many revisions a change set is so large that it is committed in steps.
const LARGE_EVERY: Revision = 8;

/// Makes records and changes one of the revision before: what revision `revision` is in every run.
fn set_of(revision: Revision) -> ChangeSet {
    let size = if revision.is_multiple_of(LARGE_EVERY) { 1_200 } else { 3 };
    let made = (0..size).map(|number| created(organisation(first_of(revision) + number)));
    let changed = (revision > 1).then(|| updated(&organisation(first_of(revision - 1))));
    change_set(revision, made.chain(changed).collect())
}

fn first_of(revision: Revision) -> u32 {
    revision as u32 * 10_000
}

/// The records after `revision`, from the change sets alone.
fn records_at(revision: Revision) -> Vec<Record> {
    let mut records = std::collections::BTreeMap::new();
    for change in (1..=revision).flat_map(|revision| set_of(revision).changes) {
        records.extend(change.after().map(|record| (record.id(), record.clone())));
    }
    records.into_values().collect()
}

#[test]
fn child() {
    let Some(directory) = env::var_os(DIRECTORY) else { return };
    let commits = env::var(COMMITS).map_or(Revision::MAX, |commits| commits.parse().unwrap());
    let store = Sled::open(Path::new(&directory)).unwrap();
    let base = store.load().unwrap().revision;
    for revision in (base + 1..).take(usize::try_from(commits).unwrap()) {
        store.commit(revision - 1, &[set_of(revision)]).unwrap();
        // One write, so that it is one system call and cannot be cut by a kill.
        std::io::stdout().write_all(format!("{ACKNOWLEDGED}{revision}\n").as_bytes()).unwrap();
    }
}

/// This program as a child that works on the store in `directory`, started by `command`.
fn start(mut command: Command, directory: &Path) -> Child {
    command.args(["--exact", "child", "--nocapture"]).env(DIRECTORY, directory).stdout(Stdio::piped()).spawn().unwrap()
}

fn acknowledged(line: &str) -> Option<Revision> {
    line.split_once(ACKNOWLEDGED)?.1.parse().ok()
}

/// Runs a child, kills it a random while after a random number of commits, and answers the last revision that it
/// acknowledged.
fn run_and_kill(directory: &Path, random: &mut ChaCha8Rng) -> Revision {
    let mut child = start(Command::new(env::current_exe().unwrap()), directory);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let commits = random.random_range(0..2 * LARGE_EVERY as usize);
    let last = lines.by_ref().filter_map(|line| acknowledged(&line)).take(commits).last().unwrap_or(0);
    let end = Instant::now() + Duration::from_micros(random.random_range(0..20_000));
    while Instant::now() < end {
        std::hint::spin_loop();
    }
    // SIGKILL on Unix.
    child.kill().unwrap();
    child.wait().unwrap();
    lines.filter_map(|line| acknowledged(&line)).last().unwrap_or(last)
}

/// Fails unless all that was acknowledged is there, and what was not is there wholly or not at all.
#[track_caller]
fn check(directory: &Path, acknowledged: Revision) -> Revision {
    let store = Sled::open(directory).unwrap();
    let mut loaded = store.load().unwrap();
    let revision = loaded.revision;
    assert!((acknowledged..=acknowledged + 1).contains(&revision), "{acknowledged} acknowledged, {revision} found");
    loaded.records.sort_by_key(Record::id);
    assert!(loaded.records == records_at(revision), "other records than at revision {revision}");
    let log = store.log(0, usize::MAX).unwrap();
    assert!(log == (1..=revision).map(set_of).collect::<Vec<_>>(), "another log than at revision {revision}");
    revision
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let rounds: u32 = env::var("BUENDNIS_KILL_ROUNDS").map_or(5, |rounds| rounds.parse().unwrap());
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_micros() as u64;
    let seed = env::var("BUENDNIS_SEED").map_or_else(|_| now(), |seed| seed.parse().unwrap());
    println!("BUENDNIS_SEED={seed}");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut left = 0;
    while left < rounds {
        let directory = tempfile::tempdir().unwrap();
        let mut revision = 0;
        // A store survives several kills in a row.
        for _ in 0..5.min(rounds - left) {
            let last = run_and_kill(directory.path(), &mut random).max(revision);
            revision = check(directory.path(), last);
        }
        left += 5;
    }
}

/// A line of strace: `1234 pwrite64(5</data/db>, "…", 512, 0) = 512`, or, where another thread's call came between,
/// `1234 pwrite64(5</data/db>, "…", 512, 0 <unfinished ...>` and later `1234 <... pwrite64 resumed>) = 512`.
struct Call<'a> {
    name: &'a str,
    begins: bool,
    succeeds: bool,
    line: &'a str,
}

impl<'a> Call<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (_process, call) = line.split_once(' ')?;
        let call = call.trim_start();
        let (name, begins) = match call.strip_prefix("<... ") {
            Some(resumed) => (resumed.split_once(" resumed>")?.0, false),
            None => (call.split_once('(')?.0, true),
        };
        Some(Self { name, begins, succeeds: line.ends_with("= 0"), line })
    }

    fn is_acknowledgement(&self) -> bool {
        self.name == "write" && self.line.contains(ACKNOWLEDGED)
    }
}

/// The system calls of a child that commits `commits` times.
fn trace(commits: u32) -> String {
    let directory = tempfile::tempdir().unwrap();
    let output = directory.path().join("trace");
    let mut strace = Command::new("strace");
    // All threads, files by name, the beginning of what is written.
    strace.args([
        "-f",
        "-y",
        "-s",
        "32",
        "-e",
        "trace=pwrite64,write,fsync,fdatasync,sync_file_range,rename,unlink",
        "-o",
    ]);
    strace.arg(&output).arg(env::current_exe().unwrap()).env(COMMITS, commits.to_string());
    let mut child = start(strace, &directory.path().join("data"));
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.filter(|line| line.as_ref().unwrap().contains(ACKNOWLEDGED)).count(), commits as usize);
    assert!(child.wait().unwrap().success());
    fs::read_to_string(output).unwrap()
}

#[test]
#[ignore = "needs strace; .ci/run installs it and runs this"]
fn each_commit_is_synced_after_its_last_write_and_before_it_is_acknowledged() {
    let commits = 2 * LARGE_EVERY as u32;
    let trace = trace(commits);
    println!("{trace}");
    // Whether a sync has begun, and has ended, since the last write to the data file ended.
    let (mut syncing, mut synced) = (false, false);
    let mut acknowledged = 0;
    for call in trace.lines().filter_map(Call::parse) {
        match call.name {
            "pwrite64" => (syncing, synced) = (false, false),
            "fdatasync" => {
                assert!(!call.begins || call.line.contains("/db>"), "{}", call.line);
                syncing |= call.begins;
                synced |= syncing && call.succeeds;
            }
            _ if call.is_acknowledgement() => {
                assert!(synced, "not synced before:\n{}", call.line);
                acknowledged += 1;
                (syncing, synced) = (false, false);
            }
            _ => {}
        }
    }
    assert_eq!(acknowledged, commits);
}
