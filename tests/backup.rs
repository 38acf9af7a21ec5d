//! Backups: what they hold, that nothing damaged passes for one, and that they can be taken while others work.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
mod support;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    thread,
};

use api::{ADMIN, Api, EDITOR};
use axum::{body::Body, http::Request};
use buendnis::{
    model::{ChangeSet, Origin, Record, Timestamp},
    register::{Proposal, Register, Step, verify},
    store::{BackupError, Sled, Store, StoreError, backup},
    transfer::seed,
};
use support::{NOON, change_set, created, deleted, files::export, organisation, updated};

/// A log of small change sets and a large one, in which records come, change and go.
fn log() -> Vec<ChangeSet> {
    let mut sets = vec![change_set(1, (0..1_500).map(organisation).map(created).collect())];
    for revision in 2..200 {
        let new = organisation(2_000 + revision as u32);
        let old = organisation(revision as u32);
        let changes = match revision % 3 {
            0 => vec![created(new)],
            1 => vec![created(new), updated(&old)],
            _ => vec![deleted(old)],
        };
        sets.push(ChangeSet { note: Some(format!("Nr. {revision}").into()), ..change_set(revision, changes) });
    }
    sets
}

fn store(directory: &Path, sets: &[ChangeSet]) -> Sled {
    let store = Sled::open(directory).unwrap();
    for set in sets {
        store.commit(set.revision - 1, std::slice::from_ref(set)).unwrap();
    }
    store
}

fn records(store: &dyn Store) -> Vec<Record> {
    let mut records = store.load().unwrap().records;
    records.sort_by_key(Record::id);
    records
}

fn back_up(store: &dyn Store, until: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    backup::write(store, until, &mut bytes).unwrap();
    bytes
}

/// A place for a restored store that is not there yet.
struct Place {
    guard: tempfile::TempDir,
    directory: PathBuf,
}

impl Place {
    fn new() -> Self {
        let guard = tempfile::tempdir().unwrap();
        Self { directory: guard.path().join("restored"), guard }
    }

    /// What is beside it and in its place.
    fn left(&self) -> Vec<PathBuf> {
        fs::read_dir(self.guard.path()).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    fn has_nothing_else(&self) -> bool {
        self.left() == std::slice::from_ref(&self.directory)
    }
}

#[test]
fn what_is_restored_is_what_was_there_with_its_history() {
    let guard = tempfile::tempdir().unwrap();
    let sets = log();
    let original = store(guard.path(), &sets);
    for until in [0, 1, 2, 150, sets.len() as u64] {
        let place = Place::new();
        let contents = Sled::restore(&place.directory, &*back_up(&original, until)).unwrap();
        assert_eq!(contents.revision, until);
        let restored = Sled::open(&place.directory).unwrap();
        assert_eq!(restored.log(0, usize::MAX).unwrap(), sets[..until as usize]);
        assert_eq!(verify(&restored).unwrap().revision, until);
        assert!(place.has_nothing_else());
    }
    let place = Place::new();
    Sled::restore(&place.directory, &*back_up(&original, sets.len() as u64)).unwrap();
    let restored = Sled::open(&place.directory).unwrap();
    assert_eq!(records(&restored), records(&original));
    let next = change_set(sets.len() as u64 + 1, vec![created(organisation(9_999))]);
    restored.commit(sets.len() as u64, &[next]).unwrap();
}

/// Fails unless this is refused, with a reason, and nothing is left of it.
#[track_caller]
fn check_refused(bytes: &[u8], what: &str) {
    let place = Place::new();
    let error = Sled::restore(&place.directory, bytes).expect_err(what);
    assert!(!support::chain(&error).is_empty());
    assert!(place.left().is_empty(), "{what}");
}

#[test]
fn nothing_cut_off_or_foreign_passes_for_a_backup() {
    let guard = tempfile::tempdir().unwrap();
    let whole = back_up(&store(guard.path(), &log()[..40]), 40);
    for length in (0..whole.len()).step_by(whole.len() / 12).chain([whole.len() - 1]) {
        check_refused(&whole[..length], &format!("cut off after {length} of {} bytes", whole.len()));
    }
    check_refused(&[&whole[..], b"!"].concat(), "one byte more");
    check_refused(b"{\"type\":\"state\"}\n", "something else");
}

#[test]
fn a_flipped_bit_is_refused_or_without_effect() {
    let guard = tempfile::tempdir().unwrap();
    let sets = &log()[..40];
    let whole = back_up(&store(guard.path(), sets), 40);
    let mut without_effect = 0;
    for position in (0..20).chain((20..whole.len()).step_by(whole.len() / 100)).chain(whole.len() - 12..whole.len()) {
        let mut bytes = whole.clone();
        bytes[position] ^= 0x10;
        let mut read = Vec::new();
        let outcome = backup::read(&*bytes, |_, sets| {
            read.extend(sets.to_vec());
            Ok(())
        });
        if outcome.is_ok() {
            without_effect += 1;
            assert_eq!(read, sets, "bit of byte {position} flipped");
        }
    }
    // gzip's header has a time and a system, and the last of its data is filled up to a whole byte.
    assert!(without_effect <= 10, "{without_effect}");
}

#[test]
fn only_a_free_directory_is_restored_to() {
    let guard = tempfile::tempdir().unwrap();
    let original = store(guard.path(), &log()[..1]);
    let bytes = back_up(&original, 1);
    let taken = Sled::restore(guard.path(), &*bytes).unwrap_err();
    assert!(matches!(taken, BackupError::Store(StoreError::Occupied { .. })), "{taken}");
    let place = Place::new();
    fs::create_dir(&place.directory).unwrap();
    // What a killed restore has left is in nobody's way.
    fs::create_dir(place.guard.path().join("restored.restoring")).unwrap();
    fs::write(place.guard.path().join("restored.restoring/db"), "half").unwrap();
    Sled::restore(&place.directory, &*bytes).unwrap();
    assert!(place.has_nothing_else());
}

#[test]
fn a_backup_is_of_one_revision_while_others_write() {
    let guard = tempfile::tempdir().unwrap();
    let register = Arc::new(Register::open(Sled::open(guard.path()).unwrap(), Timestamp::now).unwrap());
    let editor = {
        let register = register.clone();
        thread::spawn(move || {
            for number in 0..600 {
                // Two at a time, never one.
                let steps = [2 * number, 2 * number + 1].map(|n| Step::Put(organisation(n))).to_vec();
                let proposal = Proposal { actor: "anna".into(), origin: Origin::Edit, note: None, memo: None, steps };
                register.submit_blocking(proposal).unwrap();
            }
        })
    };
    let mut backups = Vec::new();
    while !editor.is_finished() {
        let mut bytes = Vec::new();
        let contents = register.back_up(&mut bytes).unwrap();
        assert_eq!(contents.changes, 2 * contents.revision);
        backups.push((bytes, contents));
    }
    editor.join().unwrap();
    assert!(backups.len() > 1);
    for (bytes, contents) in backups {
        assert_eq!(backup::read(&*bytes, |_, _| Ok(())).unwrap(), contents);
    }
}

fn program(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
    command.env_remove("BUENDNIS_DATA").env_remove("BUENDNIS_LOG").env("BUENDNIS_EDITOR_TOKEN", EDITOR);
    command.current_dir(directory).args(arguments);
    command
}

#[track_caller]
fn run(directory: &Path, arguments: &[&str], code: i32) -> Output {
    let output = program(directory, arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn the_commands_bring_back_the_same_bytes() {
    let guard = tempfile::tempdir().unwrap();
    let directory = guard.path();
    let exported = run(directory, &["export"], 0).stdout;
    let told = String::from_utf8(run(directory, &["backup", "b.backup"], 0).stdout).unwrap();
    assert_eq!(told, "`b.backup` has everything up to revision 1: 282 changes\n");
    let told = String::from_utf8(run(directory, &["restore", "b.backup", "--data", "copy"], 0).stdout).unwrap();
    assert!(told.starts_with("`copy` is as it was at revision 1, with 282 changes: 282 records"), "{told}");
    assert!(run(directory, &["export", "--data", "copy"], 0).stdout == exported);
    run(directory, &["restore", "b.backup"], 3);
    run(directory, &["restore", "none.backup", "--data", "new"], 5);
    run(directory, &["backup", "c.backup", "--data", "new"], 3);
    run(directory, &["backup", "no/such.backup"], 1);
    fs::write(directory.join("bad.backup"), "no backup").unwrap();
    run(directory, &["restore", "bad.backup", "--data", "new"], 5);
    assert!(!directory.join("new").exists());
}

/// A server, ended with the test, and what it logs.
struct Server(Child, Box<dyn Iterator<Item = serde_json::Value>>);

impl Server {
    fn start(directory: &Path, arguments: &[&str]) -> Self {
        let mut process = program(directory, arguments).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        Self(process, Box::new(lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap())))
    }

    /// What it logs next with this message.
    fn says(&mut self, message: &str) -> serde_json::Value {
        let text = |line: &serde_json::Value| {
            line["fields"]["message"].as_str().or(line["message"].as_str()).map(str::to_owned)
        };
        self.1.find(|line| text(line).as_deref() == Some(message)).expect(message)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_server_makes_backups_by_itself_and_keeps_the_newest() {
    let guard = tempfile::tempdir().unwrap();
    let directory = guard.path();
    fs::create_dir(directory.join("backups")).unwrap();
    for old in ["buendnis-20200101T000000Z.backup", "buendnis-20210101T000000Z.backup", "notes.txt"] {
        fs::write(directory.join("backups").join(old), "old").unwrap();
    }
    let listen = ["serve", "--listen", "127.0.0.1:0", "--backup-dir", "backups", "--keep", "2", "--backup-every", "1s"];
    let mut server = Server::start(directory, &listen);
    server.says("backed up");
    drop(server);
    let mut left: Vec<_> =
        fs::read_dir(directory.join("backups")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort_unstable();
    assert_eq!(
        (left.len(), &*left[0], &*left[2]),
        (3, "buendnis-20210101T000000Z.backup".as_ref(), "notes.txt".as_ref())
    );
    let newest = format!("backups/{}", left[1].display());
    run(directory, &["restore", &newest, "--data", "copy"], 0);
    assert!(run(directory, &["export", "--data", "copy"], 0).stdout == run(directory, &["export"], 0).stdout);
}

#[test]
fn an_admin_gets_a_backup_over_http() {
    let api = Api::of(seed::bundled(NOON).unwrap());
    let ask = |secret: &str| {
        let request = Request::post("/backup").header("authorization", format!("Bearer {secret}"));
        api.send(request.body(Body::empty()).unwrap())
    };
    assert_eq!(ask(EDITOR).json()["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let answer = ask(ADMIN);
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"buendnis.backup\"");
    let place = Place::new();
    Sled::restore(&place.directory, &*answer.body).unwrap();
    let copy = Register::open(Sled::open(&place.directory).unwrap(), Timestamp::now).unwrap();
    assert_eq!(export(&copy.snapshot()), export(&api.register.snapshot()));
}
