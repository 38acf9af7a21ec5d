//! `buendnis export`.

use std::{
    fs::{self, File},
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};

use super::{
    Data, Failure,
    format::Format,
    network,
    open::{Fill, open},
    print,
};
use crate::{
    snapshot::Snapshot,
    transfer::{ndjson, seed, table},
};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    data: Data,
    /// In what form.
    #[arg(long, default_value = "ndjson")]
    format: Format,
    /// The file or folder to write; standard output if left out.
    #[arg(value_name = "OUT")]
    out: Option<PathBuf>,
}

/// What can be written instead of the register itself.
#[derive(Subcommand)]
enum Part {
    /// Who hangs together with whom, as GraphML, GEXF, DOT, CSV or Cytoscape JSON.
    Network(Box<network::Options>),
}

pub fn run(options: &Options) -> Result<(), Failure> {
    if let Some(Part::Network(options)) = &options.part {
        return network::run(options);
    }
    let register = open(&options.data.place()?, Fill::Bundled)?.snapshot();
    match (options.format, &options.out) {
        (Format::Csv | Format::Seed, None) => Err(Failure::WhereTo),
        (Format::Csv, Some(folder)) => as_tables(&register, folder),
        (Format::Seed, Some(folder)) => as_seed(&register, folder),
        (Format::Ndjson, None) => to_standard_output(&register),
        (Format::Ndjson, Some(path)) => to_file(path, |out| ndjson::write(&register, out)),
    }
}

fn as_tables(register: &Snapshot, folder: &Path) -> Result<(), Failure> {
    make(folder)?;
    table::files().try_for_each(|(subject, stem)| {
        to_file(&folder.join(format!("{stem}.csv")), |out| table::write(register, subject, out))
    })
}

fn as_seed(register: &Snapshot, folder: &Path) -> Result<(), Failure> {
    make(&folder.join(seed::STATES))?;
    seed::parts().try_for_each(|part| to_file(&folder.join(part.path()), |out| seed::write(register, part, out)))
}

fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::Export(folder.to_owned(), error))
}

/// A reader that has seen enough is no failure.
fn to_standard_output(register: &Snapshot) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match ndjson::write(register, &mut out).and_then(|_| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

fn to_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<usize>) -> Result<(), Failure> {
    let write = || {
        let mut out = BufWriter::new(File::create(path)?);
        let count = write(&mut out)?;
        out.flush()?;
        Ok(count)
    };
    let count = write().map_err(|error| Failure::Export(path.to_owned(), error))?;
    print(&format!("`{}` has {count} records\n", path.display()))
}
