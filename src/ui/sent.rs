//! What leaves, in plain words.

use super::element::El;
use super::parts::{own, plain, value};
use super::store::Store;
use crate::domain::date::PartialDate;
use crate::domain::field::{Field, FieldKind, YES_NO};
use crate::domain::minimise::Sent;
use crate::i18n::{Key, intl};

/// Says what of an answer leaves, marked by whose words those are: the form's, or somebody's own.
pub fn element(store: Store, field: &Field, sent: &Sent) -> El {
    let words = in_words(store, field, sent);
    let is_own = match sent {
        Sent::Text(_) => matches!(field.kind, FieldKind::YesNo),
        Sent::Texts(_) | Sent::Number { .. } => false,
        Sent::Age { .. }
        | Sent::AgeBand { .. }
        | Sent::Oldest { .. }
        | Sent::Year(_)
        | Sent::Postal3(_)
        | Sent::Answered
        | Sent::Unsure
        | Sent::Window(_) => true,
    };
    if is_own { own(store, plain(&words)) } else { value(&words) }
}

/// Says what of an answer leaves.
pub fn in_words(store: Store, field: &Field, sent: &Sent) -> String {
    let study = store.study();
    let language = study.cover.shown.as_str();
    match sent {
        Sent::Text(text) => one(store, field, text),
        Sent::Texts(texts) => {
            let labels: Vec<String> = texts.iter().map(|it| one(store, field, it)).collect();
            intl::list(language, &labels)
        }
        Sent::Number { value, .. } => {
            let number = intl::decimal(language, value);
            match &field.kind {
                FieldKind::Number { units, .. } if !units.is_empty() => {
                    format!("{number} {}", units[0].label.words)
                }
                _ => number,
            }
        }
        Sent::Age { years, or_more: false } => store.fill(Key::SentAge, &[("age", &years.to_string())]),
        Sent::Age { years, or_more: true } => {
            let values = [("age", years.to_string()), ("more", (years + 1).to_string())];
            store.fill(Key::SentAgeAtLeast, &[("age", &values[0].1), ("more", &values[1].1)])
        }
        Sent::AgeBand { first, last } => {
            store.fill(Key::SentAgeBand, &[("first", &first.to_string()), ("last", &last.to_string())])
        }
        Sent::Oldest { key: "year" } => store.say(Key::SentYearOldest),
        Sent::Oldest { .. } => store.say(Key::SentAgeOldest),
        Sent::Year(year) => store.fill(Key::SentYear, &[("year", &year.to_string())]),
        Sent::Postal3(digits) => store.fill(Key::SentPostal3, &[("digits", digits)]),
        Sent::Answered => store.say(Key::SentAnswered),
        Sent::Unsure => store.say(Key::NotSure),
        Sent::Window(window) => {
            let days: Vec<String> = window.days.iter().map(|it| intl::weekday(language, *it)).collect();
            store.fill(
                Key::SentWindow,
                &[
                    ("days", &intl::list(language, &days)),
                    ("from", &window.from),
                    ("to", &window.to),
                    ("zone", &window.time_zone),
                ],
            )
        }
    }
}

/// One text: an option by its label, a date with its month in words, anything else as it stands.
fn one(store: Store, field: &Field, text: &str) -> String {
    match &field.kind {
        FieldKind::YesNo if text == YES_NO[0] => store.say(Key::Yes),
        FieldKind::YesNo => store.say(Key::No),
        FieldKind::Choice { options } | FieldKind::Choices { options } | FieldKind::Site { options } => {
            let option = options.iter().find(|it| it.value == text);
            option.map_or_else(|| text.to_owned(), |it| it.label.words.clone())
        }
        FieldKind::Date { .. } => match PartialDate::parse(text) {
            Some(date) => intl::date(&store.study().cover.shown, date),
            None => text.to_owned(),
        },
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Email
        | FieldKind::Phone { .. }
        | FieldKind::Number { .. }
        | FieldKind::Npi
        | FieldKind::Postal { .. }
        | FieldKind::ContactWindow => text.to_owned(),
    }
}
