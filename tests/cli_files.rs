//! `import` and `export` as processes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use flate2::{Compression, write::GzEncoder};

/// Runs the program in a directory, with `input` on standard input.
fn run_with(directory: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
    for variable in ["BUENDNIS_DATA", "BUENDNIS_LOG"] {
        command.env_remove(variable);
    }
    command.current_dir(directory).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    // A program that reads nothing closes the pipe.
    let _ = process.stdin.take().unwrap().write_all(input);
    process.wait_with_output().unwrap()
}

/// What a command that does what it was asked for prints.
fn done(directory: &Path, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let output = run_with(directory, arguments, input);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    output.stdout
}

fn check_failed(directory: &Path, arguments: &[&str], code: i32, parts: &[&str]) {
    let output = run_with(directory, arguments, b"");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    for part in parts {
        assert!(said.contains(part), "{arguments:?} does not say `{part}`: {said}");
    }
}

#[test]
fn what_is_exported_is_imported_in_every_way() {
    let guard = tempfile::tempdir().unwrap();
    let directory = guard.path();
    let exported = done(directory, &["export"], b"");
    done(directory, &["export", "register.ndjson"], b"");
    assert_eq!(fs::read(directory.join("register.ndjson")).unwrap(), exported);
    done(directory, &["export", "--format", "csv", "tables"], b"");
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&exported).unwrap();
    let packed = packed.finish().unwrap();
    fs::write(directory.join("packed.ndjson.gz"), &packed).unwrap();
    let ways: [(&str, &[u8]); 4] =
        [("register.ndjson", b""), ("packed.ndjson.gz", b""), ("-", &packed), ("tables", b"")];
    for (number, (path, input)) in ways.into_iter().enumerate() {
        let data = format!("copy-{number}");
        done(directory, &["import", path, "--data", &data], input);
        assert!(done(directory, &["export", "--data", &data], b"") == exported, "{path}");
        let again = String::from_utf8(done(directory, &["import", path, "--data", &data], input)).unwrap();
        assert!(again.starts_with("0 records created, 0 updated, 282 unchanged"), "{again}");
        assert!(again.ends_with("revision 1\n"), "{again}");
    }
}

#[test]
fn the_seed_can_be_imported_as_well() {
    let guard = tempfile::tempdir().unwrap();
    let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/seed");
    let told = String::from_utf8(done(guard.path(), &["import", seed], b"")).unwrap();
    assert_eq!(told, "266 records created, 16 updated, 0 unchanged: the register is at revision 1\n");
}

#[test]
fn what_is_exported_as_a_seed_is_what_is_there() {
    let guard = tempfile::tempdir().unwrap();
    let directory = guard.path();
    let told = String::from_utf8(done(directory, &["export", "--format", "seed", "folder"], b"")).unwrap();
    assert_eq!(told.lines().count(), 18, "{told}");
    assert!(told.contains("`folder/states/mv.toml` has 1 records\n"), "{told}");
    let told = String::from_utf8(done(directory, &["import", "folder"], b"")).unwrap();
    assert_eq!(told, "0 records created, 0 updated, 282 unchanged: the register is at revision 1\n");
}

#[test]
fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let guard = tempfile::tempdir().unwrap();
    let directory = guard.path();
    let before = done(directory, &["export"], b"");
    let line = br#"{"type":"state","code":"BE","coverage":"DOCUMENTED","summary":{"de":"Neu"}}
        {"type":"organisation","slug":"neu","name":{"de":"Neu"},"kind":"OTHER"}"#;
    let told = String::from_utf8(done(directory, &["import", "-", "--dry-run"], line)).unwrap();
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(lines[0].starts_with("update state BE: ") && lines[0].contains("summary"), "{told}");
    assert_eq!(lines[1], "create organisation `neu`");
    assert_eq!(lines[2], "1 records created, 1 updated, 0 unchanged, if this were not a dry run");
    assert!(done(directory, &["export"], b"") == before);
    done(directory, &["import", "-", "--dry-run", "--data", "new"], line);
    assert!(!directory.join("new").exists());
}

#[test]
fn a_failed_import_says_why_and_leaves_nothing_behind() {
    let guard = tempfile::tempdir().unwrap();
    let directory = guard.path();
    fs::write(directory.join("bad.ndjson"), "{\"type\":\"state\",\"code\":\"BE\",\"coverage\":\"DOCUMENTED\"}\n{}\n")
        .unwrap();
    check_failed(
        directory,
        &["import", "bad.ndjson"],
        5,
        &["bad.ndjson:2: field `type`: is missing", "nothing was imported"],
    );
    assert!(!directory.join("data").exists());
    let before = done(directory, &["export"], b"");
    check_failed(directory, &["import", "bad.ndjson"], 5, &["bad.ndjson:2:"]);
    assert!(done(directory, &["export"], b"") == before);
}

#[test]
fn what_cannot_be_read_or_written_is_told() {
    let guard = tempfile::tempdir().unwrap();
    let directory = guard.path();
    fs::write(directory.join("x.csv"), "").unwrap();
    fs::write(directory.join("x.txt"), "").unwrap();
    check_failed(directory, &["import", "none.ndjson"], 5, &["cannot read `none.ndjson`"]);
    check_failed(directory, &["import", "x.txt"], 5, &["--format"]);
    check_failed(directory, &["import", "x.csv"], 5, &["organisations.csv"]);
    check_failed(directory, &["export", "none/x"], 1, &["cannot write `none/x`"]);
    check_failed(directory, &["export", "--format", "csv"], 5, &["folder"]);
    check_failed(directory, &["export", "--format", "seed"], 5, &["folder"]);
}
