//! How long a token is good for.

use std::str::FromStr;

use crate::model::Timestamp;

const HOUR_MICROS: i64 = 3_600_000_000;

/// A hundred years: whoever wants more wants a token that does not expire.
const MAX_HOURS: u32 = 100 * 366 * 24;

/// A number of hours, days or weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    hours: u32,
}

impl Lifetime {
    /// When it is over, begun at `start`.
    pub fn after(self, start: Timestamp) -> Timestamp {
        Timestamp::from_micros(start.as_micros().saturating_add(i64::from(self.hours) * HOUR_MICROS))
    }
}

/// Why a text is not a lifetime.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write it like `12h`, `90d` or `2w`: hours, days or weeks, from one hour to a hundred years")]
pub struct LifetimeError;

impl FromStr for Lifetime {
    type Err = LifetimeError;

    fn from_str(text: &str) -> Result<Self, LifetimeError> {
        let split = text.find(|c: char| !c.is_ascii_digit()).ok_or(LifetimeError)?;
        let (number, unit) = text.split_at(split);
        let unit_hours = match unit {
            "h" => 1,
            "d" => 24,
            "w" => 7 * 24,
            _ => return Err(LifetimeError),
        };
        let number: u32 = number.parse().map_err(|_| LifetimeError)?;
        let hours = number.checked_mul(unit_hours).filter(|hours| (1..=MAX_HOURS).contains(hours));
        hours.map(|hours| Self { hours }).ok_or(LifetimeError)
    }
}
