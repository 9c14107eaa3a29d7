//! Minimising: from an answer to the least of it that the study file asks for.
//!
//! What comes out is all that routes may look at, so that nothing unsent shows in where a referral goes.
//! Ages of 90 and more, and sparse postal areas, are grouped as the Safe Harbor rule has it.
//! Source: 45 CFR 164.514(b)(2)(i)(B) and (C).

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::answer::{Answer, ContactWindow, DAYS, Fact};
use super::date::{Date, Duration, completed_years};
use super::field::{Field, FieldKind, Unit};
use super::rule::latest_reaching;
use super::study::Send;
use super::validate::postal;

/// The age from which on ages are told as one group, in completed years.
const OLDEST_GROUP: u16 = 90;

/// Width of an age band, in years.
const BAND_YEARS: u16 = 10;

/// What leaves of one answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sent {
    /// A text, or the value of the one option.
    Text(String),
    /// The values of the options chosen.
    Texts(Vec<String>),
    /// A number in the field's first unit; the unit is empty where the field has none.
    Number { value: String, unit: String },
    /// Completed years; `or_more` where the month of birth leaves room for one more.
    Age { years: u16, or_more: bool },
    /// Completed years from `first` to `last`.
    AgeBand { first: u16, last: u16 },
    /// 90 years or more, under this key.
    Oldest { key: &'static str },
    /// The year.
    Year(i32),
    /// The first three digits of a ZIP code, "000" for sparse areas.
    Postal3(String),
    /// When to call.
    Window(ContactWindow),
    /// That there is an answer.
    Answered,
    /// That the answer is "not sure".
    Unsure,
}

/// Takes of an answer what the field's `send` lets out; `None` for nothing.
pub fn minimise(field: &Field, fact: &Fact, today: Date) -> Option<Sent> {
    match (field.send, fact) {
        (Send::Never, _) | (_, Fact::NotAsked | Fact::Missing | Fact::Withheld) => None,
        (Send::Answered, Fact::NotSure | Fact::Known(_)) => Some(Sent::Answered),
        (_, Fact::NotSure) => Some(Sent::Unsure),
        (Send::Value, Fact::Known(answer)) => Some(value(&field.kind, answer)),
        (Send::Age, Fact::Known(answer)) => ages(answer, today).map(age),
        (Send::AgeBand, Fact::Known(answer)) => ages(answer, today).map(age_band),
        (Send::Year, Fact::Known(answer)) => year(answer, today),
        (Send::Postal3, Fact::Known(answer)) => match answer {
            Answer::Text(code) => Some(Sent::Postal3(postal::zip3(code).to_owned())),
            Answer::Number(_) | Answer::Days { .. } | Answer::Picked(_) | Answer::Window(_) => None,
        },
    }
}

fn value(kind: &FieldKind, answer: &Answer) -> Sent {
    match answer {
        Answer::Text(text) => Sent::Text(text.clone()),
        Answer::Number(number) => {
            Sent::Number { value: number.to_string(), unit: first_unit(kind).to_owned() }
        }
        Answer::Days { written, first, .. } => match written {
            Some(written) => Sent::Text(written.to_string()),
            None => Sent::Text(first.to_string()),
        },
        Answer::Picked(picked) => {
            let mut values = picked.iter().map(|it| kind.option_value(*it).to_owned());
            if matches!(kind, FieldKind::Choices { .. }) {
                Sent::Texts(values.collect())
            } else {
                Sent::Text(values.next().unwrap_or_default())
            }
        }
        Answer::Window(window) => Sent::Window(window.clone()),
    }
}

fn first_unit(kind: &FieldKind) -> &str {
    let units: &[Unit] = if let FieldKind::Number { units, .. } = kind { units } else { &[] };
    units.first().map_or("", |it| &it.code)
}

/// The least and the greatest age that a date of birth may mean; 0 before birth.
fn ages(answer: &Answer, today: Date) -> Option<(u16, u16)> {
    let Answer::Days { first, last, .. } = answer else { return None };
    let on = |birth: Date| completed_years(birth, today).unwrap_or(0);
    Some((on(*last), on(*first)))
}

fn age((least, greatest): (u16, u16)) -> Sent {
    if least >= OLDEST_GROUP {
        Sent::Oldest { key: "age" }
    } else {
        Sent::Age { years: least, or_more: greatest > least }
    }
}

fn age_band((least, greatest): (u16, u16)) -> Sent {
    if least >= OLDEST_GROUP {
        return Sent::Oldest { key: "ageBand" };
    }
    let first = least / BAND_YEARS * BAND_YEARS;
    let last = greatest.min(OLDEST_GROUP - 1) / BAND_YEARS * BAND_YEARS + BAND_YEARS - 1;
    Sent::AgeBand { first, last }
}

/// The year, unless it could tell an age of 90 or more.
fn year(answer: &Answer, today: Date) -> Option<Sent> {
    let (_, greatest) = ages(answer, today)?;
    let Answer::Days { first, .. } = answer else { return None };
    Some(if greatest >= OLDEST_GROUP { Sent::Oldest { key: "year" } } else { Sent::Year(first.year()) })
}

/// What a receiver can tell from what was sent; all that routes are judged on.
pub fn seen(field: &Field, sent: &Sent, fact: &Fact, today: Date) -> Fact {
    let born = |least: u16, greatest: Option<u16>| {
        let day = |days: i32| Date::from_days(days).unwrap_or(Date::MIN);
        let last = day(latest_reaching(Duration::years(least), today));
        let first = greatest.map_or(Date::MIN, |it| day(latest_reaching(Duration::years(it + 1), today) + 1));
        Fact::Known(Answer::Days { first, last, written: None })
    };
    match sent {
        Sent::Unsure => Fact::NotSure,
        Sent::Answered | Sent::Postal3(_) => Fact::Withheld,
        Sent::Text(_) | Sent::Texts(_) | Sent::Number { .. } | Sent::Window(_) => match field.send {
            Send::Value => fact.clone(),
            Send::Never | Send::Age | Send::AgeBand | Send::Year | Send::Postal3 | Send::Answered => {
                Fact::Withheld
            }
        },
        Sent::Age { years, or_more } => born(*years, Some(years + u16::from(*or_more))),
        Sent::AgeBand { first, last } => born(*first, Some(*last)),
        Sent::Oldest { .. } => born(OLDEST_GROUP, None),
        Sent::Year(year) => match (Date::new(*year, 1, 1), Date::new(*year, 12, 31)) {
            (Some(first), Some(last)) => Fact::Known(Answer::Days { first, last, written: None }),
            _ => Fact::Withheld,
        },
    }
}

impl Serialize for Sent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Sent::Text(text) => return serializer.serialize_str(text),
            Sent::Texts(texts) => return serializer.collect_seq(texts),
            Sent::Number { .. }
            | Sent::Age { .. }
            | Sent::AgeBand { .. }
            | Sent::Oldest { .. }
            | Sent::Year(_)
            | Sent::Postal3(_)
            | Sent::Window(_)
            | Sent::Answered
            | Sent::Unsure => {}
        }
        let mut map = serializer.serialize_map(None)?;
        match self {
            Sent::Text(_) | Sent::Texts(_) => {}
            Sent::Number { value, unit } => {
                map.serialize_entry("value", value)?;
                if !unit.is_empty() {
                    map.serialize_entry("unit", unit)?;
                }
            }
            Sent::Age { years, or_more: false } => map.serialize_entry("age", years)?,
            Sent::Age { years, or_more: true } => map.serialize_entry("ageAtLeast", years)?,
            Sent::AgeBand { first, last } => map.serialize_entry("ageBand", &format!("{first}-{last}"))?,
            Sent::Oldest { key } => map.serialize_entry(key, "90+")?,
            Sent::Year(year) => map.serialize_entry("year", year)?,
            Sent::Postal3(digits) => map.serialize_entry("postal3", digits)?,
            Sent::Window(window) => {
                let days = window.days.iter().filter_map(|it| DAYS.get(usize::from(*it)));
                map.serialize_entry("days", &days.collect::<Vec<_>>())?;
                map.serialize_entry("from", &window.from)?;
                map.serialize_entry("to", &window.to)?;
                map.serialize_entry("timeZone", &window.time_zone)?;
            }
            Sent::Answered => map.serialize_entry("answered", &true)?,
            Sent::Unsure => map.serialize_entry("unsure", &true)?,
        }
        map.end()
    }
}
