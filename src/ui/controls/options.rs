//! Options to choose: radio buttons for one, boxes for any, and "not sure".
//!
//! Which choice takes back which other is for the form to say; a button only follows the draft.

use super::{Frame, Question, is_checked};
use crate::domain::field::{Choice, Field, FieldKind};
use crate::domain::form::{Draft, FormEvent};
use crate::i18n::Key;
use crate::ui::element::{El, el};
use crate::ui::parts::{plain, words};

/// A radio button or a box, with its label behind it.
pub(super) struct Tick {
    /// "radio" or "checkbox".
    pub kind: &'static str,
    /// Ends the id.
    pub suffix: String,
    /// The label.
    pub label: El,
    /// The id of what describes it, where its group does not.
    pub described_by: Option<String>,
    /// Whether a problem of the field marks it as invalid.
    pub is_answer: bool,
    /// Tells by the draft whether it is on.
    pub is_on: Box<dyn Fn(&Draft) -> bool>,
    /// Takes what it is now.
    pub on_change: Box<dyn Fn(bool)>,
}

/// Draws a radio button or a box.
pub(super) fn tick(q: Question, it: Tick) -> El {
    let id = q.element(&it.suffix);
    let class = if it.kind == "radio" { "rf-radio" } else { "rf-checkbox" };
    // One name makes the radio buttons of a field one choice.
    let name = (it.kind == "radio").then(|| q.element(""));
    let (is_on, on_change, is_answer) = (it.is_on, it.on_change, it.is_answer);
    let input = el("input")
        .class(class)
        .part(it.kind)
        .attr("type", it.kind)
        .attr("id", &id)
        .attr_if("name", name.as_deref())
        .attr_if("aria-describedby", it.described_by.as_deref())
        .attr_of("aria-invalid", move || q.is_invalid().filter(|_| is_answer))
        .prop_of("checked", move || q.store.draft(q.id, |draft| is_on(draft)))
        .on("change", move |event| on_change(is_checked(&event)));
    let label = el("label").class("rf-option-label").attr("for", &id).child(it.label);
    el("div").class("rf-option").part("option").child(input).child(label)
}

/// Radio buttons for the options of a field, "not sure" last.
pub(super) fn radios(q: Question, field: &Field) -> El {
    let labels: Vec<El> = match &field.kind {
        FieldKind::YesNo => [Key::Yes, Key::No].map(|it| plain(&q.store.say(it))).into(),
        other => other.options().iter().map(|it| words(q.store, "span", "", &it.label)).collect(),
    };
    let buttons = labels
        .into_iter()
        .enumerate()
        .map(|(index, label)| tick(q, Tick { is_answer: false, ..option(q, "radio", index, label) }));
    let unsure = field.allows_unsure.then(|| tick(q, Tick { kind: "radio", ..unsure_tick(q) }));
    el("div").class("rf-options").children(buttons).children(unsure)
}

/// Boxes for any of a field's options.
pub(super) fn checkboxes(q: Question, options: &[Choice]) -> El {
    let labels = options.iter().map(|it| words(q.store, "span", "", &it.label));
    let boxes = labels.enumerate().map(|(index, label)| tick(q, option(q, "checkbox", index, label)));
    el("div").class("rf-options").children(boxes)
}

/// The button or box of option `index`.
pub(super) fn option(q: Question, kind: &'static str, index: usize, label: El) -> Tick {
    let number = index as u16;
    Tick {
        kind,
        suffix: format!("-{index}"),
        label,
        described_by: None,
        is_answer: true,
        is_on: Box::new(move |it| it.picked.contains(&number) && !it.is_unsure),
        on_change: Box::new(move |is_on| q.store.act(FormEvent::Picked(q.id, number, is_on))),
    }
}

/// The box "not sure" below the control of a field. What is typed stays, and counts again once it is changed.
pub(super) fn unsure(q: Question, frame: Frame) -> El {
    // In a group, the legend tells about what somebody is not sure.
    let described_by = (frame == Frame::Single).then(|| q.element("-label"));
    tick(q, Tick { described_by, ..unsure_tick(q) })
}

fn unsure_tick(q: Question) -> Tick {
    Tick {
        kind: "checkbox",
        suffix: "-unsure".to_owned(),
        label: plain(&q.store.say(Key::NotSure)),
        described_by: None,
        is_answer: false,
        is_on: Box::new(|it| it.is_unsure),
        on_change: Box::new(move |is_on| {
            if is_on {
                // Otherwise a box ticked later would bring back those that were ticked before.
                for index in q.draft(|it| it.picked.clone()) {
                    q.store.act(FormEvent::Picked(q.id, index, false));
                }
            }
            q.store.act(FormEvent::Unsure(q.id, is_on));
        }),
    }
}
