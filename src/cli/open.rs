//! A register from a data directory, filled if it is new.

use std::path::Path;

use super::Failure;
use crate::{
    model::{Origin, Record, Timestamp},
    register::{OpenError, Proposal, Register, Step},
    store::Sled,
    transfer::seed,
};

/// What a new data directory is filled with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// The register that comes with the program.
    Bundled,
    /// Nothing but the sixteen states.
    Nothing,
}

/// Opens the register in `directory`.
pub fn open(directory: &Path, fill: Fill) -> Result<Register, Failure> {
    let store = Sled::open(directory).map_err(OpenError::from)?;
    let register = Register::open(store, Timestamp::now)?;
    if register.snapshot().revision() == 0 && fill == Fill::Bundled {
        let records = seed::bundled(Timestamp::now()).map_err(Failure::Seed)?;
        import(&register, "bundled register", records)?;
    }
    Ok(register)
}

/// Puts records into a register, all or nothing.
pub fn import(register: &Register, actor: &str, records: impl IntoIterator<Item = Record>) -> Result<(), Failure> {
    let steps = records.into_iter().map(Step::Put).collect();
    let proposal = Proposal { actor: actor.into(), origin: Origin::Import, note: None, steps, memo: None };
    register.submit_blocking(proposal).map_err(Failure::Fill)?;
    Ok(())
}
