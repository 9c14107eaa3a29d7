//! Civil dates, dates known to the month or year, and durations in calendar units.
//!
//! There is no zone and no clock here: "today" arrives as a [`Date`] from whoever asked the browser.
//! Times of day are refused, in dates and in durations.

use std::fmt;

/// A day of the Gregorian calendar, from 0001-01-01 to 9999-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// How much of a date is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
    Year,
    Month,
    Day,
}

/// A date known to the day, the month or only the year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartialDate {
    first: Date,
    precision: Precision,
}

/// A span of calendar time: years and months, then weeks and days.
///
/// It remembers its smallest unit, so that "at most 0 months old" is not "at most 0 years old".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Duration {
    pub years: u16,
    pub months: u16,
    pub weeks: u16,
    pub days: u16,
    smallest: Unit,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Unit {
    Years,
    Months,
    Weeks,
    Days,
}

impl Date {
    /// The first day that there is here.
    pub const MIN: Date = Date { year: 1, month: 1, day: 1 };

    /// The last day that there is here; additions stop at it.
    pub const MAX: Date = Date { year: 9999, month: 12, day: 31 };

    /// Returns the day, or `None` when the calendar has no such day or its year is not 1 to 9999.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Date { year, month, day })
    }

    /// Reads a valid date string, such as "2026-02-28", of exactly four, two and two digits.
    ///
    /// Source: HTML Standard, valid date string. Years of five digits are refused.
    pub fn parse(text: &str) -> Option<Date> {
        let partial = PartialDate::parse(text)?;
        (partial.precision == Precision::Day).then_some(partial.first)
    }

    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Counts the days since 1970-01-01; negative before it.
    pub fn days(self) -> i32 {
        // Years that begin in March put the leap day last, so that a month's offset is linear.
        // Source: Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
        let (year, month) = (self.year - i32::from(self.month <= 2), i32::from(self.month));
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i32::from(self.day) - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
    }

    /// Returns the day that is so many days after 1970-01-01, or `None` outside the years 1 to 9999.
    pub fn from_days(days: i32) -> Option<Date> {
        // Source: the same, civil_from_days.
        let days = days.checked_add(719_468)?;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = era * 400 + year_of_era + i32::from(month <= 2);
        Date::new(year, month as u8, day as u8)
    }

    /// Adds a duration by the calendar: years and months first, then weeks and days.
    ///
    /// A day that the month does not have becomes the first of the next month, so one year after
    /// 29 February is 1 March. The result stops at [`Date::MAX`].
    pub fn plus(self, span: Duration) -> Date {
        let months =
            self.year * 12 + i32::from(self.month - 1) + i32::from(span.years) * 12 + i32::from(span.months);
        let year = months / 12;
        let month = (months % 12 + 1) as u8;
        if year > Date::MAX.year {
            return Date::MAX;
        }
        // The days start from the first of the month: the 31st of a month of 30 days runs over
        // by one, but 29 to 31 February must not run further than to the first of March.
        let day = self.day.min(days_in_month(year, month) + 1);
        let first = Date { year, month, day: 1 };
        let days = first.days() + i32::from(day - 1) + i32::from(span.weeks) * 7 + i32::from(span.days);
        Date::from_days(days).unwrap_or(Date::MAX)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl PartialDate {
    /// Returns the date, or `None` when the calendar has no such day or a day comes without a month.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Option<PartialDate> {
        let precision = match (month, day) {
            (None, None) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
            (None, Some(_)) => return None,
        };
        let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1))?;
        Some(PartialDate { first, precision })
    }

    /// Reads "2020", "2020-05" or "2020-05-01", in ASCII digits and of exactly these lengths.
    pub fn parse(text: &str) -> Option<PartialDate> {
        let bytes = text.as_bytes();
        let year = two_digits(bytes, 0)? * 100 + two_digits(bytes, 2)?;
        let part =
            |at: usize| (bytes.get(at) == Some(&b'-')).then(|| two_digits(bytes, at + 1))?.map(|it| it as u8);
        match bytes.len() {
            4 => PartialDate::new(year, None, None),
            7 => PartialDate::new(year, Some(part(4)?), None),
            10 => PartialDate::new(year, Some(part(4)?), Some(part(7)?)),
            _ => None,
        }
    }

    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The earliest day that it can mean.
    pub fn first(self) -> Date {
        self.first
    }

    /// The latest day that it can mean.
    pub fn last(self) -> Date {
        let Date { year, month, .. } = self.first;
        match self.precision {
            Precision::Year => Date { year, month: 12, day: 31 },
            Precision::Month => Date { year, month, day: days_in_month(year, month) },
            Precision::Day => self.first,
        }
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> PartialDate {
        PartialDate { first: day, precision: Precision::Day }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, .. } = self.first;
        match self.precision {
            Precision::Year => write!(f, "{year:04}"),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Day => self.first.fmt(f),
        }
    }
}

impl Duration {
    /// Reads the date parts of an ISO 8601 duration, such as "P8W" or "P1Y6M".
    ///
    /// Units stand in the order Y, M, W, D, each at most once, with whole numbers up to 65535.
    /// Refuses times ("PT1H"), fractions, signs, and "P" alone.
    pub fn parse(text: &str) -> Option<Duration> {
        let mut rest = text.strip_prefix('P')?;
        let mut span = Duration::years(0);
        let mut last = None;
        while !rest.is_empty() {
            let end = rest.bytes().position(|it| !it.is_ascii_digit())?;
            let (digits, tail) = rest.split_at(end);
            let unit = match tail.as_bytes()[0] {
                b'Y' => Unit::Years,
                b'M' => Unit::Months,
                b'W' => Unit::Weeks,
                b'D' => Unit::Days,
                _ => return None,
            };
            if last >= Some(unit) {
                return None;
            }
            last = Some(unit);
            *span.amount(unit) = digits.parse().ok()?;
            rest = &tail[1..];
        }
        span.smallest = last?;
        Some(span)
    }

    /// Returns a duration of so many years.
    pub fn years(n: u16) -> Duration {
        Duration { years: n, months: 0, weeks: 0, days: 0, smallest: Unit::Years }
    }

    /// Adds one of its smallest unit: P17Y becomes P18Y, P1Y6M becomes P1Y7M, P8W becomes P9W.
    ///
    /// Whoever is at most 17 years old has not lived 18 years.
    pub fn and_one_more(mut self) -> Duration {
        let amount = self.amount(self.smallest);
        *amount = amount.saturating_add(1);
        self
    }

    fn amount(&mut self, unit: Unit) -> &mut u16 {
        match unit {
            Unit::Years => &mut self.years,
            Unit::Months => &mut self.months,
            Unit::Weeks => &mut self.weeks,
            Unit::Days => &mut self.days,
        }
    }
}

impl fmt::Display for Duration {
    /// Writes the units that are not zero, and the smallest even then.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        for (unit, amount, letter) in [
            (Unit::Years, self.years, "Y"),
            (Unit::Months, self.months, "M"),
            (Unit::Weeks, self.weeks, "W"),
            (Unit::Days, self.days, "D"),
        ] {
            if amount != 0 || unit == self.smallest {
                write!(f, "{amount}{letter}")?;
            }
        }
        Ok(())
    }
}

/// Counts the birthdays after birth up to and on a day; `None` before birth.
///
/// Whoever was born on 29 February turns a year older on 1 March of a common year.
pub fn completed_years(birth: Date, on: Date) -> Option<u16> {
    let before_birthday = (on.month, on.day) < (birth.month, birth.day);
    u16::try_from(on.year - birth.year - i32::from(before_birthday)).ok()
}

fn days_in_month(year: i32, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn two_digits(bytes: &[u8], at: usize) -> Option<i32> {
    match bytes.get(at..at + 2)? {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Some(i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
        }
        _ => None,
    }
}
