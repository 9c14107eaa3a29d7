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

use leptos::prelude::*;

use super::host::Mode;
use super::problems;
use super::store::{Store, use_store};
use crate::domain::field::{self, FieldId, FieldKind};
use crate::domain::form::{Draft, Form, FormEvent, Part, Place};
use crate::domain::study::{Study, Text};
use crate::i18n::Key;

/// Sites up to this number are radio buttons; more are a list to choose from.
const RADIO_SITES_MAX: usize = 7;

/// A question of the study, while it is asked; nothing while it is hidden.
#[component]
pub fn Field(
    /// The question.
    id: FieldId,
) -> impl IntoView {
    let store = use_store();
    // A memo, so that typing draws nothing again. Who refers decides about autocomplete and time zone.
    let asked = Memo::new(move |_| {
        let source = store.flow(Form::source);
        store.field(id, |form| form.is_shown(id)).then_some(source)
    });
    move || asked.get().map(|_| question(Question { store, id }))
}

/// The id of the first control of a field, to which a problem leads.
pub fn focus_id(study: &Study, field: FieldId) -> String {
    let first = match &study.field(field).kind {
        FieldKind::Choice { .. }
        | FieldKind::Choices { .. }
        | FieldKind::YesNo
        | FieldKind::ContactWindow => "-0",
        FieldKind::Site { options } if options.len() <= RADIO_SITES_MAX => "-0",
        FieldKind::Date { precision, .. } => suffix(date::first(&study.shown, *precision)),
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

/// A question where it is drawn: the store and the number of the field. Copied into every handler.
#[derive(Clone, Copy)]
struct Question {
    store: Store,
    id: FieldId,
}

impl Question {
    /// The id of an element of this field, unique in the shadow root.
    fn element(self, suffix: &str) -> String {
        format!("f{}{suffix}", self.id.0)
    }

    /// The ids of what describes the question.
    fn described_by(self) -> String {
        format!("f{0}-hint f{0}-problem", self.id.0)
    }

    /// The value of `aria-invalid`, as long as there is a problem.
    fn is_invalid(self) -> Option<&'static str> {
        self.store.problem(self.id).map(|_| "true")
    }

    /// What the draft holds now, once.
    fn draft<T>(self, read: impl FnOnce(&Draft) -> T) -> T {
        self.store.now(|form| read(form.draft(self.id)))
    }

    fn typed(self, part: Part, text: String) {
        self.store.act(FormEvent::Typed(self.id, part, text));
    }

    /// The value of `autocomplete`. A shared device neither remembers nor proposes anything.
    fn autocomplete(self, field: &field::Field) -> Option<String> {
        if self.store.settings().mode == Mode::Kiosk {
            return Some("off".to_owned());
        }
        let source = self.store.now(Form::source)?;
        let token = field.autocomplete.get(usize::from(source.0))?;
        (!token.is_empty()).then(|| token.clone())
    }
}

fn question(q: Question) -> AnyView {
    let study = q.store.study();
    let field = study.field(q.id);
    let (frame, control) = control(q, field);
    // Radio buttons and lists have it among their options.
    let is_apart = !matches!(field.kind, FieldKind::Site { .. }) && frame != Frame::Radios;
    let unsure = (field.allows_unsure && is_apart).then(|| options::unsure(q, frame));
    let label = view! {
        {study_text(q.store, &field.label)}
        {(!field.is_required).then(|| format!(" {}", q.store.say(Key::Optional)))}
    };
    let id = q.element("-label");
    let below = view! { {help(q, field)} {problem(q)} {control} {unsure} };
    let on_leave = move |_| q.store.act(FormEvent::Left(q.id));
    match frame {
        Frame::Single => view! {
            <div class="rf-field" part="field" on:focusout=on_leave>
                <label class="rf-label" part="label" id=id for=q.element("")>{label}</label>
                {below}
            </div>
        }
        .into_any(),
        Frame::Group | Frame::Radios => {
            let is_radios = frame == Frame::Radios;
            view! {
                <fieldset class="rf-field" part="field" role=is_radios.then_some("radiogroup")
                    aria-describedby=q.described_by() aria-invalid=move || q.is_invalid().filter(|_| is_radios)
                    on:focusout=on_leave>
                    <legend class="rf-label" part="label" id=id>{label}</legend>
                    {below}
                </fieldset>
            }
            .into_any()
        }
    }
}

fn control(q: Question, field: &field::Field) -> (Frame, AnyView) {
    match &field.kind {
        FieldKind::Text { .. }
        | FieldKind::Email
        | FieldKind::Phone { .. }
        | FieldKind::Npi
        | FieldKind::Postal { .. } => (Frame::Single, line::input(q, line::only(q, field))),
        FieldKind::LongText { .. } => (Frame::Single, line::paragraph(q, field)),
        FieldKind::Number { units, .. } => (Frame::Single, number::number(q, field, units)),
        FieldKind::Date { precision, .. } => (Frame::Group, date::date(q, field, *precision)),
        FieldKind::Choice { .. } | FieldKind::YesNo => (Frame::Radios, options::radios(q, field)),
        FieldKind::Choices { options } => (Frame::Group, options::checkboxes(q, options)),
        FieldKind::Site { options } if options.len() > RADIO_SITES_MAX => {
            (Frame::Single, select::sites(q, field, options))
        }
        FieldKind::Site { .. } => (Frame::Radios, options::radios(q, field)),
        FieldKind::ContactWindow => (Frame::Group, window::window(q)),
    }
}

/// Hint, example and limit. It stays empty where a field has none, so that it can always be referred to.
fn help(q: Question, field: &field::Field) -> AnyView {
    let mut lines: Vec<AnyView> = Vec::new();
    let mut add = |line: AnyView| lines.push(view! { <p>{line}</p> }.into_any());
    if let Some(hint) = &field.hint {
        add(study_text(q.store, hint));
    }
    if let Some(example) = &field.example {
        add(q.store.fill(Key::Example, &[("example", &example.words)]).into_any());
    }
    if let FieldKind::LongText { max_chars } = &field.kind {
        add(q.store.fill(Key::Characters, &[("max", &max_chars.to_string())]).into_any());
    }
    view! { <div class="rf-hint" part="hint" id=q.element("-hint")>{lines}</div> }.into_any()
}

fn problem(q: Question) -> AnyView {
    let message = move || {
        let found = q.store.problem(q.id)?;
        let words = problems::text(q.store, Place::Field(q.id), &found);
        let prefix = format!("{} ", q.store.say(Key::ErrorPrefix));
        Some(view! { <span class="rf-hidden">{prefix}</span> {words} }.into_any())
    };
    view! { <p class="rf-problem" part="problem" id=q.element("-problem")>{message}</p> }.into_any()
}

/// A text of the study file, marked where it stands in another language than the page.
fn study_text(store: Store, text: &Text) -> AnyView {
    view! { <span lang=store.lang(text)>{text.words.clone()}</span> }.into_any()
}

/// One of several controls of a field, under its own small label.
fn labelled(id: String, label: String, control: AnyView) -> AnyView {
    view! {
        <div class="rf-part">
            <label class="rf-part-label" part="label" for=id>{label}</label>
            {control}
        </div>
    }
    .into_any()
}
