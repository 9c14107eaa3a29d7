//! When to call: days of the week, from when to when, and in which time zone.

use super::line::{Line, input};
use super::options::{option, tick};
use super::{Question, labelled, suffix};
use crate::domain::answer::DAYS;
use crate::domain::form::{Form, Part};
use crate::i18n::{Key, intl};
use crate::ui::element::{El, el, text};
use crate::ui::parts::{plain, say};

/// The controls of a contact window.
pub(super) fn window(q: Question) -> Vec<El> {
    let study = q.store.study();
    let days = (0..DAYS.len()).map(|day| {
        let name = intl::weekday(&study.shown, day as u16);
        tick(q, option(q, "checkbox", day, plain(&name)))
    });
    let time = |part: Part, key: Key| {
        let line = Line { kind: "time", class: "rf-input rf-short", ..Line::of(q, part) };
        labelled(&q.element(suffix(part)), &q.store.say(key), input(q, line))
    };
    // Who fills in for themself is where the browser is; whoever else may be elsewhere.
    let is_self = q.store.now(Form::source).is_some_and(|it| study.is_self(it));
    let days = el("fieldset")
        .class("rf-days")
        .child(say(q.store, "legend", "rf-part-label", Key::Days))
        .children(days);
    let times = el("div").class("rf-parts").child(time(Part::From, Key::From)).child(time(Part::To, Key::To));
    let mut controls = vec![days, times];
    if !is_self {
        controls.extend(zone(q, &study.contact.time_zone.0));
    }
    controls
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
    let id = q.element(suffix(Part::Zone));
    [
        labelled(&id, &q.store.say(Key::TimeZone), input(q, line)),
        el("datalist").attr("id", &list).children(zones),
        text("p", "rf-hint", &of_team).attr("id", &hint),
    ]
}
