//! What comes of faults of the machine: what the store answers, what it does afterwards, and what is left when it is opened
//! again. `tests/faults/README.md` says which fault is tried where, and what came of it.
//!
//! Some run this very program again as a child in a world with less room.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod support;

use std::{
    env, fs,
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use buendnis::{
    model::{ChangeSet, Origin, Record, Revision, Timestamp},
    register::{Proposal, Register, Step, verify},
    store::{Sled, Store, StoreError},
    transfer::generate::{Size, generate},
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use support::{NOON, change_set, created, files::export, organisation};

/// Tells a child what to do, and where; without them it has nothing to do.
const TASK: &str = "BUENDNIS_CHILD_TASK";
const DIRECTORY: &str = "BUENDNIS_CHILD_DIRECTORY";

fn rounds() -> u32 {
    env::var("BUENDNIS_KILL_ROUNDS").map_or(5, |rounds| rounds.parse().unwrap())
}

fn set_of(revision: Revision) -> ChangeSet {
    let first = revision as u32 * 100;
    change_set(revision, (first..first + 50).map(organisation).map(created).collect())
}

/// Opens what a fault has left: it must be sound, and hold all that was acknowledged and at most one change set more.
#[track_caller]
fn check_left(directory: &Path, acknowledged: Revision) {
    let store = Sled::open(directory).unwrap();
    let revision = verify(&store).unwrap().revision;
    assert!((acknowledged..=acknowledged + 1).contains(&revision), "{acknowledged} acknowledged, {revision} found");
    assert!(store.log(0, usize::MAX).unwrap() == (1..=revision).map(set_of).collect::<Vec<_>>());
    store.commit(revision, &[set_of(revision + 1)]).unwrap();
}

#[test]
fn child() {
    let Some(task) = env::var_os(TASK) else { return };
    let directory = PathBuf::from(env::var_os(DIRECTORY).unwrap());
    let store = Sled::open(&directory).unwrap();
    let base = store.load().unwrap().revision;
    // Held until the end.
    let files: Vec<File> = match task.to_str() {
        Some("use up all files") => std::iter::from_fn(|| File::open("/dev/null").ok()).collect(),
        _ => Vec::new(),
    };
    for revision in base + 1..base + 20_000 {
        match store.commit(revision - 1, &[set_of(revision)]) {
            Ok(()) => println!("acknowledged {revision}"),
            Err(error) => {
                println!("refused {}", support::chain(&error).replace('\n', ": "));
                let again = store.commit(revision - 1, &[set_of(revision)]).unwrap_err();
                assert!(matches!(again, StoreError::Poisoned { .. }), "{again}");
                break;
            }
        }
        if !files.is_empty() && revision > base + 10 {
            break;
        }
    }
    println!("done");
}

/// Has a child do a task, started by a shell that first does `preparation`; answers the last revision that it
/// acknowledged, and why it was refused the next.
fn run_child(preparation: &str, task: &str, directory: &Path) -> (Revision, Option<String>) {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{preparation} && exec \"$0\" --exact child --nocapture")]);
    shell.arg(env::current_exe().unwrap()).env(TASK, task).env(DIRECTORY, directory);
    let output = shell.stderr(Stdio::inherit()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("done\n"), "{said}");
    let after = |word: &str| said.lines().rev().find_map(|line| Some(line.split_once(word)?.1.to_owned()));
    (after("acknowledged ").map_or(0, |revision| revision.parse().unwrap()), after("refused "))
}

#[test]
fn without_a_free_file_commits_go_on() {
    let guard = tempfile::tempdir().unwrap();
    let directory = guard.path().join("data");
    Sled::open(&directory).unwrap().commit(0, &[set_of(1)]).unwrap();
    let (acknowledged, refused) = run_child("ulimit -n 64", "use up all files", &directory);
    assert_eq!((acknowledged, refused), (12, None), "a place is kept for them");
    check_left(&directory, acknowledged);
}

/// A file system of its own, as large as it is told, gone with the test.
struct Disk(tempfile::TempDir);

impl Disk {
    fn of(kilobytes: u32) -> Self {
        let guard = tempfile::tempdir().unwrap();
        let size = format!("size={kilobytes}k");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(guard.path()).status().unwrap();
        assert!(mount.success());
        Self(guard)
    }

    fn enlarge(&self) {
        let mount = Command::new("mount").args(["-o", "remount,size=256m"]).arg(self.0.path()).status().unwrap();
        assert!(mount.success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
#[ignore = "mounts small disks, which only root may: .ci/run has it"]
fn on_a_full_disk_a_commit_is_refused_and_all_before_is_there() {
    for round in 0..rounds() {
        // Each a little larger, so that it is full at another step of a commit.
        let disk = Disk::of(2_500 + 37 * round);
        let directory = disk.0.path().join("data");
        let (acknowledged, refused) = run_child("true", "fill the disk", &directory);
        let refused = refused.expect("a full disk refuses");
        println!("{acknowledged} commits, then: {refused}");
        disk.enlarge();
        check_left(&directory, acknowledged);
    }
}

#[test]
fn a_clock_that_jumps_never_takes_time_back() {
    let guard = tempfile::tempdir().unwrap();
    let now = Arc::new(AtomicI64::new(NOON.as_micros()));
    let clock = || {
        let now = now.clone();
        move || Timestamp::from_micros(now.load(Ordering::Relaxed))
    };
    let hours = |hours: i64| hours * 3_600_000_000;
    // A year ahead, back before the beginning, and far back again after a restart.
    let jumps = [0, hours(8_760), -hours(24 * 365 * 80), hours(1), -hours(5), i64::MIN / 4, hours(2)];
    for (number, jump) in (0..).zip(jumps) {
        let register = Register::open(Sled::open(guard.path()).unwrap(), clock()).unwrap();
        now.store(NOON.as_micros().saturating_add(jump), Ordering::Relaxed);
        for place in 0..3 {
            let steps = vec![Step::Put(organisation(number * 3 + place))];
            let proposal = Proposal { actor: "anna".into(), origin: Origin::Edit, note: None, memo: None, steps };
            register.submit_blocking(proposal).unwrap();
        }
    }
    let store = Sled::open(guard.path()).unwrap();
    let log = store.log(0, usize::MAX).unwrap();
    assert_eq!(log.len(), 3 * jumps.len());
    assert!(log.is_sorted_by_key(|set| set.at));
    verify(&store).unwrap();
}

/// How an import is killed: at any time from its start to its end.
#[test]
fn a_killed_import_is_there_wholly_or_not_at_all() {
    let guard = tempfile::tempdir().unwrap();
    let size = Size { initiatives: 100, organisations: 400, participations: 2_000 };
    let register = support::files::register(generate(size, 1, NOON).unwrap().collect::<Vec<Record>>());
    let whole = export(&register.snapshot());
    fs::write(guard.path().join("in.ndjson"), &whole).unwrap();
    let import = |data: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
        command.current_dir(guard.path()).args(["import", "in.ndjson", "--data", data]).env_remove("BUENDNIS_LOG");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let start = Instant::now();
    assert!(import("measured").status().unwrap().success());
    let time = start.elapsed();
    let mut random = ChaCha8Rng::seed_from_u64(rounds().into());
    let mut seen = [0; 2];
    for round in 0..rounds() {
        let data = format!("data-{round}");
        let mut process = import(&data).spawn().unwrap();
        thread::sleep(time.mul_f64(random.random_range(0.0..1.1)).min(Duration::from_secs(60)));
        process.kill().unwrap();
        process.wait().unwrap();
        let store = Sled::open(&guard.path().join(&data)).unwrap();
        let revision = verify(&store).unwrap().revision;
        seen[usize::try_from(revision).unwrap()] += 1;
        drop(store);
        // Whatever it was, the next one gets through.
        assert!(import(&data).status().unwrap().success());
        let left = Register::open(Sled::open(&guard.path().join(&data)).unwrap(), Timestamp::now).unwrap();
        assert!(export(&left.snapshot()) == whole, "round {round}");
    }
    println!("{} not at all, {} wholly", seen[0], seen[1]);
}
