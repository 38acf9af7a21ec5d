//! What only the store on disk does: hold its directory alone, survive damage to its files without a panic and without
//! a lie, and put a half-done commit in order.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking"
)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use buendnis::{
    model::{ChangeSet, Record},
    store::{Sled, Store, StoreError},
};
use support::{chain, change_set, created, organisation, updated};
use tempfile::TempDir;

/// Everything in a store.
type Content = (u64, Vec<Record>, Vec<ChangeSet>);

fn read(directory: &Path) -> Result<Content, StoreError> {
    let store = Sled::open(directory)?;
    let loaded = store.load()?;
    let mut records = loaded.records;
    records.sort_by_key(Record::id);
    Ok((loaded.revision, records, store.log(0, usize::MAX)?))
}

#[test]
fn a_directory_in_use_names_its_holder() {
    let directory = tempfile::tempdir().unwrap();
    let _store = Sled::open(directory.path()).unwrap();
    let error = chain(&Sled::open(directory.path()).err().unwrap());
    for text in [&*directory.path().display().to_string(), &format!("process {}", std::process::id()), "stop"] {
        assert!(error.contains(text), "`{text}` is not in:\n{error}");
    }
}

#[test]
fn a_directory_that_cannot_be_made_is_an_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = chain(&Sled::open(&file.path().join("data")).err().unwrap());
    assert!(error.contains("cannot create"), "{error}");
}

#[test]
fn missing_directories_above_are_made() {
    let directory = tempfile::tempdir().unwrap();
    Sled::open(&directory.path().join("a/b/c")).unwrap();
}

#[test]
fn a_store_just_closed_opens_again_at_once() {
    let directory = tempfile::tempdir().unwrap();
    for revision in 1..=50 {
        let store = Sled::open(directory.path()).unwrap();
        store.commit(revision - 1, &[change_set(revision, vec![created(organisation(revision as u32))])]).unwrap();
    }
}

/// Where a commit fails, and what is there after the store is opened again.
struct Failure {
    changes: u32,
    sync: u64,
    kept: bool,
}

#[test]
fn a_commit_whose_sync_fails_is_wholly_there_or_not_at_all() {
    let failures = [
        Failure { changes: 10, sync: 1, kept: true },
        Failure { changes: 2_000, sync: 1, kept: false },
        Failure { changes: 2_000, sync: 2, kept: true },
        Failure { changes: 2_000, sync: 3, kept: true },
        Failure { changes: 2_000, sync: 4, kept: true },
    ];
    for Failure { changes, sync, kept } in failures {
        let directory = tempfile::tempdir().unwrap();
        let first = change_set(1, vec![created(organisation(0))]);
        Sled::open(directory.path()).unwrap().commit(0, std::slice::from_ref(&first)).unwrap();

        let failing = Sled::failing_at_sync(directory.path(), sync).unwrap();
        let second =
            change_set(2, (1..=changes).map(organisation).map(created).chain([updated(&organisation(0))]).collect());
        let failed = failing.commit(1, std::slice::from_ref(&second));
        assert!(matches!(failed, Err(StoreError::File { .. })), "{failed:?}");
        let refused = failing.commit(1, std::slice::from_ref(&second));
        assert!(matches!(refused, Err(StoreError::Poisoned { .. })), "{refused:?}");
        drop(failing);

        let (revision, records, log) = read(directory.path()).unwrap();
        if kept {
            assert_eq!((revision, records.len(), log), (2, changes as usize + 1, vec![first, second]));
        } else {
            assert_eq!((revision, records, log), (1, vec![organisation(0)], vec![first]));
        }
    }
}

/// A store of several segments, opened and closed more than once so that all kinds of files are there.
struct Sample {
    directory: TempDir,
    content: Content,
}

impl Sample {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let made: Vec<Record> = (0..3_000).map(organisation).collect();
        let mut large = support::full_initiative();
        large.topics = vec!["ß".repeat(5_000).into(); 50];
        let sets = [
            change_set(1, made.iter().cloned().map(created).collect()),
            change_set(2, made.iter().step_by(7).map(updated).collect()),
            change_set(3, vec![created(large.into())]),
        ];
        for (base, set) in (0..).zip(sets) {
            Sled::open(directory.path()).unwrap().commit(base, &[set]).unwrap();
        }
        for revision in 4..40 {
            let store = Sled::open(directory.path()).unwrap();
            store
                .commit(revision - 1, &[change_set(revision, vec![created(organisation(9_000 + revision as u32))])])
                .unwrap();
        }
        let content = read(directory.path()).unwrap();
        let sample = Self { directory, content };
        // Where in the log which page is: a note of the engine's, written anew whenever it is opened, and torn by a crash then.
        assert!(sample.files().iter().any(|file| file.to_string_lossy().starts_with("snap.")));
        sample
    }

    /// Its files, by their paths inside.
    fn files(&self) -> Vec<PathBuf> {
        let list = |directory: PathBuf| fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        let all = list(self.directory.path().to_owned()).chain(list(self.directory.path().join("blobs")));
        let relative = |path: PathBuf| path.strip_prefix(self.directory.path()).unwrap().to_owned();
        all.filter(|path| path.is_file()).map(relative).collect()
    }

    fn length(&self, file: &Path) -> u64 {
        fs::metadata(self.directory.path().join(file)).unwrap().len()
    }

    /// Damages one file of a copy. What is then read must be an error that says something, or exactly what was
    /// committed.
    #[track_caller]
    fn check(&self, file: &Path, what: &str, damage: impl FnOnce(&Path)) -> bool {
        let copy = tempfile::tempdir().unwrap();
        fs::create_dir(copy.path().join("blobs")).unwrap();
        for file in self.files() {
            fs::copy(self.directory.path().join(&file), copy.path().join(&file)).unwrap();
        }
        damage(&copy.path().join(file));
        match read(copy.path()) {
            Ok(content) => {
                assert!(content == self.content, "{}, {what}: other data was read", file.display());
                true
            }
            Err(error) => {
                assert!(!chain(&error).is_empty());
                false
            }
        }
    }
}

fn flip(path: &Path, position: u64) {
    let mut bytes = fs::read(path).unwrap();
    bytes[position as usize] ^= 0x10;
    fs::write(path, bytes).unwrap();
}

fn truncate(path: &Path, length: u64) {
    fs::File::options().write(true).open(path).unwrap().set_len(length).unwrap();
}

/// Head, tail, and places evenly spread between them.
fn positions(length: u64, count: u64) -> impl Iterator<Item = u64> {
    let last = length.saturating_sub(1);
    let spread = (0..count).map(move |step| step * last / count.max(1));
    [0, 1, 5, 19, 21, last, last.saturating_sub(30)].into_iter().chain(spread).filter(move |at| *at < length)
}

/// How many places of the data file are damaged; more in a long run.
fn places() -> u64 {
    std::env::var("BUENDNIS_DAMAGED_PLACES").ok().map_or(10, |places| places.parse().unwrap())
}

#[test]
fn a_flipped_bit_is_an_error_or_without_effect() {
    let sample = Sample::new();
    for file in sample.files() {
        for position in positions(sample.length(&file), places()) {
            sample.check(&file, &format!("bit of byte {position} flipped"), |path| flip(path, position));
        }
    }
}

#[test]
fn a_file_cut_off_is_an_error_or_without_effect() {
    let sample = Sample::new();
    for file in sample.files() {
        for length in positions(sample.length(&file), places()) {
            sample.check(&file, &format!("cut off after {length} bytes"), |path| truncate(path, length));
        }
    }
}

#[test]
fn a_file_lost_is_an_error_or_without_effect() {
    let sample = Sample::new();
    for file in sample.files() {
        sample.check(&file, "lost", |path| fs::remove_file(path).unwrap());
    }
}

#[test]
fn a_data_file_lost_or_emptied_is_an_error() {
    let sample = Sample::new();
    assert!(!sample.check(Path::new("db"), "lost", |path| fs::remove_file(path).unwrap()));
    assert!(!sample.check(Path::new("db"), "emptied", |path| truncate(path, 0)));
    assert!(!sample.check(Path::new("HEAD"), "lost", |path| fs::remove_file(path).unwrap()));
}
