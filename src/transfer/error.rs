use std::{io, path::PathBuf};

use super::{fault::Faults, seed::Problems};
use crate::register::Refusal;

/// Why nothing could be read, made or imported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Everything that is wrong with the files of a seed, not only the first thing.
    #[error("{0}")]
    Seed(Problems),
    /// Everything that is wrong with the lines of an import.
    #[error("{} thing{s} wrong with the files", .0.count(), s = if .0.count() == 1 { " is" } else { "s are" })]
    Import(Faults),
    #[error("the register did not take the import")]
    Refused(#[source] Refusal),
    #[error("cannot read `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("`{}` has no seed file: `organisations.toml`, `laenderuebergreifend.toml` or `states/xx.toml`", .0.display())]
    NoSeed(PathBuf),
    #[error(
        "{wanted} participations do not fit: {initiatives} initiatives × {organisations} organisations × {roles} roles allow {possible}"
    )]
    TooManyParticipations { wanted: u32, initiatives: u32, organisations: u32, roles: usize, possible: u128 },
}
