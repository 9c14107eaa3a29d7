//! A date: day, month and year, each a line of its own, in the order of the language.
//!
//! No calendar to pick from: a date of birth is known by heart, and is quicker typed.

use super::line::{Line, input};
use super::{El, Question, el, labelled, suffix};
use crate::domain::date::Precision;
use crate::domain::field::Field;
use crate::domain::form::Part;
use crate::i18n::{Key, intl};

/// What is asked of a date, in the order in which the language writes it.
fn asked(language: &str, precision: Precision) -> impl Iterator<Item = Precision> {
    let is_asked = move |it: &Precision| match precision {
        Precision::Day => true,
        Precision::Month => *it != Precision::Day,
        Precision::Year => *it == Precision::Year,
    };
    intl::date_order(language).into_iter().filter(is_asked)
}

fn part(of: Precision) -> Part {
    match of {
        Precision::Day => Part::Day,
        Precision::Month => Part::Month,
        Precision::Year => Part::Year,
    }
}

/// The control that comes first.
pub(super) fn first(language: &str, precision: Precision) -> Part {
    asked(language, precision).next().map_or(Part::Year, part)
}

/// The controls of a date.
pub(super) fn date(q: Question, field: &Field, precision: Precision) -> El {
    let token = q.autocomplete(field);
    let study = q.store.study();
    let controls = asked(&study.cover.shown, precision).map(|of| {
        let part = part(of);
        let (key, class) = match of {
            Precision::Day => (Key::Day, "rf-input rf-two-digits"),
            Precision::Month => (Key::Month, "rf-input rf-two-digits"),
            Precision::Year => (Key::Year, "rf-input rf-four-digits"),
        };
        // "bday" is the token of a whole date; its parts have their own.
        let autocomplete = token.as_ref().map(|it| match it.as_str() {
            "bday" => format!("bday{}", suffix(part)),
            _ => it.clone(),
        });
        let line = Line { keyboard: "numeric", class, autocomplete, ..Line::of(q, part) };
        labelled(q, part, key, input(q, line))
    });
    el("div").class("rf-parts").children(controls)
}
