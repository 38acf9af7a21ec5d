//! `buendnis backup`.

use std::path::PathBuf;

use clap::Args;

use super::{
    Data, Failure,
    open::{Fill, open},
    print, shelf,
};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// The file to write.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let place = options.data.place()?;
    // Opening makes what is missing: a mistyped path would be backed up as an empty register.
    place.expect()?;
    let register = open(&place, Fill::Nothing)?;
    if register.revision() == 0 && register.is_shared() {
        return Err(Failure::Nothing(place.into()));
    }
    let contents = shelf::write(&options.file, &register)?;
    print(&format!(
        "`{}` has everything up to revision {}: {} changes\n",
        options.file.display(),
        contents.revision,
        contents.changes
    ))
}
