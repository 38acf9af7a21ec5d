//! How a command can fail, and what the shell is told.

use std::{error::Error, net::SocketAddr, path::PathBuf, process::ExitCode};

use super::{place::Place, shelf::ShelfError};
use crate::{
    access::{AccessError, SecretError},
    model::Problem,
    register::{Inconsistency, OpenError, Refusal},
    server::RegisteredError,
    store::{BackupError, StoreError},
    transfer,
};

/// The exit codes. 2, wrong arguments, is given by the parser of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The network, the output, the machine.
    Failed = 1,
    /// The data directory cannot be read as it is: damaged, of a newer version, not writable.
    Data = 3,
    /// The data directory is in use.
    InUse = 4,
    /// The input was read and is wrong: a query, a seed.
    Input = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error("the token in {variable} cannot be used")]
    EnvironmentToken { variable: &'static str, source: SecretError },
    #[error("the register was not filled")]
    Fill(#[source] Refusal),
    #[error("the bundled register is wrong")]
    Seed(#[source] transfer::Error),
    #[error("no register can be made of this size")]
    Generate(#[source] transfer::Error),
    #[error("nothing was imported")]
    Import(#[source] transfer::Error),
    #[error("cannot write `{}`", .0.display())]
    Export(PathBuf, #[source] std::io::Error),
    #[error("this format is written into a folder: name it")]
    WhereTo,
    #[error("`{0}` is in no format that is known by its name: say which with --format")]
    UnknownFormat(String),
    #[error(
        "a network is written as `.graphml`, `.gexf`, `.dot`, `.csv` or `.json`: name the file so, or say which with --format"
    )]
    UnknownNetworkFormat,
    #[error("no such network can be drawn")]
    Network(Vec<Problem>),
    #[error("`{}` is no table that is known by its name: call it `states.csv`, `organisations.csv`, `initiatives.csv`, `events.csv` or `participations.csv`", .0.display())]
    UnknownTable(PathBuf),
    #[error("`{0}` has a register already: choose another place")]
    NotEmpty(String),
    #[error("there is no data directory `{}`: name the right one with --data", .0.display())]
    Missing(PathBuf),
    #[error("the store in `{place}` is damaged: {}", .place.way_out())]
    Inconsistent { place: Box<Place>, source: Inconsistency },
    #[error("there is no register at `{0}`: name the right --store and --prefix")]
    Nothing(Box<Place>),
    #[error("this is done in a data directory: leave out --store")]
    DirectoryOnly,
    #[cfg(not(feature = "etcd"))]
    #[error("this program was built without etcd: build it with `cargo build --release --features etcd`")]
    WithoutEtcd,
    #[cfg(feature = "etcd")]
    #[error("--store does not name a store")]
    StoreUrl(#[source] crate::store::etcd::AddressError),
    #[cfg(feature = "etcd")]
    #[error("the password of the user at etcd is missing: set BUENDNIS_STORE_PASSWORD")]
    StorePassword,
    #[error(transparent)]
    Backup(#[from] ShelfError),
    #[error("the query was answered with {0} error{s}", s = if *.0 == 1 { "" } else { "s" })]
    Query(usize),
    #[error("the variables are not a JSON object such as {{\"code\": \"BW\"}}")]
    Variables(#[source] serde_json::Error),
    #[error("cannot listen on {0}: choose another address with --listen, or stop what listens there")]
    Listen(SocketAddr, #[source] std::io::Error),
    #[error("cannot read `{}`", .0.display())]
    Read(PathBuf, #[source] std::io::Error),
    #[error("the documents in `{}` cannot be used", .0.display())]
    Documents(PathBuf, #[source] RegisteredError),
    #[error("the server stopped")]
    Serve(#[source] std::io::Error),
    #[error("the threads of the server cannot be started")]
    Runtime(#[source] std::io::Error),
    #[error("cannot write to standard output")]
    Output(#[source] std::io::Error),
}

impl Failure {
    pub fn exit(&self) -> Exit {
        match self {
            Self::Open(OpenError::Store(StoreError::InUse { .. })) => Exit::InUse,
            Self::Open(OpenError::Store(StoreError::Unavailable { .. })) => Exit::Failed,
            Self::Access(AccessError::Taken(_) | AccessError::Missing(_) | AccessError::Full { .. }) => Exit::Input,
            Self::Access(AccessError::Random(_)) => Exit::Failed,
            Self::Access(_)
            | Self::Open(_)
            | Self::NotEmpty(_)
            | Self::Missing(_)
            | Self::Nothing(_)
            | Self::Inconsistent { .. } => Exit::Data,
            #[cfg(not(feature = "etcd"))]
            Self::WithoutEtcd => Exit::Input,
            #[cfg(feature = "etcd")]
            Self::StoreUrl(_) | Self::StorePassword => Exit::Input,
            Self::EnvironmentToken { .. }
            | Self::DirectoryOnly
            | Self::Seed(_)
            | Self::Generate(_)
            | Self::UnknownFormat(_)
            | Self::UnknownNetworkFormat
            | Self::Network(_)
            | Self::UnknownTable(_)
            | Self::WhereTo
            | Self::Read(..)
            | Self::Documents(..)
            | Self::Query(_)
            | Self::Variables(_)
            | Self::Fill(Refusal::Invalid(_)) => Exit::Input,
            Self::Backup(ShelfError::Backup(BackupError::Store(StoreError::InUse { .. }))) => Exit::InUse,
            Self::Backup(ShelfError::Backup(BackupError::Store(_))) => Exit::Data,
            Self::Backup(ShelfError::Backup(BackupError::Write(_)) | ShelfError::File { .. }) => Exit::Failed,
            Self::Backup(_) => Exit::Input,
            Self::Import(transfer::Error::Refused(_)) | Self::Export(..) => Exit::Failed,
            Self::Import(_) => Exit::Input,
            Self::Fill(_) | Self::Listen(..) | Self::Serve(_) | Self::Runtime(_) | Self::Output(_) => Exit::Failed,
        }
    }

    /// What happened and why, a line for each cause.
    pub fn report(&self) -> String {
        let mut report = format!("error: {self}\n");
        let mut cause = self.source();
        while let Some(error) = cause {
            report.extend(["  because: ", &error.to_string(), "\n"]);
            cause = error.source();
        }
        if let Self::Import(transfer::Error::Import(faults)) = self {
            report.extend([&faults.to_string(), "\n"]);
        }
        if let Self::Network(problems) = self {
            report.extend(problems.iter().map(|problem| format!("  {problem}\n")));
        }
        if let Self::Fill(Refusal::Invalid(findings)) = self {
            report.extend(findings.iter().map(|finding| format!("  {finding}\n")));
        }
        report
    }
}
