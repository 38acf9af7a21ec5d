//! The formats of files.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::Failure;
use crate::{model::SubjectType, transfer::table};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One record a line, as JSON: `.ndjson`, `.jsonl`.
    Ndjson,
    /// A table for each type of record, for spreadsheets: `organisations.csv` and so on, or a folder of them.
    Csv,
    /// A folder of TOML files such as that of the bundled register.
    Seed,
}

impl Format {
    /// The format that the name of a file tells, whether or not it is compressed. Standard input, `-`, has no name.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        if path.is_dir() {
            return Ok(if tables(path).next().is_some() { Self::Csv } else { Self::Seed });
        }
        let name = unpacked_name(path);
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("ndjson" | "jsonl") => Ok(Self::Ndjson),
            Some("csv") => Ok(Self::Csv),
            None if path == Path::new("-") => Ok(Self::Ndjson),
            _ => Err(Failure::UnknownFormat(path.display().to_string())),
        }
    }
}

/// The type of record of a table, by the name of its file.
pub fn table_type(path: &Path) -> Option<SubjectType> {
    let name = unpacked_name(path);
    table::files().find(|(_, stem)| name.strip_suffix(".csv") == Some(stem)).map(|(subject, _)| subject)
}

/// The tables in a folder.
pub fn tables(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let named = |stem| ["", ".gz", ".zst"].map(|packed| folder.join(format!("{stem}.csv{packed}")));
    table::files().flat_map(move |(_, stem)| named(stem)).filter(|path| path.is_file())
}

/// The name of a file without what its compression adds.
fn unpacked_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name).to_owned()
}
