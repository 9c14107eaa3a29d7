//! From what stands in a field's controls to an answer, or to the problem that the referrer can mend.
//!
//! A problem carries limits, never the answer.

use validator::ValidateLength;

use super::unseen::clean;
use super::{digits, email, npi, phone, postal};
use crate::domain::answer::{Answer, ContactWindow, Fact};
use crate::domain::date::{Date, PartialDate, Precision};
use crate::domain::decimal::Decimal;
use crate::domain::field::{DayBound, Field, FieldKind, Unit};
use crate::domain::form::{Draft, Part};
use crate::domain::study::is_zone_name;

/// Unacceptable answer. Reader: the referrer, in their language. Carries limits, never the answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldProblem {
    /// A required answer is missing.
    Missing,
    /// Nobody was chosen to refer.
    SourceMissing,
    /// A required consent is not given.
    ConsentMissing,
    /// The text is longer than it may be.
    TooLong { max_chars: u32 },
    /// Not an email address.
    Email,
    /// Not a phone number, or too short or long for one.
    Phone,
    /// The country of a phone number cannot be told.
    PhoneCountry,
    /// Not a number.
    Number,
    /// A number whose separator may part thousands or decimals.
    Thousands,
    /// More decimals than the field takes.
    Decimals { max: u8 },
    /// Less than the field takes, in its first unit.
    TooSmall { min: Decimal },
    /// More than the field takes, in its first unit.
    TooLarge { max: Decimal },
    /// No such day, or no date at all.
    Date,
    /// The year, or the month of a day, is missing.
    DateIncomplete,
    /// Before the first day that the field takes.
    TooEarly { first: Date },
    /// After the last day that the field takes.
    TooLate { last: Date },
    /// In the future.
    InFuture,
    /// Not a National Provider Identifier.
    Npi,
    /// Not a postal code of the country.
    Postal,
    /// A contact window without days, start or end.
    WindowIncomplete,
    /// A contact window that ends before it starts.
    WindowOrder,
    /// A text that has not the form of a time zone's name.
    TimeZone,
    /// Somebody too young to refer themself.
    Minor { years: u16 },
    /// What the receiver said of the answer: in its own words, and what that means where the form knows it.
    Receiver { detail: String, known: Option<Box<FieldProblem>> },
}

impl FieldProblem {
    /// The word for it where no language is spoken, as in a dry run.
    pub fn code(&self) -> &'static str {
        match self {
            FieldProblem::Missing => "missing",
            FieldProblem::SourceMissing => "source_missing",
            FieldProblem::ConsentMissing => "consent_missing",
            FieldProblem::TooLong { .. } => "too_long",
            FieldProblem::Email => "email",
            FieldProblem::Phone => "phone",
            FieldProblem::PhoneCountry => "phone_country",
            FieldProblem::Number => "number",
            FieldProblem::Thousands => "thousands",
            FieldProblem::Decimals { .. } => "decimals",
            FieldProblem::TooSmall { .. } => "too_small",
            FieldProblem::TooLarge { .. } => "too_large",
            FieldProblem::Date => "date",
            FieldProblem::DateIncomplete => "date_incomplete",
            FieldProblem::TooEarly { .. } => "too_early",
            FieldProblem::TooLate { .. } => "too_late",
            FieldProblem::InFuture => "in_future",
            FieldProblem::Npi => "npi",
            FieldProblem::Postal => "postal",
            FieldProblem::WindowIncomplete => "window_incomplete",
            FieldProblem::WindowOrder => "window_order",
            FieldProblem::TimeZone => "time_zone",
            FieldProblem::Minor { .. } => "minor",
            FieldProblem::Receiver { .. } => "receiver",
        }
    }
}

/// What the reading of answers depends on besides the field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conditions {
    /// The person's own civil day.
    pub today: Date,
    /// Whether numbers are typed with a comma before their decimals.
    pub decimal_comma: bool,
    /// The time zone of a contact window that names none (IANA); empty where it is not known.
    pub time_zone: String,
}

/// Reads a draft.
///
/// # Errors
/// The problem to show beside the field.
pub fn check(field: &Field, draft: &Draft, on: &Conditions) -> Result<Fact, FieldProblem> {
    if draft.is_unsure && field.allows_unsure {
        return Ok(Fact::NotSure);
    }
    match read(&field.kind, draft, on)? {
        Some(answer) => Ok(Fact::Known(answer)),
        None if field.is_required => Err(FieldProblem::Missing),
        None => Ok(Fact::Missing),
    }
}

fn read(kind: &FieldKind, draft: &Draft, on: &Conditions) -> Result<Option<Answer>, FieldProblem> {
    match kind {
        FieldKind::Choice { .. } | FieldKind::Choices { .. } | FieldKind::YesNo | FieldKind::Site { .. } => {
            Ok((!draft.picked.is_empty()).then(|| Answer::Picked(draft.picked.clone())))
        }
        FieldKind::Date { precision, min, max } => date(draft, *precision, *min, *max, on.today),
        FieldKind::ContactWindow => window(draft, on),
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Email
        | FieldKind::Phone { .. }
        | FieldKind::Number { .. }
        | FieldKind::Npi
        | FieldKind::Postal { .. } => {
            if draft.is_blank(&[Part::Text]) {
                return Ok(None);
            }
            line(kind, draft, on).map(Some)
        }
    }
}

/// Reads a field of one control that is not blank.
fn line(kind: &FieldKind, draft: &Draft, on: &Conditions) -> Result<Answer, FieldProblem> {
    // Names and stories are sent to the letter, the others without what nobody sees in them.
    let (written, typed) = (draft.part(Part::Text), clean(draft.part(Part::Text)));
    let typed = typed.as_str();
    match kind {
        FieldKind::Text { max_chars } | FieldKind::LongText { max_chars } => {
            let typed = written;
            if typed.validate_length(None, Some(u64::from(*max_chars)), None) {
                Ok(Answer::Text(typed.to_owned()))
            } else {
                Err(FieldProblem::TooLong { max_chars: *max_chars })
            }
        }
        FieldKind::Email => {
            let typed = email::sanitise(typed);
            email::is_valid(&typed).then_some(Answer::Text(typed)).ok_or(FieldProblem::Email)
        }
        FieldKind::Phone { region } => match phone::parse(typed, region) {
            Ok(number) => Ok(Answer::Text(number)),
            Err(phone::PhoneProblem::UnknownRegion) => Err(FieldProblem::PhoneCountry),
            Err(
                phone::PhoneProblem::NotANumber
                | phone::PhoneProblem::TooShort
                | phone::PhoneProblem::TooLong
                | phone::PhoneProblem::NotInPlan,
            ) => Err(FieldProblem::Phone),
        },
        FieldKind::Number { min, max, decimals, units } => {
            let typed = Decimal::parse_typed(typed, on.decimal_comma).ok_or_else(|| {
                if may_group(typed) { FieldProblem::Thousands } else { FieldProblem::Number }
            })?;
            let unit = units.iter().find(|it| it.code == draft.part(Part::Unit));
            let number = in_first_unit(typed, unit, *decimals)?;
            match (min, max) {
                (Some(min), _) if number < *min => Err(FieldProblem::TooSmall { min: *min }),
                (_, Some(max)) if number > *max => Err(FieldProblem::TooLarge { max: *max }),
                _ => Ok(Answer::Number(number)),
            }
        }
        FieldKind::Npi => npi::parse(typed).map(Answer::Text).ok_or(FieldProblem::Npi),
        FieldKind::Postal { region } => {
            postal::parse(typed, region).map(Answer::Text).ok_or(FieldProblem::Postal)
        }
        FieldKind::Date { .. }
        | FieldKind::Choice { .. }
        | FieldKind::Choices { .. }
        | FieldKind::YesNo
        | FieldKind::ContactWindow
        | FieldKind::Site { .. } => Err(FieldProblem::Missing),
    }
}

/// Whether the last separator of a number may part thousands.
fn may_group(typed: &str) -> bool {
    let typed = digits::ascii(typed);
    let is_part = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let mut parts = typed.trim_start_matches(['-', '+', '\u{2212}']).rsplit(['.', ',', ' ', '\'']);
    parts.next().is_some_and(|it| it.len() == 3 && is_part(it)) && parts.all(is_part)
}

/// Decimals that a converted number keeps.
///
/// More than fields ask for: 47 mmol/mol are 6.45156 %, and a limit of 6.5 % must not see 6.5.
const CONVERTED_DECIMALS: u8 = 6;

/// Converts to the first unit; there, the typed digits have to stand as they are.
fn in_first_unit(typed: Decimal, unit: Option<&Unit>, decimals: u8) -> Result<Decimal, FieldProblem> {
    match unit.and_then(|it| it.factor.map(|factor| (factor, it.offset))) {
        Some((factor, offset)) => typed
            .convert(factor, offset.unwrap_or(Decimal::ZERO), CONVERTED_DECIMALS)
            .ok_or(FieldProblem::Number),
        None if typed.decimals() > decimals => Err(FieldProblem::Decimals { max: decimals }),
        None => Ok(typed),
    }
}

fn date(
    draft: &Draft,
    precision: Precision,
    min: Option<DayBound>,
    max: Option<DayBound>,
    today: Date,
) -> Result<Option<Answer>, FieldProblem> {
    let parts: &[Part] = match precision {
        Precision::Day => &[Part::Year, Part::Month, Part::Day],
        Precision::Month => &[Part::Year, Part::Month],
        Precision::Year => &[Part::Year],
    };
    if draft.is_blank(parts) {
        return Ok(None);
    }
    let mut numbers = [None; 3];
    for (number, part) in numbers.iter_mut().zip(parts) {
        let typed = digits::ascii(&clean(draft.part(*part)));
        // "4th", "4.", "4º", "3月": what stands behind the number is part of the language. The table of all letters would be a hundredth of the
        // download.
        let is_behind = |it: char| it.is_ascii_alphabetic() || it >= '\u{A0}' || matches!(it, '.' | ' ');
        let end = typed.trim_end_matches(is_behind);
        let typed = if end.is_empty() { &typed } else { end };
        if !typed.is_empty() {
            let is_number = typed.len() <= 4 && typed.bytes().all(|it| it.is_ascii_digit());
            let is_year = *part != Part::Year || typed.len() == 4;
            let read = typed.parse::<i32>().ok().filter(|_| is_number && is_year);
            *number = Some(read.ok_or(FieldProblem::Date)?);
        }
    }
    let [Some(year), month, day] = numbers else { return Err(FieldProblem::DateIncomplete) };
    if month.is_none() && day.is_some() {
        return Err(FieldProblem::DateIncomplete);
    }
    let small = |it: Option<i32>| it.map(|it| u8::try_from(it).unwrap_or(u8::MAX));
    let written = PartialDate::new(year, small(month), small(day)).ok_or(FieldProblem::Date)?;
    let (first, last) = (written.first(), written.last());
    let min = min.map_or(Date::MIN, |it| it.day(today));
    if last < min {
        return Err(FieldProblem::TooEarly { first: min });
    }
    let latest = max.map_or(Date::MAX, |it| it.day(today));
    match max {
        Some(DayBound::Today) if first > today => Err(FieldProblem::InFuture),
        Some(DayBound::On(last)) if first > last => Err(FieldProblem::TooLate { last }),
        // The days that the field takes are the only ones that a month or year can mean.
        Some(_) | None => {
            Ok(Some(Answer::Days { first: first.max(min), last: last.min(latest), written: Some(written) }))
        }
    }
}

fn window(draft: &Draft, on: &Conditions) -> Result<Option<Answer>, FieldProblem> {
    if draft.picked.is_empty() && draft.is_blank(&[Part::From, Part::To]) {
        return Ok(None);
    }
    let (from, to) = (clean(draft.part(Part::From)), clean(draft.part(Part::To)));
    if draft.picked.is_empty() || !is_time(&from) || !is_time(&to) {
        return Err(FieldProblem::WindowIncomplete);
    }
    // Times of one form, HH:MM, stand in the order of their letters.
    if from >= to {
        return Err(FieldProblem::WindowOrder);
    }
    let typed = clean(draft.part(Part::Zone));
    let zone = if typed.is_empty() { &on.time_zone } else { &typed };
    // A browser may not know its own.
    if !is_zone_name(zone) {
        return Err(FieldProblem::TimeZone);
    }
    Ok(Some(Answer::Window(ContactWindow { days: draft.picked.clone(), from, to, time_zone: zone.clone() })))
}

/// Tells whether a text is a time of the day, `HH:MM`.
fn is_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else { return false };
    let below = |digits: &str, limit: u8| {
        digits.len() == 2
            && digits.bytes().all(|it| it.is_ascii_digit())
            && digits.parse::<u8>().is_ok_and(|it| it < limit)
    };
    below(hours, 24) && below(minutes, 60)
}
