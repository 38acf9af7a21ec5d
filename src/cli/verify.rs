//! `buendnis verify`.

use clap::Args;

use super::{Data, Failure, place::Place, print};
use crate::register::{Inconsistency, Soundness, verify};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let place = options.data.place()?;
    // Opening creates what is missing: a mistyped path would be found sound.
    place.expect()?;
    let report = sound(&place)?;
    if report.revision == 0 && place.is_shared() {
        return Err(Failure::Nothing(place.into()));
    }
    print(&format!(
        "`{}` is sound: {} records at revision {}, and the log leads to each of them\n",
        place, report.records, report.revision
    ))
}

/// Looks whether what is kept at a place is sound.
pub fn sound(place: &Place) -> Result<Soundness, Failure> {
    verify(&*place.open()?.store).map_err(|error| match error {
        Inconsistency::Store(error) => Failure::Open(error.into()),
        source => Failure::Inconsistent { place: place.clone().into(), source },
    })
}
