//! Dates wherever the person is: a day is a day of the calendar, and no moment on anybody's clock.
//!
//! A browser's `Date` stands for a date of birth by a moment, its midnight. Where a zone skipped that midnight, or the whole day,
//! the moment falls on another day; and "today" is another day in other zones at the same moment.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{consents_to, opens};
use crate::referrer::Referrer;
use crate::study::{Study, registry};
use crate::words;

const BIRTH: &str = "When were you born?";
const FUTURE: &str = "Enter a date that is not in the future";

/// A moment that falls on three days: half past midnight on the 16th on Kiritimati, the 15th in UTC, and half an hour before
/// the end of the 14th in Pago Pago.
const MOMENT: &str = "2026-06-15T10:30:00Z";

/// A day whose midnight its zone never had. Source: `tests/fixtures/data/SOURCES.md`.
#[derive(Deserialize)]
struct Case {
    zone: String,
    /// ISO 8601.
    date: String,
}

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

/// A study that asks for a whole date of birth, and has it sent as it is.
fn asks_for_birth(intake: &Intake) -> Study {
    let birth = json!({ "id": "born", "type": "date", "precision": "day", "max": "today", "label": BIRTH, "required": true, "send": "value" });
    registry(intake)
        .with("/sections/0/fields", json!([birth]))
        .with("/consents/0/covers", json!(["born", "@source"]))
}

/// Year, month and day of a date in ISO 8601.
fn parts(date: &str) -> (i32, u8, u8) {
    let mut parts = date.split('-').map(|it| it.parse::<u16>().expect("a number"));
    let mut next = || parts.next().expect("a date has three parts");
    (i32::from(next()), next() as u8, next() as u8)
}

fn types_birth(referrer: &Referrer, date: &str) {
    let (year, month, day) = parts(date);
    referrer.date(BIRTH, year, Some(month), Some(day));
    referrer.presses(words::CONTINUE);
}

fn sends(referrer: &Referrer) {
    consents_to(referrer, &["I agree that the society writes to me."]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
}

/// Whether the browser has a midnight at the start of this day, where it is now.
fn has_midnight(referrer: &Referrer, date: &str) -> Value {
    let (year, month, day) = parts(date);
    referrer.page_runs(&format!(
        "const it = new Date({year}, {month} - 1, {day}); return it.getDate() === {day} && it.getHours() + it.getMinutes() === 0"
    ))
}

/// A page of the customer's on which it is always [`MOMENT`].
fn page_with_stopped_clock() -> Reply {
    let page = format!(
        r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>Example Society</title>
        <script>
            const stopped = Date.parse("{MOMENT}");
            globalThis.Date = class extends Date {{
                constructor(...given) {{ given.length ? super(...given) : super(stopped); }}
                static now() {{ return stopped; }}
            }};
        </script>
        <script type="module" src="widget/referral-form.js" data-study="study.json"></script></html>"#
    );
    Reply::new(200).body("text/html; charset=utf-8", page)
}

#[test]
fn a_date_of_birth_without_a_midnight_arrives_as_it_was_typed() {
    if lacks(&[Instrument::Zones]) {
        return;
    }
    let Cases { cases } = serde_json::from_str(include_str!("../fixtures/data/dob_tz_edge.json"))
        .expect("a list of zones and days");
    let intake = Intake::open();
    let (site, referrer) = opens(&asks_for_birth(&intake));
    for Case { zone, date } in &cases {
        referrer.browser().moves_to_zone(zone);
        referrer.goes_to(&site.url("customer.html"));
        assert_eq!(has_midnight(&referrer, date), false, "{zone} on {date} tests nothing in this browser");
        referrer.presses(words::START);
        types_birth(&referrer, date);
        sends(&referrer);
    }
    let arrived: Vec<Value> =
        intake.receives(cases.len()).iter().map(|it| it["answers"]["born"].clone()).collect();
    let typed: Vec<&str> = cases.iter().map(|it| it.date.as_str()).collect();
    assert_eq!(arrived, typed);
    referrer.sees_no_panic();
}

#[test]
fn today_is_the_day_where_the_person_is() {
    if lacks(&[Instrument::Zones]) {
        return;
    }
    let intake = Intake::open();
    let (site, referrer) = opens(&asks_for_birth(&intake));
    site.put("stopped.html", page_with_stopped_clock());
    let places = [
        ("Pacific/Kiritimati", "2026-06-16", "2026-06-17"),
        ("Pacific/Pago_Pago", "2026-06-14", "2026-06-15"),
    ];
    for (zone, today, tomorrow) in places {
        referrer.browser().moves_to_zone(zone);
        referrer.goes_to(&site.url("stopped.html"));
        let day_of_page =
            referrer.page_runs("return new Intl.DateTimeFormat('sv-SE').format(new window.Date())");
        assert_eq!(day_of_page, today, "{zone} at {MOMENT}");
        referrer.presses(words::START);
        types_birth(&referrer, tomorrow);
        referrer.sees_problem(BIRTH, FUTURE);
        types_birth(&referrer, today);
        sends(&referrer);
    }
    let referrals = intake.receives(places.len());
    for (referral, (zone, today, _)) in referrals.iter().zip(places) {
        assert_eq!(referral["answers"]["born"], today, "{zone}");
        assert_eq!(referral["createdAt"], MOMENT, "{zone}: the form reads the clock of the page");
    }
}
