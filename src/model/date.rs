//! Dates as precise as they are known, in EDTF (ISO 8601-2:2019, level 0 and the parts of level 1 the register needs).
//!
//! | text | means | covers |
//! | --- | --- | --- |
//! | `2010` | a year | 1 January to 31 December |
//! | `2014-22` | a season: 21 spring, 22 summer, 23 autumn, 24 winter | three whole months, see [`Season`] |
//! | `2010-11` | a month | its first to its last day |
//! | `2017-06-19` | a day | that day |
//! | `2010-12~` | any of these, approximately | as without the tilde |

use std::{
    cmp::{Ordering, Reverse},
    fmt,
    str::FromStr,
};

use jiff::civil::Date;

/// A date of reduced precision. Ordered by the interval it covers: the earlier first day first, of two that begin
/// together the wider one, an exact date before an approximate one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    precision: Precision,
    approximate: bool,
}

/// What is known of a date. Constructed only by parsing, so the parts are always valid together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Precision {
    Year(i16),
    Season(i16, Season),
    Month(i16, i8),
    Day(Date),
}

/// Meteorological seasons of the northern hemisphere. EDTF leaves their months open; winter is counted to the year it
/// begins in, so that `2014-24` follows `2014-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Season {
    /// March to May, EDTF 21.
    Spring,
    /// June to August, EDTF 22.
    Summer,
    /// September to November, EDTF 23.
    Autumn,
    /// December to February of the next year, EDTF 24.
    Winter,
}

/// The days from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    pub first: Date,
    pub last: Date,
}

impl Interval {
    /// Whether the two share at least one day.
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl PartialDate {
    /// A date known to the day. Years before 0, which EDTF level 0 cannot write, become the year 0.
    pub fn of_day(day: Date) -> Self {
        Self::exact(Precision::Day(day.max(FIRST_DAY)))
    }

    /// The month of `day`, nothing closer; the years as in [`of_day`](Self::of_day).
    pub fn of_month(day: Date) -> Self {
        let day = day.max(FIRST_DAY);
        Self::exact(Precision::Month(day.year(), day.month()))
    }

    /// The year of `day`, nothing closer; the years as in [`of_day`](Self::of_day).
    pub fn of_year(day: Date) -> Self {
        Self::exact(Precision::Year(day.max(FIRST_DAY).year()))
    }

    fn exact(precision: Precision) -> Self {
        Self { precision, approximate: false }
    }

    /// The same date, marked `~`, "about".
    pub fn about(self) -> Self {
        Self { approximate: true, ..self }
    }

    /// Every day the date may mean.
    pub fn interval(self) -> Interval {
        match self.precision {
            Precision::Year(year) => months(year, 1, 12),
            Precision::Season(year, season) => months(year, season.first_month(), 3),
            Precision::Month(year, month) => months(year, month, 1),
            Precision::Day(day) => Interval { first: day, last: day },
        }
    }

    /// The calendar year the date begins in.
    pub fn year(self) -> i16 {
        match self.precision {
            Precision::Year(year) | Precision::Season(year, _) | Precision::Month(year, _) => year,
            Precision::Day(day) => day.year(),
        }
    }

    /// Whether the date is marked `~`, "about".
    pub fn is_approximate(self) -> bool {
        self.approximate
    }

    /// Whether every day of `self` is earlier than every day of `other`. Dates whose intervals overlap are not before
    /// each other: a start in `2015` and an end in `2015-03` do not contradict.
    pub fn is_before(self, other: Self) -> bool {
        self.interval().last < other.interval().first
    }

    /// A month and a season cover the same days only where the calendar ends: `9999-12` and `9999-24`.
    fn sort_key(self) -> (Date, Reverse<Date>, bool, bool) {
        let Interval { first, last } = self.interval();
        (first, Reverse(last), self.approximate, matches!(self.precision, Precision::Season(..)))
    }
}

impl Season {
    const ALL: [(u8, Self); 4] = [(21, Self::Spring), (22, Self::Summer), (23, Self::Autumn), (24, Self::Winter)];

    fn first_month(self) -> i8 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }

    fn code(self) -> u8 {
        match self {
            Self::Spring => 21,
            Self::Summer => 22,
            Self::Autumn => 23,
            Self::Winter => 24,
        }
    }
}

/// `count` whole months from `month` on; the year 9999 ends the calendar.
fn months(year: i16, month: i8, count: i8) -> Interval {
    let first = jiff::civil::date(year, month, 1);
    let end = (year, month + count - 1);
    let (end_year, end_month) = if end.1 > 12 { (end.0 + 1, end.1 - 12) } else { end };
    let last = if end_year > MAX_YEAR {
        jiff::civil::Date::MAX
    } else {
        jiff::civil::date(end_year, end_month, 1).last_of_month()
    };
    Interval { first, last }
}

/// EDTF level 0 has four digits for the year.
const MAX_YEAR: i16 = 9999;

/// The first day that EDTF level 0 can write.
const FIRST_DAY: Date = jiff::civil::date(0, 1, 1);

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key())
    }
}

/// `2017-06-19`, without the machinery of formatting: lists are full of dates. The year has four digits at most.
fn digits(day: Date) -> [u8; 10] {
    let digit = |number: i16| b'0' + (number % 10) as u8;
    let (year, month, day) = (day.year(), i16::from(day.month()), i16::from(day.day()));
    let [thousands, hundreds, tens, ones] = [year / 1000, year / 100, year / 10, year].map(digit);
    let [m, mm, d, dd] = [month / 10, month, day / 10, day].map(digit);
    [thousands, hundreds, tens, ones, b'-', m, mm, b'-', d, dd]
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year(year) => write!(f, "{year:04}")?,
            Precision::Season(year, season) => write!(f, "{year:04}-{}", season.code())?,
            Precision::Month(year, month) => write!(f, "{year:04}-{month:02}")?,
            Precision::Day(day) => f.write_str(std::str::from_utf8(&digits(day)).unwrap_or_default())?,
        }
        if self.approximate { f.write_str("~") } else { Ok(()) }
    }
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    #[error(
        "`{0}` is not a date: write a year `2010`, a month `2010-11`, a day `2017-06-19` or a season `2014-22`, with `~` behind it if approximate"
    )]
    Form(String),
    #[error("`{0}` has month {1:02}: months are 01 to 12, seasons 21 (spring), 22 (summer), 23 (autumn), 24 (winter)")]
    Month(String, u8),
    #[error("`{0}` has day {1:02}, which its month does not have")]
    Day(String, u8),
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let (date, approximate) = match text.strip_suffix('~') {
            Some(date) => (date, true),
            None => (text, false),
        };
        let form = || DateError::Form(excerpt(text));
        let digits = |part: &str, width: usize| -> Result<u16, DateError> {
            if part.len() == width && part.bytes().all(|b| b.is_ascii_digit()) {
                part.parse().map_err(|_| form())
            } else {
                Err(form())
            }
        };
        let mut parts = date.split('-');
        let year = digits(parts.next().unwrap_or_default(), 4)? as i16;
        let middle = parts.next().map(|part| digits(part, 2)).transpose()?.map(|n| n as u8);
        let day = parts.next().map(|part| digits(part, 2)).transpose()?.map(|n| n as u8);
        if parts.next().is_some() {
            return Err(form());
        }
        let precision = match (middle, day) {
            (None, _) => Precision::Year(year),
            (Some(month @ 1..=12), None) => Precision::Month(year, month as i8),
            (Some(month @ 1..=12), Some(day)) => Date::new(year, month as i8, day as i8)
                .map(Precision::Day)
                .map_err(|_| DateError::Day(excerpt(text), day))?,
            (Some(code), None) => match Season::ALL.iter().find(|(season, _)| *season == code) {
                Some((_, season)) => Precision::Season(year, *season),
                None => return Err(DateError::Month(excerpt(text), code)),
            },
            (Some(code), Some(_)) => return Err(DateError::Month(excerpt(text), code)),
        };
        Ok(Self { precision, approximate })
    }
}

/// The beginning of a text, so that an error stays readable whatever came in.
fn excerpt(text: &str) -> String {
    super::text::excerpt(text, 40)
}
