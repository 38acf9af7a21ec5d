//! `recover`: a damaged store is set aside, and made anew of the newest good backup and what can still be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod support;

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use buendnis::{
    model::{ChangeSet, Revision},
    register::verify,
    store::{Sled, Store, backup},
};
use support::{change_set, created, organisation};
use tempfile::TempDir;

fn set_of(revision: Revision) -> ChangeSet {
    let first = revision as u32 * 100;
    change_set(revision, (first..first + 20).map(organisation).map(created).collect())
}

/// A data directory of 40 revisions with tokens, and backups of revisions 10 and 30.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let guard = tempfile::tempdir().unwrap();
        fs::create_dir(guard.path().join("backups")).unwrap();
        let store = Sled::open(&guard.path().join("data")).unwrap();
        for revision in 1..=40 {
            store.commit(revision - 1, &[set_of(revision)]).unwrap();
            if [10, 30].contains(&revision) {
                let mut bytes = Vec::new();
                backup::write(&store, revision, &mut bytes).unwrap();
                fs::write(guard.path().join(format!("backups/buendnis-202601{revision}T120000Z.backup")), bytes)
                    .unwrap();
            }
        }
        fs::write(guard.path().join("data/tokens"), "who may").unwrap();
        Self(guard)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What the program says to these arguments, and the code that it ends with.
    fn run(&self, arguments: &[&str]) -> (String, i32) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
        command.env_remove("BUENDNIS_DATA").env_remove("BUENDNIS_BACKUP_DIR").current_dir(self.0.path());
        let output = command.args(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (said, output.status.code().unwrap())
    }

    /// The directory that was set aside.
    fn aside(&self) -> Option<PathBuf> {
        let mut entries = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.find(|path| path.to_string_lossy().contains(".damaged-"))
    }
}

/// Damages the store, recovers it, and fails unless it then is as it was at `revision`.
#[track_caller]
fn check(damage: impl FnOnce(&Path), backups: bool, revision: Revision, parts: &[&str]) {
    let place = Place::new();
    damage(&place.path("data"));
    let (said, code) = place.run(&["verify"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("buendnis recover"), "the next step is not in: {said}");
    let before = names(&place.path("data"));
    let arguments: &[&str] = if backups { &["recover", "--backup-dir", "backups"] } else { &["recover"] };
    let (said, code) = place.run(arguments);
    assert_eq!(code, 0, "{said}");
    for part in parts {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
    let store = Sled::open(&place.path("data")).unwrap();
    assert_eq!(verify(&store).unwrap().revision, revision, "{said}");
    assert!(store.log(0, usize::MAX).unwrap() == (1..=revision).map(set_of).collect::<Vec<_>>());
    drop(store);
    assert_eq!(fs::read_to_string(place.path("data/tokens")).unwrap(), "who may");
    let kept = names(&place.aside().unwrap());
    assert!(before.iter().all(|name| kept.contains(name)), "{before:?}, {kept:?}");
    let (said, code) = place.run(&["recover"]);
    assert_eq!((said.as_str(), code), ("`data` is sound: nothing was done\n", 0));
}

/// All but the engine's note of where its pages are, which it makes anew whenever it is opened.
fn names(directory: &Path) -> Vec<OsString> {
    let names = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| !name.to_string_lossy().starts_with("snap.")).collect()
}

#[test]
fn without_the_engines_log_the_newest_backup_is_what_there_is() {
    let lose = |data: &Path| fs::write(data.join("db"), "").unwrap();
    let parts = [
        "`data` is damaged: ",
        "it was set aside as `data.damaged-",
        "`backups/buendnis-20260130T120000Z.backup` has everything up to revision 30",
        "0 more change sets could be read",
        "revisions 31 to 40 were committed and are lost",
        "`data` is a register again, at revision 30",
    ];
    check(lose, true, 30, &parts);
}

#[test]
fn what_can_still_be_read_is_added() {
    // With the witness gone the store does not open, though nothing else is amiss.
    let lose = |data: &Path| fs::remove_file(data.join("HEAD")).unwrap();
    check(lose, true, 40, &["10 more change sets could be read", "`data` is a register again, at revision 40"]);
    check(lose, false, 40, &["40 more change sets could be read"]);
}

#[test]
fn a_backup_that_is_no_good_is_passed_over() {
    let lose = |data: &Path| {
        fs::write(data.join("db"), "").unwrap();
        let newest = data.with_file_name("backups").join("buendnis-20260130T120000Z.backup");
        let bytes = fs::read(&newest).unwrap();
        fs::write(newest, &bytes[..bytes.len() / 2]).unwrap();
    };
    let parts =
        ["`backups/buendnis-20260130T120000Z.backup` cannot be used", "up to revision 10\n", "revisions 11 to 40"];
    check(lose, true, 10, &parts);
}

#[test]
fn a_sound_store_and_a_used_one_are_left_alone() {
    let place = Place::new();
    let (said, code) = place.run(&["recover", "--backup-dir", "backups"]);
    assert_eq!((said.as_str(), code), ("`data` is sound: nothing was done\n", 0));
    let _store = Sled::open(&place.path("data")).unwrap();
    assert_eq!(place.run(&["recover"]).1, 4);
    assert_eq!(place.run(&["recover", "--data", "none"]).1, 3);
    assert_eq!(place.aside(), None);
}
