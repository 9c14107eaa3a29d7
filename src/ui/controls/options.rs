//! Options to choose: radio buttons for one, boxes for any, and "not sure".
//!
//! Which choice takes back which other is for the form to say; a button only follows the draft.

use super::{El, Frame, Question, el, focus_id, own, say, target, words};
use crate::domain::field::{Choice, Field, FieldKind};
use crate::domain::form::{Draft, FormEvent};
use crate::i18n::{Key, intl};
use crate::ui::parts::{button, control, to_the_letter};

/// The class of what stands behind a radio button or a box.
pub(super) const LABEL: &str = "rf-option-label";

/// A radio button or a box, with its label behind it.
pub(super) struct Tick {
    /// "radio" or "checkbox".
    pub kind: &'static str,
    /// The number of the option; `None` for "not sure".
    pub option: Option<u16>,
    /// The label, of the class [`LABEL`].
    pub label: El,
    /// The id of what describes it, where its group does not.
    pub described_by: Option<String>,
    /// Whether a problem of the field marks it as invalid.
    pub can_be_invalid: bool,
}

/// Draws a radio button or a box.
pub(super) fn tick(q: Question, it: Tick) -> El {
    let id = match it.option {
        Some(number) => q.element(&format!("-{number}")),
        None => q.element("-unsure"),
    };
    let option = it.option;
    let is_radio = it.kind == "radio";
    // One name makes the radio buttons of a field one choice.
    let name = is_radio.then(|| q.element(""));
    let input = el("input")
        .class(if is_radio { "rf-radio" } else { "rf-checkbox" })
        .part(it.kind)
        .attr("type", it.kind)
        .attr("id", &id)
        .attr_if("name", name.as_deref())
        .attr_if("aria-describedby", it.described_by.as_deref())
        .checked_of(move || q.store.draft(q.id, |draft| is_on(draft, option)))
        .on("change", move |event| change(q, option, target(&event).checked()));
    let input = if it.can_be_invalid { input.attr_of("aria-invalid", move || q.is_invalid()) } else { input };
    el("div").class("rf-option").part("option").child(input).child(it.label.attr("for", &id))
}

fn is_on(draft: &Draft, option: Option<u16>) -> bool {
    match option {
        Some(number) => draft.picked.contains(&number) && !draft.is_unsure,
        None => draft.is_unsure,
    }
}

fn change(q: Question, option: Option<u16>, is_on: bool) {
    match option {
        Some(number) => q.store.act(FormEvent::Picked(q.id, number, is_on)),
        None => {
            // Otherwise a box ticked later would bring back those that were ticked before.
            if is_on {
                q.unpick_all();
            }
            q.store.act(FormEvent::Unsure(q.id, is_on));
        }
    }
}

/// Radio buttons for the options of a field, "not sure" last.
pub(super) fn radios(q: Question, field: &Field) -> Vec<El> {
    let is_yes_no = matches!(field.kind, FieldKind::YesNo);
    let options = field.kind.options();
    let is_site = matches!(field.kind, FieldKind::Site { .. });
    let label = |index: u16| match options.get(usize::from(index)) {
        // The name of a site is no word.
        Some(option) if is_site => to_the_letter(words(q.store, "label", LABEL, &option.label)),
        Some(option) => words(q.store, "label", LABEL, &option.label),
        None => say(q.store, "label", LABEL, if index == 0 { Key::Yes } else { Key::No }),
    };
    let order: Vec<u16> = if is_site {
        q.store.study().sites_nearest_first(&intl::country())
    } else {
        (0..if is_yes_no { 2 } else { options.len() as u16 }).collect()
    };
    let button = |option, label| {
        tick(q, Tick { kind: "radio", option, label, described_by: None, can_be_invalid: false })
    };
    let mut buttons: Vec<El> = order.into_iter().map(|index| button(Some(index), label(index))).collect();
    if field.allows_unsure {
        buttons.push(button(None, say(q.store, "label", LABEL, Key::NotSure)));
    }
    if !field.is_required {
        buttons.push(clear(q, &field.label.words));
    }
    buttons
}

/// Takes an answer back that radio buttons, once chosen, hold for ever.
fn clear(q: Question, question: &str) -> El {
    let named = q.store.fill(Key::ClearOf, &[("label", question)]);
    let press = move || {
        q.unpick_all();
        change(q, None, false);
        let first = focus_id(&q.store.study(), q.id);
        q.store.focus_later(move |places| control(&places.heading, &first));
    };
    own(q.store, button("rf-link", &q.store.say(Key::Clear), press))
        .attr("aria-label", &named)
        .shown(move || q.store.draft(q.id, |draft| !draft.is_empty()))
}

/// Boxes for any of a field's options.
pub(super) fn checkboxes(q: Question, options: &[Choice]) -> Vec<El> {
    let labels = options.iter().map(|it| words(q.store, "label", LABEL, &it.label));
    labels.enumerate().map(|(index, label)| checkbox(q, index as u16, label)).collect()
}

/// The box of option `number`.
pub(super) fn checkbox(q: Question, number: u16, label: El) -> El {
    let option = Some(number);
    tick(q, Tick { kind: "checkbox", option, label, described_by: None, can_be_invalid: true })
}

/// The box "not sure" below the control of a field. What is typed stays, and counts again once it is changed.
pub(super) fn unsure_box(q: Question, frame: Frame) -> El {
    // In a group, the legend tells about what somebody is not sure.
    let described_by = (frame == Frame::Single).then(|| q.element("-label"));
    let label = say(q.store, "label", LABEL, Key::NotSure);
    tick(q, Tick { kind: "checkbox", option: None, label, described_by, can_be_invalid: false })
}
