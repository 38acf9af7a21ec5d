//! `buendnis export`.

use std::{
    fs::File,
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    Data, Failure,
    open::{Fill, open},
    print,
};
use crate::{snapshot::Snapshot, transfer::ndjson};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// The file to write; standard output if left out.
    #[arg(value_name = "OUT")]
    out: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let register = open(&options.data.data, Fill::Bundled)?.snapshot();
    match &options.out {
        None => to_standard_output(&register),
        Some(path) => to_file(&register, path),
    }
}

/// A reader that has seen enough is no failure.
fn to_standard_output(register: &Snapshot) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match ndjson::write(register, &mut out).and_then(|_| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

fn to_file(register: &Snapshot, path: &Path) -> Result<(), Failure> {
    let write = || {
        let mut out = BufWriter::new(File::create(path)?);
        let count = ndjson::write(register, &mut out)?;
        out.flush()?;
        Ok(count)
    };
    let count = write().map_err(|error| Failure::Export(path.to_owned(), error))?;
    print(&format!("`{}` has {count} records\n", path.display()))
}
