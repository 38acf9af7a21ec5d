//! Points in time.

use buendnis::model::Timestamp;
use proptest::prelude::*;

#[test]
fn a_point_in_time_is_written_in_utc() {
    let cases = [
        (0, "1970-01-01T00:00:00Z"),
        (1_768_478_400_000_000, "2026-01-15T12:00:00Z"),
        (1_768_478_400_500_000, "2026-01-15T12:00:00.5Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
    ];
    for (micros, text) in cases {
        assert_eq!(Timestamp::from_micros(micros).to_string(), text);
        assert_eq!(text.parse(), Ok(Timestamp::from_micros(micros)));
    }
}

#[test]
fn other_offsets_are_read() {
    assert_eq!("2026-01-15T13:00:00+01:00".parse(), "2026-01-15T12:00:00Z".parse::<Timestamp>());
}

#[test]
fn a_text_that_is_no_point_in_time_is_told_what_would_be_one() {
    for text in ["", "2026", "2026-01-15", "2026-01-15T12:00:00", "12:00", "gestern"] {
        let message = format!("`{text}` is not a point in time: write it like `2017-06-19T08:00:00Z` (RFC 3339)");
        assert_eq!(text.parse::<Timestamp>().map_err(|error| error.to_string()), Err(message));
    }
}

#[test]
fn a_time_beyond_the_calendar_is_still_displayed() {
    assert!(Timestamp::from_micros(i64::MAX).to_string().starts_with("9999-12-30T22"));
    assert!(Timestamp::from_micros(i64::MIN).to_string().starts_with('-'));
}

proptest! {
    #[test]
    fn what_is_displayed_is_what_was_parsed(micros in -60_000_000_000_000_000_i64..250_000_000_000_000_000) {
        let at = Timestamp::from_micros(micros);
        prop_assert_eq!(at.to_string().parse(), Ok(at));
    }
}
