use std::{io, path::PathBuf};

use super::seed::Problems;

/// Why nothing could be read or made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Everything that is wrong with the files of a seed, not only the first thing.
    #[error("{0}")]
    Seed(Problems),
    #[error("cannot read `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("`{}` has no seed file: `organisations.toml`, `laenderuebergreifend.toml` or `states/xx.toml`", .0.display())]
    NoSeed(PathBuf),
    #[error(
        "{wanted} participations do not fit: {initiatives} initiatives × {organisations} organisations × {roles} roles allow {possible}"
    )]
    TooManyParticipations { wanted: u32, initiatives: u32, organisations: u32, roles: usize, possible: u128 },
}
