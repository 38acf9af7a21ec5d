//! Synthetic registers for load tests: as large as asked for, shaped like real ones, and the same for the same seed on
//! every machine.
//!
//! | what | how it is distributed |
//! | --- | --- |
//! | participations of an organisation | Zipf-like: weight rank^-0.9, ranks shuffled |
//! | participations of an initiative | log-normal, σ = 0.7 |
//! | states of an initiative | 60 % one, 25 % two, 10 % three, 5 % four; a state's weight is 1/√rank |
//! | beginnings | 1995 to 2025, to the day, the month or the year; 60 % have ended |
//! | events | two an initiative on average, in one of its states |
//! | roles | about 2 % of the participations are a further role of a pair that is already tied |
//!
//! Each type of record draws from a stream of its own, so that asking for more of one does not change the others'.
//! Participations are made one by one as they are asked for: millions fit where their records would not.

mod calendar;
mod draw;
mod event;
mod initiative;
mod name;
mod organisation;
mod participation;
mod ties;
mod words;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use self::{participation::Participations, ties::Ties};
use super::Error;
use crate::model::{Coverage, ParticipationRole, Record, Stamp, State, StateCode, Timestamp};

/// How many records to make. Events come on top, two an initiative, and the sixteen states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub initiatives: u32,
    pub organisations: u32,
    pub participations: u32,
}

/// Events of an initiative, on average.
const EVENTS_PER_INITIATIVE: usize = 2;

/// A synthetic register, stamped `at`: organisations, initiatives, events, participations, states.
pub fn generate(size: Size, seed: u64, at: Timestamp) -> Result<impl Iterator<Item = Record>, Error> {
    size.check()?;
    let stamp = Stamp::new(at);
    let organisations = organisation::generate(size.organisations, stream(seed, 1), stamp);
    let initiatives = initiative::generate(size.initiatives, stream(seed, 2), stamp);
    let events = event::generate(&initiatives, EVENTS_PER_INITIATIVE, stream(seed, 3), stamp);
    let ties = Ties::new(size.initiatives, size.organisations, stream(seed, 4));
    let records = organisations.clone().into_iter().map(Record::Organisation);
    let records = records.chain(initiatives.clone().into_iter().map(Record::Initiative)).chain(events);
    let participations = Participations::new(initiatives, organisations, ties, stream(seed, 5), stamp);
    let participations = participations.take(size.participations as usize).map(Record::from);
    Ok(records.chain(participations).chain(states(stamp)))
}

impl Size {
    /// Refuses more participations than there are triples of initiative, organisation and role.
    fn check(self) -> Result<(), Error> {
        let Self { initiatives, organisations, participations: wanted } = self;
        let roles = ParticipationRole::ALL.len();
        let possible = u128::from(initiatives) * u128::from(organisations) * roles as u128;
        if u128::from(wanted) > possible {
            return Err(Error::TooManyParticipations { wanted, initiatives, organisations, roles, possible });
        }
        Ok(())
    }
}

/// The `number`th independent source of chance of a seed. ChaCha is the same on every platform and in every version.
fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

/// Every state has initiatives, so every state is documented.
fn states(stamp: Stamp) -> impl Iterator<Item = Record> {
    let documented = move |code| State { code, coverage: Coverage::Documented, summary: None, stamp };
    StateCode::ALL.into_iter().map(documented).map(Record::from)
}
