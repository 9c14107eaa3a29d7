//! Dates, durations and ages, against dates and ages that nobody here chose.

use proptest::prelude::*;
use referral_form::domain::date::{Date, Duration, PartialDate, Precision, completed_years};
use serde::Deserialize;

#[derive(Deserialize)]
struct Age {
    dob: String,
    as_of: String,
    years: u16,
    months: u16,
    days: i32,
}

#[derive(Deserialize)]
struct DateString {
    value: String,
    valid: bool,
}

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date that exists")
}

fn duration(text: &str) -> Duration {
    Duration::parse(text).expect("a duration of date parts")
}

fn ages() -> Vec<Age> {
    serde_json::from_str(include_str!("../fixtures/data/ages.json")).expect("a list of ages")
}

/// Whether the month of `on` ends with it and lacks the day of birth. Our judge counts the month as
/// completed on that last day; here it is completed on the next, the first of a month.
fn completes_a_day_later(birth: Date, on: Date) -> bool {
    birth.day() > on.day() && on.plus(duration("P1D")).day() == 1
}

#[test]
fn completed_years_agree_but_for_29_february_which_waits_for_1_march() {
    let mut waiting = 0;
    for age in ages() {
        let (birth, on) = (date(&age.dob), date(&age.as_of));
        let waits = completes_a_day_later(birth, on) && birth.month() == on.month();
        let expected = age.years - u16::from(waits);
        assert_eq!(completed_years(birth, on), Some(expected), "{} to {}", age.dob, age.as_of);
        waiting += usize::from(waits);
    }
    assert_eq!(waiting, 11);
}

#[test]
fn months_added_to_a_birth_agree_on_when_they_are_completed() {
    for age in ages() {
        let (birth, on) = (date(&age.dob), date(&age.as_of));
        let months = age.months - u16::from(completes_a_day_later(birth, on));
        let lived = duration(&format!("P{months}M"));
        assert!(birth.plus(lived) <= on, "{} to {}", age.dob, age.as_of);
        assert!(birth.plus(lived.and_one_more()) > on, "{} to {}", age.dob, age.as_of);
    }
}

#[test]
fn days_between_two_dates_agree() {
    for age in ages() {
        assert_eq!(date(&age.as_of).days() - date(&age.dob).days(), age.days);
    }
}

#[test]
fn date_strings_are_read_as_a_date_input_reads_them() {
    let strings: Vec<DateString> =
        serde_json::from_str(include_str!("../fixtures/data/html_date_values.json"))
            .expect("a list of date strings");
    for string in strings {
        assert_eq!(Date::parse(&string.value).is_some(), string.valid, "{}", string.value);
    }
}

#[test]
fn a_date_string_has_exactly_ten_ascii_characters() {
    for text in [
        "",
        "2026-2-01",
        "12026-02-01",
        "0000-01-01",
        "+026-02-01",
        "2026-02-01 ",
        "2026/02/01",
        "2026-02-0١",
        "٢٠٢٦-٠٢-٠١",
    ] {
        assert_eq!(Date::parse(text), None, "{text:?}");
    }
}

#[test]
fn nobody_has_an_age_before_birth() {
    assert_eq!(completed_years(date("2026-11-22"), date("2026-11-21")), None);
    assert_eq!(completed_years(date("2026-11-22"), date("2026-11-22")), Some(0));
}

#[test]
fn a_day_that_does_not_exist_becomes_the_first_of_the_next_month() {
    for (start, span, end) in [
        ("2024-02-29", "P1Y", "2025-03-01"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2025-01-29", "P1M", "2025-03-01"),
        ("2025-01-31", "P1M", "2025-03-01"),
        ("2024-01-31", "P1M", "2024-03-01"),
        ("2026-03-31", "P1M", "2026-05-01"),
        ("2026-08-31", "P6M", "2027-03-01"),
        ("2026-12-31", "P2M", "2027-03-01"),
    ] {
        assert_eq!(date(start).plus(duration(span)), date(end), "{start} and {span}");
    }
}

#[test]
fn years_and_months_are_added_before_weeks_and_days() {
    assert_eq!(date("2025-01-31").plus(duration("P1M1D")), date("2025-03-02"));
    assert_eq!(date("2026-09-27").plus(duration("P8W")), date("2026-11-22"));
    assert_eq!(date("2026-12-31").plus(duration("P1Y6M2W3D")), date("2028-07-18"));
}

#[test]
fn additions_stop_at_the_end_of_the_calendar() {
    assert_eq!(date("2026-11-22").plus(Duration::years(u16::MAX)), Date::MAX);
    assert_eq!(date("9999-12-31").plus(duration("P1D")), Date::MAX);
    assert_eq!(date("9999-12-01").plus(duration("P65535M65535W65535D")), Date::MAX);
}

#[test]
fn one_more_is_one_more_of_the_smallest_unit() {
    for (span, more) in [
        ("P17Y", "P18Y"),
        ("P18M", "P19M"),
        ("P1Y6M", "P1Y7M"),
        ("P8W", "P9W"),
        ("P0M", "P1M"),
        ("P1Y0D", "P1Y1D"),
    ] {
        assert_eq!(duration(span).and_one_more(), duration(more), "{span}");
    }
    assert_eq!(Duration::years(0).and_one_more(), Duration::years(1));
}

#[test]
fn durations_of_time_fractions_and_signs_are_refused() {
    for text in [
        "", "P", "P1", "PY", "1Y", "PT1H", "P1YT1H", "P1.5Y", "P-1Y", "-P1Y", "P1M1Y", "P1Y1Y", "p1y",
        "P65536D", "P1Y ", "P١Y",
    ] {
        assert_eq!(Duration::parse(text), None, "{text:?}");
    }
}

#[test]
fn a_date_known_to_the_month_or_year_spans_all_its_days() {
    for (text, first, last) in [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2023-04-05", "2023-04-05", "2023-04-05"),
    ] {
        let partial = PartialDate::parse(text).expect("a partial date");
        assert_eq!((partial.first(), partial.last()), (date(first), date(last)), "{text}");
    }
}

#[test]
fn a_partial_date_needs_its_larger_parts_and_real_ones() {
    assert_eq!(PartialDate::new(2026, None, Some(3)), None);
    for text in ["", "20", "26-05", "2026-", "2026-13", "2026-00", "2026-02-30", "2026-5", "0000"] {
        assert_eq!(PartialDate::parse(text), None, "{text:?}");
    }
}

fn any_date() -> impl Strategy<Value = Date> {
    (date("0001-01-01").days()..=Date::MAX.days())
        .prop_map(|days| Date::from_days(days).expect("a day within the calendar"))
}

proptest! {
    #[test]
    fn a_printed_date_reads_as_itself(day in any_date()) {
        prop_assert_eq!(Date::parse(&day.to_string()), Some(day));
    }

    #[test]
    fn a_day_keeps_its_place_in_the_count_of_days(day in any_date()) {
        prop_assert_eq!(Date::from_days(day.days()), Some(day));
        prop_assert_eq!(Date::new(day.year(), day.month(), day.day()), Some(day));
    }

    #[test]
    fn the_count_of_days_never_fails(days: i32) {
        let exists = (date("0001-01-01").days()..=Date::MAX.days()).contains(&days);
        prop_assert_eq!(Date::from_days(days).is_some(), exists);
    }

    #[test]
    fn a_printed_partial_date_reads_as_itself(day in any_date(), precision in 0..3) {
        let (month, number) = (Some(day.month()), Some(day.day()));
        let partial = match precision {
            0 => PartialDate::new(day.year(), None, None),
            1 => PartialDate::new(day.year(), month, None),
            _ => PartialDate::new(day.year(), month, number),
        }.expect("parts of a date that exists");
        prop_assert_eq!(PartialDate::parse(&partial.to_string()), Some(partial));
        prop_assert!(partial.first() <= day && day <= partial.last());
        prop_assert_eq!(partial.precision() == Precision::Day, partial == PartialDate::from(day));
    }

    #[test]
    fn a_printed_duration_reads_as_itself(text in "P([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?[0-9]{1,4}D|P[0-9]{1,4}[YMW]") {
        let span = duration(&text);
        prop_assert_eq!(Duration::parse(&span.to_string()), Some(span));
    }

    #[test]
    fn a_longer_duration_never_ends_earlier(day in any_date(), years in 0u16..200, months in 0u16..99) {
        let span = duration(&format!("P{years}Y{months}M"));
        prop_assert!(day.plus(span) <= day.plus(span.and_one_more()));
    }

    #[test]
    fn age_in_years_is_the_years_that_added_to_birth_have_passed(birth in any_date(), on in any_date()) {
        match completed_years(birth, on) {
            Some(years) => {
                prop_assert!(birth.plus(Duration::years(years)) <= on);
                prop_assert!(birth.plus(Duration::years(years + 1)) > on || on == Date::MAX);
            }
            None => prop_assert!(on < birth),
        }
    }
}
