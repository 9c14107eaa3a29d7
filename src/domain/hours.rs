//! Times of day in a text that people wrote, such as the hours of a contact.
//!
//! Finds only what can mean one thing. "9:00 to 5:00" has no time for certain: it may be read on a clock of 12 hours or of 24.

/// The minutes of a day.
pub const DAY_MINUTES: i32 = 24 * 60;

/// What tells forenoon and evening apart in Chinese and Japanese, where it stands before the time.
const HALVES: [char; 3] = ['午', '晚', '早'];

/// A time of day in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimeOfDay<'a> {
    /// As it is written.
    pub written: &'a str,
    /// Minutes since midnight, up to 1,440 for "24:00".
    pub minutes: i32,
    /// Whether "am" or "pm" follows.
    pub is_of_twelve: bool,
}

/// Finds the times of day that a text names for certain, in its order.
///
/// A time with "am" or "pm" is certain. One without is when no other has them, and one of all can only stand on a clock of 24 hours.
pub fn times_of_day(text: &str) -> Vec<TimeOfDay<'_>> {
    let mut times = Vec::new();
    let mut start = 0;
    let mut before = None;
    while let Some(next) = text[start..].chars().next() {
        let is_apart = before.is_none_or(|it: char| !it.is_ascii_alphanumeric() && !":.,/+".contains(it));
        match read(&text[start..]).filter(|_| is_apart && next.is_ascii_digit()) {
            Some(time) => {
                before = time.written.chars().last();
                start += time.written.len();
                times.push(time);
            }
            None => {
                before = Some(next);
                start += next.len_utf8();
            }
        }
    }
    let needs_24 = |it: &TimeOfDay| !it.is_of_twelve && (it.minutes < 60 || it.minutes >= 13 * 60);
    let has_halves = times.iter().any(|it| it.is_of_twelve) || text.contains(HALVES);
    let is_of_24 = times.iter().any(needs_24) && !has_halves;
    times.retain(|it| it.is_of_twelve || is_of_24);
    times
}

/// Reads a time with which a text begins: "9:00", "17h30", "9 am", "9:30 p.m.".
fn read(text: &str) -> Option<TimeOfDay<'_>> {
    let (hour, after_hour) = digits(text)?;
    let with_minutes = after_hour.strip_prefix([':', 'h']).and_then(digits);
    let with_minutes = with_minutes.filter(|(_, after)| after_hour.len() - after.len() == 3);
    let (minute, after_clock) = with_minutes.unwrap_or((0, after_hour));
    let half = half_of_day(after_clock);
    let after = half.map_or(after_clock, |it| it.1);
    let is_apart = after.chars().next().is_none_or(|it| !it.is_ascii_alphanumeric() && it != ':');
    let is_day = hour < 24 || (hour == 24 && minute == 0);
    let hour = match half {
        Some((is_after_noon, _)) => {
            (1..=12).contains(&hour).then(|| hour % 12 + if is_after_noon { 12 } else { 0 })?
        }
        None => with_minutes.filter(|_| is_day).map(|_| hour)?,
    };
    (is_apart && minute < 60).then(|| TimeOfDay {
        written: &text[..text.len() - after.len()],
        minutes: hour * 60 + minute,
        is_of_twelve: half.is_some(),
    })
}

/// One or two digits, and what follows them.
fn digits(text: &str) -> Option<(i32, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..count).filter(|_| (1..=2).contains(&count))?;
    Some((number.parse().ok()?, &text[count..]))
}

/// Whether "pm" stands at the beginning rather than "am", and what follows.
fn half_of_day(text: &str) -> Option<(bool, &str)> {
    let text = text.trim_start_matches([' ', '\u{A0}', '\u{202F}']);
    let after_letter = text.strip_prefix(['a', 'A', 'p', 'P'])?;
    let is_after_noon = text.starts_with(['p', 'P']);
    match after_letter.strip_prefix('.') {
        Some(after) => after.strip_prefix(['m', 'M'])?.strip_prefix('.').map(|it| (is_after_noon, it)),
        None => after_letter.strip_prefix(['m', 'M']).map(|it| (is_after_noon, it)),
    }
}
