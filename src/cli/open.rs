//! A register from where it is kept, filled if it is new.

use super::{
    Failure,
    place::{Kept, Place},
};
use crate::{
    access::TokenList,
    model::{Origin, Record, Timestamp},
    register::{OpenError, Proposal, Register, Step},
    transfer::{portions::portions, seed},
};

/// What a new register is filled with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// The register that comes with the program.
    Bundled,
    /// Nothing but the sixteen states.
    Nothing,
}

/// Who fills a new register, in its history.
const BUNDLED: &str = "bundled register";

/// Commits of others that may have come between those that fill a register.
const FOREIGN: usize = 100;

/// Opens the register at a place.
pub fn open(place: &Place, fill: Fill) -> Result<Register, Failure> {
    Ok(open_with_tokens(place, fill)?.0)
}

/// Opens the register at a place, with the list of tokens beside it.
pub fn open_with_tokens(place: &Place, fill: Fill) -> Result<(Register, TokenList), Failure> {
    let Kept { store, tokens } = place.open()?;
    let register = Register::over(store, Timestamp::now)?;
    if fill == Fill::Bundled && (register.is_shared() || register.snapshot().revision() == 0) {
        let records = seed::bundled(Timestamp::now()).map_err(Failure::Seed)?;
        if !is_filled(&register, &records)? {
            import(&register, BUNDLED, records)?;
        }
    }
    Ok((register, tokens))
}

/// Whether somebody else made the register, or all portions of the bundled one are there: a node that filled it may have been
/// stopped in the middle.
fn is_filled(register: &Register, records: &[Record]) -> Result<bool, Failure> {
    let portions = portions(records.iter().cloned().map(Step::Put).collect()).len();
    let first = register.log_blocking(0, portions + FOREIGN).map_err(OpenError::from)?;
    let ours = first.iter().filter(|set| &*set.actor == BUNDLED).count();
    Ok(first.first().is_some_and(|set| &*set.actor != BUNDLED) || register.is_shared() && ours >= portions)
}

/// Puts records into a register, all or nothing; several nodes' in portions, each of which is, so that it can be done again
/// to the end.
pub fn import(register: &Register, actor: &str, records: impl IntoIterator<Item = Record>) -> Result<(), Failure> {
    let steps = records.into_iter().map(Step::Put).collect();
    for steps in if register.is_shared() { portions(steps) } else { vec![steps] } {
        let proposal = Proposal { actor: actor.into(), origin: Origin::Import, note: None, steps, memo: None };
        register.submit_blocking(proposal).map_err(Failure::Fill)?;
    }
    Ok(())
}
