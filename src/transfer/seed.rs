//! The seed: a register as TOML files that people write and review. `seed/README.md` describes the format.
//!
//! Reading goes on after a mistake, so that all of them are reported together. That is why the files are read as a tree
//! of values with their positions, field by field: derived deserializers stop at the first.

mod event;
mod fields;
mod file;
mod ids;
mod initiative;
mod names;
mod organisation;
mod participation;
mod problem;
mod reader;
mod state;
mod values;
mod write;

use std::{fs, path::Path};

use include_dir::{Dir, include_dir};

use super::Error;
use crate::model::{Record, Timestamp};

pub use problem::{Cause, Problem, Problems, Spot};
pub use write::{Part, parts, write};

/// `seed/` as it was when the program was built. Cargo does not see a file that is added to the folder; a test does.
static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/seed");

/// The folder of the files that each describe one state.
pub const STATES: &str = "states";

/// The bundled register, stamped `at`.
pub fn bundled(at: Timestamp) -> Result<Vec<Record>, Error> {
    let folders = std::iter::once(&BUNDLED).chain(BUNDLED.get_dir(STATES));
    let files = folders.flat_map(Dir::files).filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)));
    from_files(files.filter(|(name, _)| name.ends_with(".toml")), at)
}

/// The register in the TOML files of `folder` and its subfolder `states`.
pub fn from_folder(folder: &Path, at: Timestamp) -> Result<Vec<Record>, Error> {
    let mut files = texts(folder, "")?;
    let states = folder.join(STATES);
    if states.is_dir() {
        files.extend(texts(&states, "states/")?);
    }
    if files.is_empty() {
        return Err(Error::NoSeed(folder.to_owned()));
    }
    from_files(files.iter().map(|(name, text)| (name.as_str(), text.as_str())), at)
}

/// The register in files given by name (such as `states/bw.toml`) and text: organisations, initiatives, events,
/// participations, states; within a type by file name and place in the file, whatever the order of `files`.
pub fn from_files<'t>(
    files: impl IntoIterator<Item = (&'t str, &'t str)>,
    at: Timestamp,
) -> Result<Vec<Record>, Error> {
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_unstable();
    reader::read(&files, at).map_err(Error::Seed)
}

/// Name (behind `prefix`) and text of each TOML file in `folder`.
fn texts(folder: &Path, prefix: &str) -> Result<Vec<(String, String)>, Error> {
    let unreadable = |path: &Path, source| Error::Read { path: path.to_owned(), source };
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let path = entry.map_err(|source| unreadable(folder, source))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            texts.push((format!("{prefix}{name}"), text));
        }
    }
    Ok(texts)
}
