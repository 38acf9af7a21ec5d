//! Every package that the program is built of may be used as it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

use std::{env, process::Command};

use serde_json::Value;

/// Licences that ask for no more than to be named.
const ALLOWED: [&str; 10] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages under other licences, and why that is all right.
const EXCEPTIONS: [(&str, &str, &str); 2] = [
    ("imbl", "MPL-2.0+", "its files, which we do not change, stay under it; ours need not be"),
    ("imbl-sized-chunks", "MPL-2.0+", "as imbl"),
];

#[test]
#[ignore = "asks cargo about all packages, which it may have to fetch: .ci/run has it"]
fn every_licence_is_one_that_is_allowed() {
    let metadata = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["metadata", "--format-version", "1", "--all-features", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    let mut excepted = Vec::new();
    for package in packages.iter().filter(|package| package["name"] != "buendnis") {
        let (name, licence) = (package["name"].as_str().unwrap(), package["license"].as_str().unwrap_or("none"));
        match EXCEPTIONS.iter().find(|(excepted, under, _)| (*excepted, *under) == (name, licence)) {
            Some(_) => excepted.push(name),
            None => assert!(is_allowed(licence), "{name} is under {licence}"),
        }
    }
    assert_eq!(excepted.len(), EXCEPTIONS.len(), "only {excepted:?} are still needed");
}

/// Whether an SPDX expression leaves a choice of allowed licences. The slash is what `OR` was written as once. None of
/// those in use has brackets in brackets.
fn is_allowed(expression: &str) -> bool {
    if let Some((choice, rest)) = expression.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return is_allowed(choice) && rest.strip_prefix(" AND ").is_none_or(is_allowed);
    }
    let mut choices = expression.split(" OR ").flat_map(|choice| choice.split('/')).map(str::trim);
    choices.any(|choice| choice.split(" AND ").all(|licence| ALLOWED.contains(&licence)))
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    for allowed in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR GPL-3.0) AND Zlib", "MIT AND BSD-3-Clause"] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for refused in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Zlib) AND GPL-3.0", "none"] {
        assert!(!is_allowed(refused), "{refused}");
    }
}
