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
    match fill {
        Fill::Bundled if register.is_shared() => fill_shared(&register)?,
        Fill::Bundled if register.revision() == 0 => import(&register, BUNDLED, bundled()?)?,
        Fill::Bundled | Fill::Nothing => {}
    }
    Ok((register, tokens))
}

fn bundled() -> Result<Vec<Record>, Failure> {
    seed::bundled(Timestamp::now()).map_err(Failure::Seed)
}

/// Fills a shared register, in portions, if it is new or a node that filled it was stopped in the middle. Each portion says in
/// the log which it is, so that none is put over what editors have made of it since.
fn fill_shared(register: &Register) -> Result<(), Failure> {
    let portions = portions(bundled()?.into_iter().map(Step::Put).collect());
    let first = register.log_blocking(0, portions.len() + FOREIGN).map_err(OpenError::from)?;
    let note = |n: usize| format!("portion {n} of {}", portions.len());
    let is_there = |note: &str| first.iter().any(|set| &*set.actor == BUNDLED && set.note.as_deref() == Some(note));
    if !first.is_empty() && !is_there(&note(1)) {
        // Somebody else's, or restored from where it was filled at once.
        return Ok(());
    }
    let missing = (1..).zip(&portions).map(|(n, steps)| (note(n), steps)).filter(|(note, _)| !is_there(note));
    missing.into_iter().try_for_each(|(note, steps)| submit(register, BUNDLED, Some(&note), steps.clone()))
}

/// Puts records into a register, all or nothing; into a shared one in portions, each of which is.
pub fn import(register: &Register, actor: &str, records: impl IntoIterator<Item = Record>) -> Result<(), Failure> {
    let steps = records.into_iter().map(Step::Put).collect();
    let portions = if register.is_shared() { portions(steps) } else { vec![steps] };
    portions.into_iter().try_for_each(|steps| submit(register, actor, None, steps))
}

fn submit(register: &Register, actor: &str, note: Option<&str>, steps: Vec<Step>) -> Result<(), Failure> {
    let note = note.map(Into::into);
    let proposal = Proposal { actor: actor.into(), origin: Origin::Import, note, steps, memo: None };
    register.submit_blocking(proposal).map(drop).map_err(Failure::Fill)
}
