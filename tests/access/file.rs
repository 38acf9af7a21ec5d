//! The file of tokens: who can read it, what is in it, and what happens when it is damaged or changed.

use std::{error::Error as _, fs, sync::Arc, thread};

use buendnis::{
    access::{AccessError, Authenticator, Denial, Role, Secret, TokenFile},
    model::Timestamp,
};
use tempfile::TempDir;

fn file() -> (TempDir, TokenFile) {
    let directory = tempfile::tempdir().unwrap();
    let file = TokenFile::of(directory.path());
    (directory, file)
}

fn add(file: &TokenFile, name: &str) -> Secret {
    file.change(|tokens| tokens.add(name.parse().unwrap(), Role::Editor, None, Timestamp::EPOCH)).unwrap()
}

fn revoke(file: &TokenFile, name: &str) {
    file.change(|tokens| tokens.revoke(name.parse().unwrap(), Timestamp::EPOCH)).unwrap();
}

fn names(file: &TokenFile) -> Vec<String> {
    file.read().unwrap().iter().map(|token| token.name.to_string()).collect()
}

#[test]
fn a_list_is_read_as_it_was_written() {
    let (_guard, file) = file();
    assert!(!file.exists());
    assert_eq!(file.read().unwrap().iter().count(), 0);
    assert!(!file.exists(), "reading makes no file");
    let hour = Some("1h".parse().unwrap());
    let now = Timestamp::from_micros(1_768_478_400_123_456);
    let secret = file.change(|tokens| tokens.add("Zoë \"x\"".parse().unwrap(), Role::Admin, hour, now)).unwrap();
    add(&file, "ben");
    revoke(&file, "ben");
    let tokens = file.read().unwrap();
    let token = tokens.find(&secret.digest()).unwrap();
    assert_eq!((token.name.as_str(), token.role, token.created, token.revoked), ("Zoë \"x\"", Role::Admin, now, None));
    assert_eq!(token.expires, Some(Timestamp::from_micros(1_768_478_400_123_456 + 3_600_000_000)));
    assert_eq!(tokens.iter().last().unwrap().revoked, Some(Timestamp::EPOCH));
}

#[test]
fn the_secret_is_not_in_the_directory() {
    let (guard, file) = file();
    let secret = add(&file, "anna");
    for entry in fs::read_dir(guard.path()).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains(&secret.reveal()["bnd_".len()..]), "{text}");
    }
    let text = fs::read_to_string(file.path()).unwrap();
    assert!(text.starts_with("{\n  \"version\": 1,\n") && text.contains("\"role\": \"EDITOR\""), "{text}");
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let (guard, file) = file();
    add(&file, "anna");
    // A process that was ended in the middle, and a file that somebody opened to all.
    fs::write(guard.path().join("tokens.next"), "half").unwrap();
    fs::set_permissions(file.path(), fs::Permissions::from_mode(0o666)).unwrap();
    add(&file, "ben");
    assert_eq!(names(&file), ["anna", "ben"]);
    for entry in fs::read_dir(guard.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
}

/// `sudo buendnis token add` locked everybody out of a server that ran as a user of its own.
#[cfg(unix)]
#[test]
fn the_files_belong_to_the_owner_of_the_directory() {
    use std::os::unix::fs::{MetadataExt, chown};
    let (guard, file) = file();
    if chown(guard.path(), Some(4321), Some(4321)).is_err() {
        return eprintln!("skipped: only root can give files away");
    }
    add(&file, "anna");
    for entry in fs::read_dir(guard.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(fs::metadata(&path).unwrap().uid(), 4321, "{}", path.display());
    }
}

#[test]
fn a_change_that_fails_changes_nothing() {
    let (_guard, file) = file();
    add(&file, "anna");
    let before = fs::read(file.path()).unwrap();
    let refused = file.change(|tokens| {
        tokens.revoke("anna".parse().unwrap(), Timestamp::EPOCH)?;
        tokens.revoke("ben".parse().unwrap(), Timestamp::EPOCH)
    });
    assert!(matches!(refused, Err(AccessError::Missing(_))), "{refused:?}");
    assert_eq!(fs::read(file.path()).unwrap(), before);
}

#[test]
fn changes_at_the_same_time_lose_nothing() {
    let (_guard, file) = file();
    let name = |writer, n| format!("{writer} {n}");
    thread::scope(|scope| {
        for writer in 0..4 {
            let file = &file;
            scope.spawn(move || (0..10).for_each(|n| drop(add(file, &name(writer, n)))));
        }
    });
    let mut found = names(&file);
    found.sort();
    let mut expected: Vec<_> = (0..4).flat_map(|writer| (0..10).map(move |n| name(writer, n))).collect();
    expected.sort();
    assert_eq!(found, expected);
}

/// The message and its causes, in one line.
fn report(error: &AccessError) -> String {
    let mut report = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        report.extend([": ", &error.to_string()]);
        cause = error.source();
    }
    report
}

#[test]
fn a_damaged_list_is_refused_and_left_alone() {
    let (_guard, file) = file();
    add(&file, "anna");
    let good = fs::read_to_string(file.path()).unwrap();
    let digest = good.split('"').find(|text| text.len() == 64).unwrap().to_owned();
    for (text, why) in [
        (String::new(), "not the JSON"),
        (good[..good.len() / 2].into(), "not the JSON"),
        (good.clone() + "x", "not the JSON"),
        ("[]".into(), "not the JSON"),
        (good.replace("\"created\"", "\"made\""), "not the JSON"),
        (good.replace("\"version\": 1", "\"version\": 0"), "0 is not a format version"),
        (good.replace("EDITOR", "WRITER"), "token 1 of the list is wrong: a role is one of"),
        (good.replace("anna", ""), "token 1 of the list is wrong: a name has 1 to 60"),
        (good.replace(&digest, &digest[1..]), "`sha256` is not 64"),
        (good.replace(&digest, &digest[2..]), "`sha256` is not 64"),
        (good.replace("1970-", "x"), "not a point in time"),
    ] {
        assert_ne!(text, good, "{why}");
        fs::write(file.path(), &text).unwrap();
        let read = file.read().map(|_| ()).unwrap_err();
        let changed = file.change(|_| Ok(())).unwrap_err();
        for error in [read, changed] {
            let report = report(&error);
            assert!(report.contains("is damaged: mend it, or move it away") && report.contains(why), "{report}");
            assert!(!report.contains(&digest[2..]), "{report}");
        }
        assert_eq!(fs::read_to_string(file.path()).unwrap(), text);
    }
    fs::write(file.path(), "{\"version\": 2, \"people\": []}").unwrap();
    let newer = report(&file.read().map(|_| ()).unwrap_err());
    assert!(newer.contains("format version 2") && newer.contains("start a newer version"), "{newer}");
}

/// What became of a secret, in a word.
fn outcome(authenticator: &Authenticator, secret: &Secret) -> &'static str {
    match authenticator.identify(secret) {
        Ok(_) => "in",
        Err(Denial::Unknown) => "unknown",
        Err(Denial::Expired) => "expired",
        Err(Denial::Revoked) => "revoked",
        Err(Denial::Unreadable(_)) => "unreadable",
    }
}

#[test]
fn a_running_server_sees_each_change_at_once() {
    let (guard, file) = file();
    let authenticator = Authenticator::new([], Some(file.clone().into()), || Timestamp::EPOCH);
    assert_eq!(outcome(&authenticator, &Secret::random().unwrap()), "unknown");
    // Faster than any clock of a file system ticks, and of the same length more often than not.
    for round in 0..50 {
        let name = format!("{round:02}");
        let secret = add(&file, &name);
        assert_eq!(outcome(&authenticator, &secret), "in", "{round}");
        revoke(&file, &name);
        assert_eq!(outcome(&authenticator, &secret), "revoked", "{round}");
    }
    let secret = add(&file, "anna");
    let good = fs::read(file.path()).unwrap();
    fs::write(file.path(), "damaged").unwrap();
    assert_eq!(outcome(&authenticator, &secret), "unreadable");
    assert_eq!(outcome(&authenticator, &secret), "unreadable");
    fs::write(file.path(), good).unwrap();
    assert_eq!(outcome(&authenticator, &secret), "in");
    fs::remove_file(file.path()).unwrap();
    assert_eq!(outcome(&authenticator, &secret), "unknown");
    drop(guard);
}

#[test]
fn a_token_expires_by_the_clock_that_was_handed_in() {
    use std::sync::atomic::{AtomicI64, Ordering};
    let (_guard, file) = file();
    let hours = Arc::new(AtomicI64::new(0));
    let clock = {
        let hours = hours.clone();
        move || Timestamp::from_micros(hours.load(Ordering::Relaxed) * 3_600_000_000)
    };
    let day = Some("1d".parse().unwrap());
    let secret =
        file.change(|tokens| tokens.add("anna".parse().unwrap(), Role::Reader, day, Timestamp::EPOCH)).unwrap();
    let authenticator = Authenticator::new([], Some(file.into()), clock);
    for (hour, expected) in [(0, "in"), (23, "in"), (24, "expired"), (1_000, "expired")] {
        hours.store(hour, Ordering::Relaxed);
        assert_eq!(outcome(&authenticator, &secret), expected, "{hour}");
    }
}
