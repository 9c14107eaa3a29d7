//! Controls: one question each, with label, hint, example, problem and control in that order.
//!
//! A control reads the store and sends it events. It judges nothing, and holds nothing but what the browser
//! holds for it: it is filled from the draft when it appears, and from then on the draft follows it.
//!
//! A question of one control has a `<label>`; one of several is a `<fieldset>`. Hint and problem describe the
//! control, or the fieldset. Parts: `field`, `label`, `hint`, `problem`, `input`, `select`, `textarea`,
//! `option`, `radio`, `checkbox`, `unit`.

mod date;
mod line;
mod number;
mod options;
mod select;
mod window;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::data_line;
use super::element::{El, el, text};
use super::host::Mode;
use super::parts::{own, say, with_words, words};
use super::problems;
use super::store::Store;
use crate::domain::field::{Field, FieldId, FieldKind};
use crate::domain::form::{Draft, Form, FormEvent, Part, Place};
use crate::domain::leaving::Share;
use crate::domain::study::{Send, Study};
use crate::i18n::Key;

/// Sites up to this number are radio buttons; more are a list to choose from.
const RADIO_SITES_MAX: usize = 7;

/// A question of the study, while it is asked; nothing while it is hidden. `share` is how much leaves of the answers around it.
pub fn field(store: Store, id: FieldId, share: Share) -> El {
    let q = Question { store, id, share, has_help: false };
    let asked = el("div").class("rf-asked");
    match store.study().field(id).show_when {
        // What is hidden leaves an empty element, so that what comes later has its place.
        Some(_) => asked.children_of(move || store.is_shown(id).then(|| question(q)).into_iter().collect()),
        None => asked.child(question(q)),
    }
}

/// Room for a question as long as it is hidden, where the height of a step is to tell no answer; `None` where it is never hidden.
pub fn room(store: Store, id: FieldId, share: Share) -> Option<El> {
    let q = Question { store, id, share, has_help: false };
    store.study().field(id).show_when.as_ref()?;
    let held = move || (!store.is_shown(id)).then(|| question(q)).into_iter().collect();
    Some(el("div").class("rf-asked").children_of(held))
}

/// The id of the first control of a field, to which a problem leads.
pub fn focus_id(study: &Study, field: FieldId) -> String {
    let first = match &study.field(field).kind {
        FieldKind::Choice { .. }
        | FieldKind::Choices { .. }
        | FieldKind::YesNo
        | FieldKind::ContactWindow => "-0",
        FieldKind::Site { options } if options.len() <= RADIO_SITES_MAX => "-0",
        FieldKind::Date { precision, .. } => suffix(date::first(&study.cover.shown, *precision)),
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Email
        | FieldKind::Phone { .. }
        | FieldKind::Number { .. }
        | FieldKind::Npi
        | FieldKind::Postal { .. }
        | FieldKind::Site { .. } => "",
    };
    format!("f{}{first}", field.0)
}

/// What ends the id of a control, after the id of its field.
fn suffix(part: Part) -> &'static str {
    match part {
        Part::Text => "",
        Part::Unit => "-unit",
        Part::Day => "-day",
        Part::Month => "-month",
        Part::Year => "-year",
        Part::From => "-from",
        Part::To => "-to",
        Part::Zone => "-zone",
    }
}

/// How a question is framed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// One control with a label.
    Single,
    /// Several controls under a legend.
    Group,
    /// Radio buttons under a legend; the group itself is what can be invalid.
    Radios,
}

/// A question where it is drawn: the store, the number of the field, what leaves around it, and whether something stands below the label.
/// Copied into every handler.
#[derive(Clone, Copy)]
struct Question {
    store: Store,
    id: FieldId,
    share: Share,
    has_help: bool,
}

impl Question {
    /// The id of an element of this field, unique in the shadow root.
    fn element(self, suffix: &str) -> String {
        format!("f{}{suffix}", self.id.0)
    }

    /// The ids of what describes the question.
    fn described_by(self) -> String {
        let hint = if self.has_help { self.element("-hint ") } else { String::new() };
        hint + &self.element("-problem")
    }

    /// The value of `aria-invalid`, as long as there is a problem.
    fn is_invalid(self) -> Option<String> {
        self.store.problem(self.id).map(|_| "true".to_owned())
    }

    /// What the draft holds now, once.
    fn draft<T>(self, read: impl FnOnce(&Draft) -> T) -> T {
        self.store.now(|form| read(form.draft(self.id)))
    }

    /// Takes back every option that is chosen.
    fn unpick_all(self) {
        for index in self.draft(|it| it.picked.clone()) {
            self.store.act(FormEvent::Picked(self.id, index, false));
        }
    }

    /// Whether what is typed is kept from spell checkers and writing assistants, many of which ask a server: it leaves in these words
    /// nowhere else either, or the device is a shared one.
    fn is_unassisted(self) -> bool {
        let is_sent = self.store.study().field(self.id).send == Send::Value;
        !is_sent || self.store.settings().mode == Mode::Kiosk
    }

    /// The value of `autocomplete`, where it is not that of the form. A shared device neither remembers nor proposes anything.
    fn autocomplete(self, field: &Field) -> Option<String> {
        if self.store.settings().mode == Mode::Kiosk {
            return Some("off".to_owned());
        }
        let source = self.store.now(Form::source)?;
        let token = field.autocomplete.get(usize::from(source.0))?;
        (!token.is_empty()).then(|| token.clone())
    }
}

fn question(q: Question) -> El {
    let study = q.store.study();
    let field = study.field(q.id);
    let help = help(q, field);
    let q = Question { has_help: help.is_some(), ..q };
    let (frame, controls) = control(q, field);
    // Radio buttons and lists have it among their options.
    let is_apart = !matches!(field.kind, FieldKind::Site { .. }) && frame != Frame::Radios;
    let unsure = (field.allows_unsure && is_apart).then(|| options::unsure_box(q, frame));
    let whole = match frame {
        Frame::Single => el("div").child(label(q, field, "label").attr("for", &q.element(""))),
        Frame::Group => fieldset(q, field),
        Frame::Radios => {
            let required = field.is_required.then_some("true");
            fieldset(q, field)
                .attr("role", "radiogroup")
                .attr_if("aria-required", required)
                .attr_of("aria-invalid", move || q.is_invalid())
        }
    };
    whole
        .class("rf-field")
        .part("field")
        .children(help)
        .child(problem(q))
        .children(controls)
        .children(unsure)
        .as_one()
}

fn fieldset(q: Question, field: &Field) -> El {
    el("fieldset").attr("aria-describedby", &q.described_by()).child(label(q, field, "legend"))
}

fn label(q: Question, field: &Field, tag: &'static str) -> El {
    let optional = (!field.is_required).then(|| format!(" {}", q.store.say(Key::Optional)));
    let label = el(tag).class("rf-label").part("label").attr("id", &q.element("-label"));
    with_words(q.store, label, &field.label)
        .children(optional.map(|it| own(q.store, text("span", "rf-optional", &it))))
}

fn control(q: Question, field: &Field) -> (Frame, Vec<El>) {
    match &field.kind {
        FieldKind::Text { .. }
        | FieldKind::Email
        | FieldKind::Phone { .. }
        | FieldKind::Npi
        | FieldKind::Postal { .. } => (Frame::Single, vec![line::input(q, line::only(q, field))]),
        FieldKind::LongText { .. } => (Frame::Single, vec![line::paragraph(q, field)]),
        FieldKind::Number { units, .. } => (Frame::Single, vec![number::number(q, field, units)]),
        FieldKind::Date { precision, .. } => (Frame::Group, vec![date::date(q, field, *precision)]),
        FieldKind::Choice { .. } | FieldKind::YesNo => (Frame::Radios, options::radios(q, field)),
        FieldKind::Choices { options } => (Frame::Group, options::checkboxes(q, options)),
        FieldKind::Site { options } if options.len() > RADIO_SITES_MAX => {
            (Frame::Single, vec![select::sites(q, field, options)])
        }
        FieldKind::Site { .. } => (Frame::Radios, options::radios(q, field)),
        FieldKind::ContactWindow => (Frame::Group, window::window(q)),
    }
}

/// Hint, example, limit, and what of the answer leaves.
fn help(q: Question, field: &Field) -> Option<El> {
    let mut lines: Vec<El> = Vec::new();
    lines.extend(field.hint.as_ref().map(|it| words(q.store, "p", "", it)));
    if let Some(example) = &field.example {
        let words = q.store.fill(Key::Example, &[("example", &example.words)]);
        lines.push(own(q.store, text("p", "", &words)));
    }
    if let FieldKind::LongText { max_chars } = &field.kind {
        lines.push(own(q.store, text("p", "", &q.store.count(Key::Characters, *max_chars, &[]))));
    }
    lines.extend(data_line::note(q.store, q.id, q.share));
    let is_there = !lines.is_empty();
    is_there.then(|| el("div").class("rf-hint").part("hint").attr("id", &q.element("-hint")).children(lines))
}

fn problem(q: Question) -> El {
    let message = move || problems::message(q.store, Place::Field(q.id), q.store.problem(q.id));
    own(q.store, el("p"))
        .class("rf-problem")
        .part("problem")
        .attr("id", &q.element("-problem"))
        .children_of(message)
}

/// One of several controls of a field, under a small label that the form says.
fn labelled(q: Question, part: Part, label: Key, control: El) -> El {
    let id = q.element(suffix(part));
    let label = say(q.store, "label", "rf-part-label", label).part("label").attr("for", &id);
    el("div").class("rf-part").child(label).child(control)
}

/// The control from which an event comes. Text areas and lists have the same `value` as inputs.
fn target(event: &Event) -> HtmlInputElement {
    event.target().expect("an event of a control comes from one").unchecked_into()
}
