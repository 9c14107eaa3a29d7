//! A date: day, month and year, each a line of its own, in the order of the language.
//!
//! A month may be typed by its name, and a whole date into any of the lines: it is parted among them.
//!
//! No calendar to pick from: a date of birth is known by heart, and is quicker typed.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::line::{Line, input};
use super::{El, Question, el, labelled, suffix};
use crate::domain::date::Precision;
use crate::domain::field::Field;
use crate::domain::form::{FormEvent, Part};
use crate::domain::validate::digits;
use crate::domain::validate::unseen::clean;
use crate::i18n::{Key, intl};
use crate::ui::parts::control;

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

/// Parts a date that is typed into one of its lines among all of them, and tells what then counts in this one: of a month, its number.
pub(super) fn parted(q: Question, part: Part, line: &HtmlInputElement) -> String {
    for (part, text) in whole(q, &line.value()) {
        if let Some(other) = control(line, &q.element(suffix(part))) {
            other.unchecked_into::<HtmlInputElement>().set_value(&text);
            q.store.act(FormEvent::Typed(q.id, part, text));
        }
    }
    let typed = line.value();
    let named = (part == Part::Month).then(|| month(q, &typed)).flatten();
    named.unwrap_or(typed)
}

/// The number of a month that is typed by its name.
fn month(q: Question, typed: &str) -> Option<String> {
    intl::month_of(&q.store.study().cover.shown, clean(typed).trim_end_matches('.')).map(|it| it.to_string())
}

/// The parts of a date that is written in one; none where it is not, or could be read in two ways.
fn whole(q: Question, typed: &str) -> Vec<(Part, String)> {
    let typed = digits::ascii(&clean(typed));
    // Blanks and signs of ASCII and Latin-1, general punctuation, and the words of which a date is made in Chinese, Japanese and Korean.
    let is_sign =
        |it: char| it < '\u{C0}' || ('\u{2000}'..'\u{2070}').contains(&it) || "年月日년월일、".contains(it);
    let is_between = |it: char| !it.is_ascii_alphanumeric() && is_sign(it);
    let mut words: Vec<&str> = typed.split(is_between).filter(|it| !it.is_empty()).collect();
    let is_year = |it: &&str| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit());
    let Some(year) = words.iter().position(is_year) else { return Vec::new() };
    if !(2..=3).contains(&words.len()) || (year != 0 && year + 1 != words.len()) {
        return Vec::new();
    }
    let mut parts = vec![(Part::Year, words.remove(year).to_owned())];
    let order = intl::date_order(&q.store.study().cover.shown).map(part);
    let is_month_first = year == 0 || order.iter().find(|it| **it != Part::Year) == Some(&Part::Month);
    let named = words.iter().position(|it| month(q, it).is_some());
    let month_at = named.unwrap_or(if is_month_first { 0 } else { words.len() - 1 });
    let word = words.remove(month_at);
    parts.push((Part::Month, month(q, word).unwrap_or_else(|| word.to_owned())));
    parts.extend(words.first().map(|it| (Part::Day, (*it).to_owned())));
    parts
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
