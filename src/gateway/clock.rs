//! The browser's clock: the moment in UTC, and the person's own civil day.

use js_sys::Date as Moment;

use super::timer::{Milliseconds, now_ms};
use crate::domain::date::Date;

const DAY_MS: Milliseconds = 86_400_000;

/// What the clock says.
pub trait Clock {
    /// The moment, to the second (RFC 3339, UTC).
    fn now(&self) -> String;

    /// The civil day where the person is, whatever the zone does at midnight.
    fn today(&self) -> Date;

    /// The civil day in UTC.
    fn today_in_utc(&self) -> Date;
}

/// The browser's own clock.
#[derive(Clone, Copy)]
pub struct BrowserClock;

impl Clock for BrowserClock {
    fn now(&self) -> String {
        let iso = String::from(Moment::new_0().to_iso_string());
        // "2026-11-22T15:04:05.678Z": the parts of a second tell nothing and identify somebody.
        match iso.split_once('.') {
            Some((seconds, _)) => format!("{seconds}Z"),
            None => iso,
        }
    }

    fn today(&self) -> Date {
        let now = Moment::new_0();
        let (month, day) = (now.get_month() as u8 + 1, now.get_date() as u8);
        Date::new(now.get_full_year() as i32, month, day).unwrap_or(Date::MAX)
    }

    fn today_in_utc(&self) -> Date {
        Date::from_days((now_ms() / DAY_MS) as i32).unwrap_or(Date::MAX)
    }
}
