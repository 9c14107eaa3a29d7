//! `Retry-After`: how long a receiver asks to be left alone.
//!
//! Source: RFC 9110 §10.2.3 (seconds or a date) and §5.6.7 (the three forms of a date). What is neither asks for nothing.

use crate::domain::date::Date;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads the seconds to wait from `now`, in seconds since 1970; a date that is over is 0.
///
/// `None` where the value says nothing. A wait longer than can be counted is as long as can be.
pub fn seconds(value: &str, now: u32) -> Option<u32> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit()) {
        return Some(value.parse().unwrap_or(u32::MAX));
    }
    let wait = moment(value, now)? - i64::from(now);
    Some(u32::try_from(wait.max(0)).unwrap_or(u32::MAX))
}

/// Reads a date into seconds since 1970.
fn moment(value: &str, now: u32) -> Option<i64> {
    let parts: Vec<&str> = value.split([' ', ',', '-', ':']).filter(|it| !it.is_empty()).collect();
    let [_weekday, rest @ ..] = parts.as_slice() else { return None };
    let (day, month, year, time) = match rest {
        // "Sun, 06 Nov 1994 08:49:37 GMT" and "Sunday, 06-Nov-94 08:49:37 GMT".
        [day, month, year, time @ .., "GMT"] => (day, month, year, time),
        // "Sun Nov  6 08:49:37 1994".
        [month, day, time @ .., year] => (day, month, year, time),
        _ => return None,
    };
    let [hour, minute, second] = time else { return None };
    let month = MONTHS.iter().position(|it| it == month)? + 1;
    let date = Date::new(full_year(year, now)?, month as u8, number(day, 31)? as u8)?;
    // A minute with a leap second has 61.
    let time = number(hour, 23)? * 3600 + number(minute, 59)? * 60 + number(second, 60)?;
    Some(i64::from(date.days()) * DAY_SECONDS + i64::from(time))
}

const DAY_SECONDS: i64 = 86_400;

/// A year of two digits is the latest one with these that is no more than 50 years ahead.
fn full_year(year: &str, now: u32) -> Option<i32> {
    match year.len() {
        4 => Some(number(year, 9999)? as i32),
        2 => {
            let latest = Date::from_days((i64::from(now) / DAY_SECONDS) as i32)?.year() + 50;
            let digits = number(year, 99)? as i32;
            Some(latest - (latest - digits).rem_euclid(100))
        }
        _ => None,
    }
}

fn number(digits: &str, largest: u32) -> Option<u32> {
    let is_number = digits.bytes().all(|it| it.is_ascii_digit());
    digits.parse().ok().filter(|it| is_number && *it <= largest)
}
