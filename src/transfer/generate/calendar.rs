//! Dates as precise as they happen to be known.

use jiff::{ToSpan, civil::Date};
use rand::{Rng, RngExt};

use super::draw;
use crate::model::PartialDate;

/// A day from `first` to `last`, both included; `first` if they are the wrong way round.
pub fn day_between(first: Date, last: Date, rng: &mut impl Rng) -> Date {
    let days = days(first, last);
    after(first, rng.random_range(0..=days))
}

/// The days from `first` to `last`; 0 if they are the wrong way round.
pub fn days(first: Date, last: Date) -> i32 {
    (last - first).get_days().max(0)
}

/// The day `days` after `day`, or the last one of the calendar.
pub fn after(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// What is known of `day`: most often the day itself, else its month or year, sometimes only about.
pub fn known(day: Date, rng: &mut impl Rng) -> PartialDate {
    let of: fn(Date) -> PartialDate =
        draw::pick(PartialDate::of_day, &[(PartialDate::of_month, 25), (PartialDate::of_year, 20), (about, 5)], rng);
    of(day)
}

fn about(day: Date) -> PartialDate {
    PartialDate::of_month(day).about()
}

/// What is known of `day`, so precisely that it is not before `earlier`, which must begin on or before `day`.
pub fn known_since(earlier: PartialDate, day: Date, rng: &mut impl Rng) -> PartialDate {
    let known = known(day, rng);
    if known < earlier { PartialDate::of_day(day) } else { known }
}
