//! The command line.
//!
//! One file a command; [`Failure`] is every way in which one can end badly, with the exit code it ends with.
//!
//! *Invariants:* the only room that ends the process, reads the environment or installs anything for the whole process.

mod access;
mod backup;
mod backups;
mod export;
mod failure;
mod format;
mod generate;
mod import;
mod limits;
mod logging;
mod network;
mod open;
mod place;
mod public;
mod query;
mod recover;
mod restore;
mod serve;
mod shelf;
mod token;
#[cfg(feature = "otel")]
mod traces;
mod verify;

use std::{io::Write, process::ExitCode};

use clap::{Parser, Subcommand};

pub use failure::{Exit, Failure};
use place::Data;

/// A register of the industrial-policy initiatives of Germany's sixteen states, served as GraphQL.
#[derive(Parser)]
#[command(name = "buendnis", version, args_conflicts_with_subcommands = true, after_help = access::HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Box<serve::Options>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the register over HTTP; what is done if no command is given.
    #[command(after_help = access::HELP)]
    Serve(Box<serve::Options>),
    /// Print the schema in the Schema Definition Language.
    Schema,
    /// Answer one query from the data directory, without a server.
    Query(query::Options),
    /// Put files of records into the register: all of them, or nothing.
    Import(import::Options),
    /// Write the whole register to a file, to be read again by `import`.
    Export(export::Options),
    /// Check the data directory: every record, every reference, and the log against the records.
    Verify(verify::Options),
    /// Put everything that was ever committed into one file, while no server has the directory.
    Backup(backup::Options),
    /// Make a new data directory of a backup.
    Restore(restore::Options),
    /// Set a damaged data directory aside, and make it anew of the newest backup and what can still be read.
    Recover(recover::Options),
    /// Say who may change the register: add, list and revoke tokens, also while a server runs.
    #[command(subcommand)]
    Token(token::Command),
    /// Fill a new data directory with a synthetic register, for load tests.
    Generate(generate::Options),
}

/// Runs the command that the arguments of the process name.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let logging = logging::start();
    let done = match arguments.command.unwrap_or(Command::Serve(arguments.serve)) {
        Command::Serve(options) => serve::run(&options),
        Command::Schema => print(&crate::schema::sdl()),
        Command::Query(options) => query::run(&options),
        Command::Import(options) => import::run(&options),
        Command::Export(options) => export::run(&options),
        Command::Verify(options) => verify::run(&options),
        Command::Backup(options) => backup::run(&options),
        Command::Restore(options) => restore::run(&options),
        Command::Recover(options) => recover::run(&options),
        Command::Token(command) => token::run(command),
        Command::Generate(options) => generate::run(&options),
    };
    // What led there comes before what is said of it.
    drop(logging);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // With nobody to tell, the exit code still tells.
            let _ = std::io::stderr().lock().write_all(failure.report().as_bytes());
            failure.exit().into()
        }
    }
}

/// Writes to standard output. A reader that has seen enough is no failure.
fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}
