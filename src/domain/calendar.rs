//! Calendar files: the times at which somebody wants to be called, for their own calendar.
//!
//! A calendar is seen by others: at work, in the family, by whoever runs it. So a file names neither a study, nor a
//! condition, nor who will call, and its ids lead to no referral.
//!
//! Every time is written in UTC, worked out for its own day. A rule that repeats every week would need the whole history of
//! the time zone in the file (`VTIMEZONE`), or would be an hour off once the clocks change.
//! Source: RFC 5545, iCalendar.

use super::answer::ContactWindow;
use super::date::Date;

/// For how many days there are entries, today included: longer than any study team should take to call.
const DAYS_AHEAD: i32 = 14;

const MINUTES_OF_DAY: i32 = 24 * 60;

/// Longest line, in octets without its end. Source: RFC 5545 §3.1.
const LINE_MAX_OCTETS: usize = 75;

/// Tells how far a zone's clocks are ahead of UTC at a minute since 1970, in minutes; `None` for a zone that nobody knows.
pub type Offset<'a> = &'a dyn Fn(i32) -> Option<i32>;

/// Writes an entry for each time in the two weeks from `now` (RFC 3339, UTC) that lies in the window.
///
/// Where the clocks leave out the start, the window comes as a whole as much later as they leave out, and lasts as long as ever.
/// `summary` is what each entry says; `id` makes its entries unlike those of any other file.
/// `None` where the window's zone is unknown.
pub fn write(
    window: &ContactWindow,
    summary: &str,
    id: &str,
    now: &str,
    ahead_of_utc: Offset,
) -> Option<String> {
    let (from, to) = (time_of_day(&window.from)?, time_of_day(&window.to)?);
    let minute = minute_of(now)?;
    let today = (minute + ahead_of_utc(minute)?).div_euclid(MINUTES_OF_DAY);
    let mut text = String::new();
    line(&mut text, "BEGIN:VCALENDAR");
    line(&mut text, "VERSION:2.0");
    line(&mut text, "PRODID:-//Time for a call//EN");
    for day in today..today + DAYS_AHEAD {
        let start = instant(day * MINUTES_OF_DAY + from, ahead_of_utc)?;
        let is_moved = start + ahead_of_utc(start)? != day * MINUTES_OF_DAY + from;
        // The clocks may leave out the start alone; by themselves, the end could then come before it.
        let end =
            if is_moved { start + to - from } else { instant(day * MINUTES_OF_DAY + to, ahead_of_utc)? };
        if window.days.contains(&weekday(day)) && end > minute {
            line(&mut text, "BEGIN:VEVENT");
            line(&mut text, &format!("UID:{id}-{}", day - today));
            line(&mut text, &format!("DTSTAMP:{}", now.replace(['-', ':'], "")));
            line(&mut text, &format!("DTSTART:{}", basic(start)));
            line(&mut text, &format!("DTEND:{}", basic(end)));
            line(&mut text, &format!("SUMMARY:{}", escaped(summary)));
            // Somebody can be called while they do something else.
            line(&mut text, "TRANSP:TRANSPARENT");
            line(&mut text, "CLASS:PRIVATE");
            line(&mut text, "END:VEVENT");
        }
    }
    line(&mut text, "END:VCALENDAR");
    Some(text)
}

/// Counts the minutes from 1970 to a date and time, such as `2026-11-22T10:04`; whatever follows is not looked at.
pub fn minute_of(moment: &str) -> Option<i32> {
    let day = Date::parse(moment.get(..10)?)?;
    Some(day.days() * MINUTES_OF_DAY + time_of_day(moment.get(11..16)?)?)
}

/// Writes a minute since 1970 as RFC 3339, in UTC.
pub fn moment(minute: i32) -> String {
    let day = Date::from_days(minute.div_euclid(MINUTES_OF_DAY)).unwrap_or(Date::MAX);
    let minute = minute.rem_euclid(MINUTES_OF_DAY);
    format!("{day}T{:02}:{:02}:00Z", minute / 60, minute % 60)
}

fn basic(minute: i32) -> String {
    moment(minute).replace(['-', ':'], "")
}

fn time_of_day(text: &str) -> Option<i32> {
    let (hours, minutes) = text.split_once(':')?;
    Some(hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?)
}

/// The day of the week, Monday = 0, of a day since 1970.
fn weekday(day: i32) -> u16 {
    // The first of January 1970 was a Thursday.
    (day + 3).rem_euclid(7) as u16
}

/// The minute in UTC at which a zone's clocks show a local minute.
///
/// Where they show it twice it is the first time, and where they leave it out, as much later as they leave out.
/// Source: RFC 5545 §3.3.5, form 3.
fn instant(local: i32, ahead_of_utc: Offset) -> Option<i32> {
    let before = local - ahead_of_utc(local - MINUTES_OF_DAY)?;
    let after = local - ahead_of_utc(local + MINUTES_OF_DAY)?;
    let shows = |minute: i32| Some(minute + ahead_of_utc(minute)? == local);
    Some(if !shows(before)? && shows(after)? { after } else { before })
}

/// Writes a line, folded where it is too long.
fn line(into: &mut String, text: &str) {
    let mut octets = 0;
    for letter in text.chars() {
        if octets + letter.len_utf8() > LINE_MAX_OCTETS {
            into.push_str("\r\n ");
            octets = 1;
        }
        into.push(letter);
        octets += letter.len_utf8();
    }
    into.push_str("\r\n");
}

/// Escapes a text. Source: RFC 5545 §3.3.11.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
