//! Times of day in what people write about their hours: found where they mean one thing, and left alone elsewhere.

use referral_form::domain::hours::times_of_day;

/// The times found, each as written and in minutes since midnight.
fn found(text: &str) -> Vec<(&str, i32)> {
    times_of_day(text).iter().map(|it| (it.written, it.minutes)).collect()
}

#[test]
fn times_on_a_clock_of_24_hours_are_found() {
    let expected = [("9:00", 540), ("17:00", 1020)];
    assert_eq!(found("Monday to Friday, 9:00 to 17:00"), expected);
    assert_eq!(found("Montag bis Freitag, 9:00–17:00 Uhr"), expected);
    assert_eq!(found("周一至周五9:00至17:00"), expected);
    assert_eq!(found("8h30-12h15, 13h45-17h30").len(), 4);
    assert_eq!(found("0:00 to 24:00"), [("0:00", 0), ("24:00", 1440)]);
}

#[test]
fn times_with_am_and_pm_are_found() {
    assert_eq!(found("Mon–Fri 9 am to 5:30 pm"), [("9 am", 540), ("5:30 pm", 1050)]);
    assert_eq!(found("9AM-5PM"), [("9AM", 540), ("5PM", 1020)]);
    assert_eq!(found("12 a.m. to 12\u{A0}p.m."), [("12 a.m.", 0), ("12\u{A0}p.m.", 720)]);
    assert_eq!(found("9:00 to 5:00 pm"), [("5:00 pm", 1020)], "nobody knows which nine");
}

#[test]
fn what_may_mean_something_else_is_left_alone() {
    for text in [
        "9:00 to 5:00",
        "9 to 17",
        "Weekdays",
        "24 hours",
        "24h",
        "within 9h",
        "ratio 15:00:30",
        "25:00, 13:60, 24:30",
        "13 pm, 0 am",
        "call +1 212 555 0142, 2026-11-22",
        "version 1.13:00",
        "17:000",
        "5 pmol, 9 amps",
        "周一上午9:00至下午5:00，周六9:00至13:00",
        "17:00pm",
        "a17:00",
        "",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}
