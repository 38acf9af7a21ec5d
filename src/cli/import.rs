//! `buendnis import`.

mod changes;
mod mark;

use std::{
    fs::File,
    io::{self, BufRead},
    path::{Path, PathBuf},
};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use self::mark::Mark;
use super::{
    Data, Failure,
    format::{Format, table_type, tables},
    open::{Fill, open},
    print,
};
use crate::{
    model::Timestamp,
    register::Register,
    store::Memory,
    transfer::{
        self,
        intake::{Batch, Intake, Outcome},
        ndjson, seed, table,
        unpack::unpacked,
    },
};

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// The files, compressed by gzip or Zstandard or not; `-` is standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// The format of all files; by the name of each if left out.
    #[arg(long)]
    format: Option<Format>,
    /// Why, for the history.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let (intake, mark) = read(options)?;
    let place = options.data.place()?;
    // What fails or is only tried leaves no new directory behind.
    if place.is_new() {
        let register = Register::open(Memory::default(), Timestamp::now)?;
        let batch = intake.against(&register.snapshot());
        let rehearsed = batch.rehearse(&register).map_err(Failure::Import)?;
        if options.dry_run {
            return tell_rehearsed(&register, &rehearsed);
        }
        return commit(&open(&place, Fill::Nothing)?, batch, options, mark);
    }
    let register = open(&place, Fill::Nothing)?;
    let batch = intake.against(&register.snapshot());
    if options.dry_run {
        return tell_rehearsed(&register, &batch.rehearse(&register).map_err(Failure::Import)?);
    }
    commit(&register, batch, options, mark)
}

fn commit(register: &Register, batch: Batch, options: &Options, mark: Mark) -> Result<(), Failure> {
    let note = options.note.as_deref();
    let outcome = match register.is_shared() {
        true => batch.commit_in_portions(register, "import", note, mark.finish()),
        false => batch.commit(register, "import", note),
    };
    let outcome = outcome.map_err(Failure::Import)?;
    let revision = outcome.receipt.snapshot.revision();
    print(&format!("{}: the register is at revision {revision}\n", count(&outcome)))
}

fn tell_rehearsed(register: &Register, outcome: &Outcome) -> Result<(), Failure> {
    let before = register.snapshot();
    let changes = outcome.changes().iter().map(|change| changes::tell(&before, &outcome.receipt.snapshot, change));
    print(&changes.collect::<String>())?;
    print(&format!("{}, if this were not a dry run\n", count(outcome)))
}

fn count(outcome: &Outcome) -> String {
    let (created, updated, unchanged) = (outcome.created(), outcome.updated(), outcome.unchanged());
    format!("{created} records created, {updated} updated, {unchanged} unchanged")
}

fn read(options: &Options) -> Result<(Intake, Mark), Failure> {
    let bytes = options.paths.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum();
    let progress = progress(bytes);
    let (mut intake, mut mark) = (Intake::default(), Mark::default());
    for path in &options.paths {
        let format = options.format.map_or_else(|| Format::of(path), Ok)?;
        read_path(path, format, &mut Reader { progress: &progress, mark: &mut mark }, &mut intake)?;
    }
    progress.finish_and_clear();
    Ok((intake, mark))
}

/// How much of the files has been read, shown where somebody looks at it.
fn progress(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {bytes} of {total_bytes}, {eta} to go");
    let progress = ProgressBar::new(bytes);
    style.map_or(progress.clone(), |style| progress.with_style(style))
}

/// How files are read: so that it can be seen how far, and known what.
struct Reader<'a> {
    progress: &'a ProgressBar,
    mark: &'a mut Mark,
}

fn read_path(path: &Path, format: Format, reader: &mut Reader<'_>, intake: &mut Intake) -> Result<(), Failure> {
    match format {
        Format::Ndjson => read_file(path, reader, |name, input| ndjson::read(name, input, intake)),
        Format::Csv if path.is_dir() => tables(path).try_for_each(|path| read_table(&path, reader, intake)),
        Format::Csv => read_table(path, reader, intake),
        Format::Seed => {
            let records = seed::from_folder(path, Timestamp::now()).map_err(Failure::Import)?;
            records.iter().for_each(|record| reader.mark.note(format!("{record:?}").as_bytes()));
            intake.add_records(&path.display().to_string(), records);
            Ok(())
        }
    }
}

fn read_table(path: &Path, reader: &mut Reader<'_>, intake: &mut Intake) -> Result<(), Failure> {
    let subject = table_type(path).ok_or_else(|| Failure::UnknownTable(path.to_owned()))?;
    read_file(path, reader, |name, input| table::read(name, subject, input, intake))
}

/// Hands the text of a file to `read`, with the name that messages call it by.
fn read_file(
    path: &Path,
    Reader { progress, mark }: &mut Reader<'_>,
    read: impl FnOnce(&str, &mut dyn BufRead) -> io::Result<()>,
) -> Result<(), Failure> {
    let standard_input = path == Path::new(STANDARD_INPUT);
    let read = || match standard_input {
        true => read("standard input", &mut unpacked(mark.noting(io::stdin().lock()))?),
        false => read(&path.display().to_string(), &mut unpacked(mark.noting(progress.wrap_read(File::open(path)?)))?),
    };
    read().map_err(|source| Failure::Import(transfer::Error::Read { path: path.to_owned(), source }))
}
