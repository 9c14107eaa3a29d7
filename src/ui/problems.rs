//! Problems in words, for the place where they are and for the list of them all.
//!
//! Each says what to do. None repeats an answer.

use super::element::El;
use super::parts::{plain, say};
use super::store::Store;
use crate::domain::date::Precision;
use crate::domain::field::{Field, FieldKind};
use crate::domain::form::{Form, Place};
use crate::domain::study::Study;
use crate::domain::validate::check::FieldProblem;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::i18n::{Key, intl};

/// The year before which no clock shows when this is read.
const BUILT_IN: i32 = 2026;

/// Most characters of a consent's text that its problem repeats.
const BEGINNING_CHARS: usize = 60;

/// How a consent's text begins, so that two problems of consents can be told apart.
fn beginning(study: &Study, place: Place) -> String {
    let Place::Consent(id) = place else { return String::new() };
    let mut text: String = study.consent(id).text.words.chars().take(BEGINNING_CHARS).collect();
    if text.len() < study.consent(id).text.words.len() {
        text.push('…');
    }
    text
}

/// What stands at a control while it has a problem; nothing else there tells a problem without colour.
pub fn message(store: Store, place: Place, found: Option<FieldProblem>) -> Vec<El> {
    let words = |it| [error_prefix(store), plain(&text(store, place, &it))];
    found.map(words).into_iter().flatten().collect()
}

/// The word before a problem, for whoever does not see where it stands.
pub fn error_prefix(store: Store) -> El {
    say(store, "span", "rf-hidden", Key::ErrorPrefix).text(" ")
}

/// What to do about a problem, in the person's language.
pub fn text(store: Store, place: Place, problem: &FieldProblem) -> String {
    let study = store.study();
    let language = &study.cover.shown;
    let field = match place {
        Place::Field(field) => Some(study.field(field)),
        Place::Source | Place::Request | Place::Consent(_) => None,
    };
    let label = field.map_or("", |it| &it.label.words);
    let bound = |key: Key, name: &str, canonical: String| {
        let mut number = intl::decimal(language, &canonical);
        if let Some(unit) = field.and_then(first_unit) {
            number = format!("{number} {unit}");
        }
        store.fill(key, &[(name, &number)])
    };
    match problem {
        FieldProblem::Missing => store.fill(Key::Missing, &[("label", label)]),
        FieldProblem::SourceMissing => store.say(Key::SourceMissing),
        FieldProblem::ConsentMissing => {
            store.fill(Key::ConsentMissing, &[("text", &beginning(&study, place))])
        }
        FieldProblem::TooLong { max_chars } => store.count(Key::TooLong, *max_chars, &[("label", label)]),
        FieldProblem::Email => store.say(Key::ProblemEmail),
        FieldProblem::Phone => store.say(Key::ProblemPhone),
        FieldProblem::PhoneCountry => store.say(Key::ProblemPhoneCountry),
        FieldProblem::Number => store.say(Key::ProblemNumber),
        FieldProblem::Thousands => store.say(Key::ProblemThousands),
        FieldProblem::Decimals { max: 0 } => store.say(Key::ProblemWhole),
        FieldProblem::Decimals { max } => store.count(Key::ProblemDecimals, u32::from(*max), &[]),
        FieldProblem::TooSmall { min } => bound(Key::ProblemSmall, "min", min.to_string()),
        FieldProblem::TooLarge { max } => bound(Key::ProblemLarge, "max", max.to_string()),
        FieldProblem::Date => store.say(Key::ProblemDate),
        FieldProblem::DateIncomplete if field.is_some_and(takes_year_alone) => {
            store.say(Key::ProblemYearIncomplete)
        }
        FieldProblem::DateIncomplete => store.say(Key::ProblemDateIncomplete),
        FieldProblem::TooEarly { first } => {
            store.fill(Key::ProblemEarly, &[("date", &intl::day(language, *first))])
        }
        FieldProblem::TooLate { last } => {
            store.fill(Key::ProblemLate, &[("date", &intl::day(language, *last))])
        }
        // What is in the future for a clock that was never set is not for the person.
        FieldProblem::InFuture if BrowserClock.today().year() < BUILT_IN => store.say(Key::ProblemClock),
        FieldProblem::InFuture => store.say(Key::ProblemFuture),
        FieldProblem::Npi => store.say(Key::ProblemNpi),
        FieldProblem::Postal => store.say(Key::ProblemPostal),
        FieldProblem::WindowIncomplete => store.say(Key::ProblemWindow),
        FieldProblem::WindowOrder => store.say(Key::ProblemWindowOrder),
        FieldProblem::TimeZone => store.say(Key::ProblemTimeZone),
        FieldProblem::Minor { years } => {
            let otherwise = store.now(|form| other_source(&study, form));
            store.count(Key::ProblemMinor, u32::from(*years), &[("source", &otherwise)])
        }
        FieldProblem::Receiver { known: Some(known), .. } => text(store, place, known),
        FieldProblem::Receiver { detail, known: None } => {
            store.fill(Key::ProblemReceiver, &[("detail", detail)])
        }
    }
}

/// The unit in which the bounds of a number stand.
fn first_unit(field: &Field) -> Option<&str> {
    match &field.kind {
        FieldKind::Number { units, .. } => units.first().map(|it| it.label.as_str()),
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Email
        | FieldKind::Phone { .. }
        | FieldKind::Date { .. }
        | FieldKind::Choice { .. }
        | FieldKind::Choices { .. }
        | FieldKind::YesNo
        | FieldKind::Npi
        | FieldKind::Postal { .. }
        | FieldKind::ContactWindow
        | FieldKind::Site { .. } => None,
    }
}

/// A date that is not asked to the day lacks its year, and nothing else, when it lacks something.
fn takes_year_alone(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Date { precision: Precision::Year | Precision::Month, .. })
}

/// The words for who refers a person that is too young to do it themself.
fn other_source(study: &Study, form: &Form) -> String {
    let age = form.source().and_then(|it| study.source(it).minimum_age.as_ref());
    age.map(|it| study.cover.source(it.otherwise).label.words.clone()).unwrap_or_default()
}
