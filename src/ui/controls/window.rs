//! When to call: days of the week, from when to when, and in which time zone.

use leptos::prelude::*;

use super::line::{Line, input};
use super::options::{option, tick};
use super::{Question, labelled, suffix};
use crate::domain::answer::DAYS;
use crate::domain::form::{Form, Part};
use crate::i18n::{Key, intl};

/// The controls of a contact window.
pub(super) fn window(q: Question) -> AnyView {
    let study = q.store.study();
    let days = (0..DAYS.len()).map(|day| {
        let name = intl::weekday(&study.shown, day as u16);
        tick(q, option(q, "checkbox", day, name.into_any()))
    });
    let time = |part: Part, key: Key| {
        let line = Line { kind: "time", class: "rf-input rf-short", ..Line::of(q, part) };
        labelled(q.element(suffix(part)), q.store.say(key), input(q, line))
    };
    // Who fills in for themself is where the browser is; whoever else may be elsewhere.
    let is_self = q.store.now(Form::source).is_some_and(|it| study.is_self(it));
    view! {
        <fieldset class="rf-days">
            <legend class="rf-part-label">{q.store.say(Key::Days)}</legend>
            {days.collect_view()}
        </fieldset>
        <div class="rf-parts">{time(Part::From, Key::From)} {time(Part::To, Key::To)}</div>
        {(!is_self).then(|| zone(q, &study.contact.time_zone.0))}
    }
    .into_any()
}

fn zone(q: Question, of_team: &str) -> AnyView {
    let (list, hint) = (q.element("-zones"), q.element("-team-zone"));
    let mut line = Line {
        list: Some(list.clone()),
        described_by: Some(hint.clone()),
        capitals: Some("off"),
        ..Line::of(q, Part::Zone)
    };
    if line.value.is_empty() {
        line.value = q.store.now(|form| form.conditions().time_zone.clone());
    }
    let zones = intl::time_zones().into_iter().map(|it| view! { <option value=it></option> }.into_any());
    let of_team = q.store.fill(Key::ContactTimeZone, &[("zone", of_team)]);
    view! {
        {labelled(q.element(suffix(Part::Zone)), q.store.say(Key::TimeZone), input(q, line))}
        <datalist id=list>{zones.collect_view()}</datalist>
        <p class="rf-hint" id=hint>{of_team}</p>
    }
    .into_any()
}
