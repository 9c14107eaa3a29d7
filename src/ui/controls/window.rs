//! When to call: days of the week, from when to when, and in which time zone.

use super::line::{Line, input};
use super::options::{LABEL, checkbox};
use super::{El, Question, el, labelled, own, say, text};
use crate::domain::answer::DAYS;
use crate::domain::form::{Form, Part};
use crate::i18n::{Key, intl};

/// The controls of a contact window.
pub(super) fn window(q: Question) -> Vec<El> {
    let study = q.store.study();
    let day = |it| text("label", LABEL, &intl::weekday(&study.cover.shown, it));
    let days = (0..DAYS.len() as u16).map(|it| checkbox(q, it, day(it)));
    let days = el("fieldset")
        .class("rf-days")
        .child(say(q.store, "legend", "rf-part-label", Key::Days))
        .children(days);
    let time = |part: Part, key: Key| {
        let line = Line { kind: "time", class: "rf-input rf-short", ..Line::of(q, part) };
        labelled(q, part, key, input(q, line))
    };
    let times = el("div").class("rf-parts").child(time(Part::From, Key::From)).child(time(Part::To, Key::To));
    let mut parts = vec![days, times];
    // Who fills in for themself is where the browser is, if it knows; whoever else may be elsewhere.
    let is_known = q.store.now(|form| !form.conditions().time_zone.is_empty());
    if !is_known || !q.store.now(Form::source).is_some_and(|it| study.is_self(it)) {
        parts.extend(zone(q, &study.cover.contact.time_zone.0));
    }
    parts
}

fn zone(q: Question, of_team: &str) -> [El; 3] {
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
    let zones = intl::time_zones().into_iter().map(|it| el("option").attr("value", &it));
    let of_team = q.store.fill(Key::ContactTimeZone, &[("zone", of_team)]);
    [
        labelled(q, Part::Zone, Key::TimeZone, input(q, line)),
        el("datalist").attr("id", &list).children(zones),
        own(q.store, text("p", "rf-hint", &of_team)).attr("id", &hint),
    ]
}
