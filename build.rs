//! Builds the pages of `web/` with npm into the output folder, to be embedded by `server::pages`.
//!
//! Without Node or without the registry the build goes on: the program then has no pages, and both a warning and the
//! places of the pages say how to get them. Nothing is written outside the output folder; npm is asked again only when
//! the lock file changes, the pages are built again only when their sources do.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What the pages are built from, within `web/`.
const SOURCES: [&str; 8] = [
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
    "build",
    "index.html",
    "graphiql.html",
    "src",
];

const LOCK: &str = "package-lock.json";

/// Enough to find what is in npm's cache or a close registry, and not for minutes what is not.
const INSTALL: [&str; 8] = [
    "ci",
    "--omit=dev",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
];

const BUILD: [&str; 6] = ["run", "build", "--", "--outDir", "../pages", "--emptyOutDir"];

fn main() -> io::Result<()> {
    let web = Path::new("web");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?);
    let pages = out.join("pages");
    if let Err(reason) = build(web, &out.join("web")) {
        // Half a build is none, and none is an empty folder.
        let _ = fs::remove_dir_all(&pages);
        println!(
            "cargo::warning=built without the pages: {reason}. With Node 20.19 or newer and npm, \
             `touch build.rs` and build again"
        );
    }
    fs::create_dir_all(pages)
}

/// Copies `web` to `workshop`, installs there what it needs and builds the pages beside it.
fn build(web: &Path, workshop: &Path) -> Result<(), String> {
    let wrong = |error: io::Error| format!("the sources could not be copied ({error})");
    let installed = workshop.join("installed.json");
    let lock = fs::read(web.join(LOCK)).map_err(wrong)?;
    for source in SOURCES {
        replace(&web.join(source), &workshop.join(source)).map_err(wrong)?;
    }
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        npm(workshop, &INSTALL)?;
        fs::write(installed, lock).map_err(wrong)?;
    }
    npm(workshop, &BUILD)
}

/// Copies a file or a folder over what was there.
fn replace(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap_or(to))?;
        return fs::copy(from, to).map(drop);
    }
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        replace(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Runs npm; otherwise the last it said.
fn npm(directory: &Path, arguments: &[&str]) -> Result<(), String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(program)
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("npm cannot be run ({error})"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    let error = said.lines().find(|line| line.to_lowercase().contains("error")).unwrap_or("it did not say why");
    Err(format!("`npm {}` failed ({})", arguments.join(" "), error.trim()))
}
