//! Time zones: what a clock elsewhere shows, and what that is on this browser's clock.
//!
//! All from the browser's Intl, in whole minutes. What a browser cannot tell is `None`, and then nothing is said.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::intl::{ask, moment, zone_of_clock};
use crate::domain::calendar;
use crate::domain::date::Date;
use crate::domain::hours::DAY_MINUTES;

/// A moment: now where it is `undefined`, or else a `Date`.
type Moment = JsValue;

/// This moment.
pub const NOW: Moment = JsValue::UNDEFINED;

/// The moment of a text in RFC 3339.
pub fn moment_of(rfc3339: &str) -> Moment {
    js_sys::Date::new(&JsValue::from_str(rfc3339)).into()
}

/// By how many minutes this browser's clock is ahead of that of a zone (IANA); negative where it is behind.
pub fn ahead_of(zone: &str, at: &Moment) -> Option<i32> {
    Some(clock(&zone_of_clock(), at)? - clock(zone, at)?)
}

/// By how many minutes a zone's clocks are ahead of UTC at a minute since 1970; `None` where the browser does not know the zone.
pub fn ahead_of_utc(zone: &str, minute: i32) -> Option<i32> {
    offset(zone, &moment_of(&calendar::moment(minute)))
}

fn offset(zone: &str, at: &Moment) -> Option<i32> {
    Some(clock(zone, at)? - clock("UTC", at)?)
}

/// A local date and time of a zone, such as `2027-01-14T12:00:00`, with the zone's offset at that time (RFC 3339).
pub fn with_offset(local: &str, zone: &str) -> Option<String> {
    let mut moment = format!("{local}Z");
    // The first guess may lie beyond a change of the clocks, the second does not.
    for _ in 0..2 {
        let offset = offset(zone, &moment_of(&moment))?;
        let sign = if offset < 0 { '-' } else { '+' };
        moment = format!("{local}{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60);
    }
    Some(moment)
}

/// What people call a zone, and its city: "Eastern Time, New York".
pub fn in_words(language: &str, zone: &str) -> String {
    let fields = [("timeZone", zone), ("timeZoneName", "longGeneric")];
    let parts = ask("DateTimeFormat", language, &fields, "formatToParts", &NOW);
    let parts = parts.and_then(|it| it.dyn_into::<Array>().ok()).unwrap_or_default();
    let text = |part: &JsValue, key: &str| Reflect::get(part, &key.into()).ok()?.as_string();
    let name = parts.iter().find(|it| text(it, "type").as_deref() == Some("timeZoneName"));
    let city = zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
    match name.and_then(|it| text(&it, "value")) {
        Some(name) if name != zone && zone.contains('/') => format!("{name}, {city}"),
        Some(name) => name,
        None => city,
    }
}

/// A time of day, in minutes since midnight, on a clock of 12 or of 24 hours, or as the language has it.
pub fn time_of_day(language: &str, minutes: i32, is_of_twelve: Option<bool>) -> String {
    let minutes = minutes.rem_euclid(DAY_MINUTES);
    let mut fields = vec![("hour", "numeric"), ("minute", "2-digit"), ("timeZone", "UTC")];
    fields.extend(is_of_twelve.map(|it| ("hourCycle", if it { "h12" } else { "h23" })));
    moment(language, &format!("2001-01-01T{:02}:{:02}:00Z", minutes / 60, minutes % 60), &fields)
}

/// What the clock of a zone shows: minutes, of which only differences mean something.
pub fn clock(zone: &str, at: &Moment) -> Option<i32> {
    let fields = [
        ("timeZone", zone),
        ("year", "numeric"),
        ("month", "2-digit"),
        ("day", "2-digit"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("hourCycle", "h23"),
    ];
    // Swedish writes dates and times as ISO 8601 does, with a blank between them.
    let written = ask("DateTimeFormat", "sv-SE", &fields, "format", at)?.as_string()?;
    let (day, time) = written.split_once(' ')?;
    let (hour, minute) = time.split_once(':')?;
    Some(
        Date::parse(day)?.days() * DAY_MINUTES
            + hour.parse::<i32>().ok()? * 60
            + minute.parse::<i32>().ok()?,
    )
}
