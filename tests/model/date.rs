//! Dates of reduced precision.

use buendnis::model::PartialDate;
use proptest::prelude::*;

fn date(text: &str) -> PartialDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_date_covers_an_interval_and_is_displayed_as_it_was_written() {
    let cases = [
        ("2010", "2010-01-01", "2010-12-31", 2010),
        ("0000", "0000-01-01", "0000-12-31", 0),
        ("0001", "0001-01-01", "0001-12-31", 1),
        ("9999", "9999-01-01", "9999-12-31", 9999),
        ("2010-11", "2010-11-01", "2010-11-30", 2010),
        ("2010-12", "2010-12-01", "2010-12-31", 2010),
        ("9999-12", "9999-12-01", "9999-12-31", 9999),
        ("2016-02", "2016-02-01", "2016-02-29", 2016),
        ("2015-02", "2015-02-01", "2015-02-28", 2015),
        ("1900-02", "1900-02-01", "1900-02-28", 1900),
        ("2000-02", "2000-02-01", "2000-02-29", 2000),
        ("2014-21", "2014-03-01", "2014-05-31", 2014),
        ("2014-22", "2014-06-01", "2014-08-31", 2014),
        ("2014-23", "2014-09-01", "2014-11-30", 2014),
        ("2014-24", "2014-12-01", "2015-02-28", 2014),
        ("2015-24", "2015-12-01", "2016-02-29", 2015),
        // The calendar ends before this winter does.
        ("9999-24", "9999-12-01", "9999-12-31", 9999),
        ("2017-06-19", "2017-06-19", "2017-06-19", 2017),
        ("2016-02-29", "2016-02-29", "2016-02-29", 2016),
        ("9999-12-31", "9999-12-31", "9999-12-31", 9999),
    ];
    for (text, first, last, year) in cases {
        for approximate in [false, true] {
            let text = format!("{text}{}", if approximate { "~" } else { "" });
            let date = date(&text);
            let interval = date.interval();
            assert_eq!((interval.first.to_string(), interval.last.to_string()), (first.into(), last.into()), "{text}");
            assert_eq!(date.year(), year, "{text}");
            assert_eq!(date.is_approximate(), approximate, "{text}");
            assert_eq!(date.to_string(), text);
        }
    }
}

#[test]
fn dates_sort_by_first_day_then_the_wider_then_the_exact_one() {
    let ascending = [
        "0000",
        "2009-12-31",
        "2010",
        "2010~",
        "2010-01",
        "2010-01~",
        "2010-01-01",
        "2010-01-01~",
        "2010-01-02",
        "2010-21",
        "2010-03",
        "2010-03-01",
        "2010-23",
        "2010-24",
        "2010-12",
        "2010-12-31",
        "2011",
        "2011-01",
        "2011-02-28",
        "2011-21",
        "9999",
        "9999-12",
        "9999-12~",
        "9999-12-31",
    ];
    for (n, earlier) in ascending.iter().enumerate() {
        assert!(date(earlier) == date(earlier), "{earlier}");
        for later in &ascending[n + 1..] {
            assert!(date(earlier) < date(later), "{earlier} < {later}");
            assert!(date(later) > date(earlier), "{later} > {earlier}");
        }
    }
}

/// The winter of 9999 is cut off by the end of the calendar and then covers the days of December 9999. The two compared
/// as equal without being equal, so that a sorted map would have taken one for the other.
#[test]
fn the_last_winter_and_the_last_month_are_different_dates() {
    let (month, season) = (date("9999-12"), date("9999-24"));
    assert_ne!(month, season);
    assert_eq!(month.cmp(&season), std::cmp::Ordering::Less);
    assert_eq!(month.interval(), season.interval());
}

#[test]
fn a_date_is_before_another_only_if_no_day_is_shared() {
    let cases = [
        ("2014", "2015", true),
        ("2015", "2014", false),
        ("2015", "2015", false),
        ("2015", "2015-03", false),
        ("2015-03", "2015", false),
        ("2015-02", "2015-03", true),
        ("2015-24", "2016-02", false),
        ("2015-24", "2016-03", true),
        ("2015-12-31", "2016", true),
        ("2015~", "2016", true),
        ("2015-06-30", "2015-07-01", true),
    ];
    for (earlier, later, expected) in cases {
        assert_eq!(date(earlier).is_before(date(later)), expected, "{earlier} before {later}");
    }
}

#[test]
fn intervals_overlap_where_they_share_a_day() {
    let cases = [
        ("2015", "2015-12-31", true),
        ("2015", "2016-01-01", false),
        ("2015-24", "2016-02-29", true),
        ("2015-24", "2016-03-01", false),
        ("2015-06", "2015-22", true),
    ];
    for (one, other, expected) in cases {
        assert_eq!(date(one).interval().overlaps(date(other).interval()), expected, "{one}, {other}");
        assert_eq!(date(other).interval().overlaps(date(one).interval()), expected, "{other}, {one}");
    }
}

#[test]
fn a_text_that_is_no_date_is_told_what_would_be_one() {
    const FORM: &str = "is not a date: write a year `2010`, a month `2010-11`, a day `2017-06-19` or a season `2014-22`, with `~` \
         behind it if approximate";
    const MONTHS: &str = "months are 01 to 12, seasons 21 (spring), 22 (summer), 23 (autumn), 24 (winter)";
    let malformed = [
        "",
        "~",
        "-",
        "201",
        "20100",
        "02010",
        "2010-",
        "2010-1",
        "2010-111",
        "2010-1-1",
        "2010-01-",
        "2010-01-1",
        "2010-01-01-",
        "2010-01-01-01",
        "-2010",
        "+2010",
        "2010~~",
        "~2010",
        "2010 ",
        " 2010",
        "2010/11",
        "11.2010",
        "20101",
        "201x",
        "２０１０",
        "2010-0１",
        "2010-01-01T00:00:00",
        "XXXX",
        "2010?",
        "2010~-01",
    ];
    for text in malformed {
        check_refused(text, &format!("`{text}` {FORM}"));
    }
    check_refused("2010-13", &format!("`2010-13` has month 13: {MONTHS}"));
    check_refused("2010-00", &format!("`2010-00` has month 00: {MONTHS}"));
    check_refused("2010-25~", &format!("`2010-25~` has month 25: {MONTHS}"));
    check_refused("2010-22-01", &format!("`2010-22-01` has month 22: {MONTHS}"));
    check_refused("2010-02-30", "`2010-02-30` has day 30, which its month does not have");
    check_refused("2015-02-29~", "`2015-02-29~` has day 29, which its month does not have");
    check_refused("2015-06-00", "`2015-06-00` has day 00, which its month does not have");
    check_refused("1900-02-29", "`1900-02-29` has day 29, which its month does not have");
    check_refused(&"ü".repeat(100), &format!("`{}…` {FORM}", "ü".repeat(40)));
}

#[track_caller]
fn check_refused(text: &str, message: &str) {
    assert_eq!(text.parse::<PartialDate>().map_err(|error| error.to_string()), Err(message.to_owned()));
}

fn any_date() -> impl Strategy<Value = String> {
    // Few years, so that dates touch and overlap, and the ends of the calendar.
    let year = prop_oneof![4 => 2014_u16..2018, 1 => Just(0), 1 => Just(9999)];
    let middle = prop_oneof![
        Just(String::new()),
        (21..=24).prop_map(|season| format!("-{season}")),
        (1..=12).prop_map(|month| format!("-{month:02}")),
        (1..=12, 1..=28).prop_map(|(month, day)| format!("-{month:02}-{day:02}")),
    ];
    (year, middle, any::<bool>())
        .prop_map(|(year, rest, about)| format!("{year:04}{rest}{}", if about { "~" } else { "" }))
}

proptest! {
    #[test]
    fn what_is_displayed_is_what_was_parsed(text in any_date()) {
        prop_assert_eq!(date(&text).to_string(), text);
    }

    #[test]
    fn no_text_makes_the_parser_panic_and_each_date_has_one_spelling(text in "[0-9~-]{0,12}|.{0,12}") {
        if let Ok(date) = text.parse::<PartialDate>() {
            prop_assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn the_order_is_total_and_agrees_with_the_intervals(a in any_date(), b in any_date(), c in any_date()) {
        let (a, b, c) = (date(&a), date(&b), date(&c));
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        prop_assert!(!(a <= b && b <= c) || a <= c);
        if a < b {
            prop_assert!(a.interval().first <= b.interval().first);
        }
    }

    #[test]
    fn being_before_is_a_strict_partial_order(a in any_date(), b in any_date(), c in any_date()) {
        let (a, b, c) = (date(&a), date(&b), date(&c));
        prop_assert!(!a.is_before(a));
        prop_assert!(!(a.is_before(b) && b.is_before(a)));
        prop_assert!(!(a.is_before(b) && b.is_before(c)) || a.is_before(c));
        prop_assert!(!a.is_before(b) || a < b);
        prop_assert_eq!(a.interval().overlaps(b.interval()), !a.is_before(b) && !b.is_before(a));
    }
}
