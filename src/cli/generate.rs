//! `buendnis generate`.

use clap::Args;

use super::{
    Data, Failure,
    open::{Fill, import, open},
    print,
};
use crate::{
    model::Timestamp,
    transfer::generate::{Size, generate},
};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// How many initiatives.
    #[arg(long, default_value_t = 20_000)]
    initiatives: u32,
    /// How many organisations.
    #[arg(long, default_value_t = 50_000)]
    organisations: u32,
    /// How many participations.
    #[arg(long, default_value_t = 400_000)]
    participations: u32,
    /// The same number makes the same register.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let place = options.data.place()?;
    let register = open(&place, Fill::Nothing)?;
    if register.revision() > 0 {
        return Err(Failure::NotEmpty(place.to_string()));
    }
    let Options { initiatives, organisations, participations, seed, .. } = *options;
    let size = Size { initiatives, organisations, participations };
    let records = generate(size, seed, Timestamp::now()).map_err(Failure::Generate)?;
    import(&register, "generate", records)?;
    print(&format!(
        "`{place}` now has a register of {initiatives} initiatives, {organisations} organisations and {participations} participations\n"
    ))
}
