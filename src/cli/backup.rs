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
    let directory = &options.data.data;
    // Opening makes what is missing: a mistyped path would be backed up as an empty register.
    if !directory.is_dir() {
        return Err(Failure::Missing(directory.clone()));
    }
    let contents = shelf::write(&options.file, &open(directory, Fill::Nothing)?)?;
    print(&format!(
        "`{}` has everything up to revision {}: {} changes\n",
        options.file.display(),
        contents.revision,
        contents.changes
    ))
}
