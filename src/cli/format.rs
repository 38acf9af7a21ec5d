//! The formats of files.

use std::path::Path;

use clap::ValueEnum;

use super::Failure;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One record a line, as JSON: `.ndjson`, `.jsonl`.
    Ndjson,
}

impl Format {
    /// The format that the name of a file tells, whether or not it is compressed. Standard input, `-`, has no name.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("ndjson" | "jsonl") => Ok(Self::Ndjson),
            None if name == "-" => Ok(Self::Ndjson),
            _ => Err(Failure::UnknownFormat(path.display().to_string())),
        }
    }
}
