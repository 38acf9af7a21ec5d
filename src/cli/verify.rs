//! `buendnis verify`.

use clap::Args;

use super::{Data, Failure, print};
use crate::{
    register::{Inconsistency, OpenError, verify},
    store::Sled,
};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let directory = &options.data.data;
    // Opening creates what is missing: a mistyped path would be found sound.
    if !directory.is_dir() {
        return Err(Failure::Missing(directory.clone()));
    }
    let store = Sled::open(directory).map_err(OpenError::from)?;
    let report = verify(&store).map_err(|error| match error {
        Inconsistency::Store(error) => Failure::Open(error.into()),
        source => Failure::Inconsistent { location: directory.clone(), source },
    })?;
    print(&format!(
        "`{}` is sound: {} records at revision {}, and the log leads to each of them\n",
        directory.display(),
        report.records,
        report.revision
    ))
}
