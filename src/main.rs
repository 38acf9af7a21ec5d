//! The program: everything it does is in the `cli` room.

use std::process::ExitCode;

fn main() -> ExitCode {
    buendnis::cli::main()
}
