//! The store: one form for the whole widget, and a signal for every part of it that can change.
//!
//! Components read through it and send it events; only it moves the form. It owns no rule.

use std::sync::Arc;

use leptos::prelude::*;

use super::host::{HostEvent, Settings};
use crate::domain::field::FieldId;
use crate::domain::form::{Draft, Form, FormEvent, Place, Step, Touched};
use crate::domain::study::{Study, Text};
use crate::domain::validate::check::FieldProblem;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::i18n::{Key, Messages};

/// What every component of an open form can reach. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Store {
    study: StoredValue<Arc<Study>>,
    messages: StoredValue<Arc<Messages>>,
    form: StoredValue<Form>,
    fields: StoredValue<Vec<RwSignal<()>>>,
    flow: RwSignal<()>,
    settings: StoredValue<Settings>,
    on_host_event: Callback<HostEvent>,
}

impl Store {
    /// Opens a form on a study.
    pub fn new(
        study: Arc<Study>,
        messages: Arc<Messages>,
        form: Form,
        settings: Settings,
        on_host_event: Callback<HostEvent>,
    ) -> Store {
        let fields = study.field_ids().map(|_| RwSignal::new(())).collect();
        Store {
            study: StoredValue::new(study),
            messages: StoredValue::new(messages),
            form: StoredValue::new(form),
            fields: StoredValue::new(fields),
            flow: RwSignal::new(()),
            settings: StoredValue::new(settings),
            on_host_event,
        }
    }

    /// The same form, shown in another language.
    pub fn in_language(self, study: Arc<Study>, messages: Arc<Messages>) -> Store {
        Store { study: StoredValue::new(study), messages: StoredValue::new(messages), ..self }
    }

    /// The study.
    pub fn study(self) -> Arc<Study> {
        self.study.get_value()
    }

    /// What the element's attributes ask for.
    pub fn settings(self) -> Settings {
        self.settings.get_value()
    }

    /// The form's own texts.
    pub fn messages(self) -> Arc<Messages> {
        self.messages.get_value()
    }

    /// A message.
    pub fn say(self, key: Key) -> String {
        self.messages.with_value(|it| it.get(key))
    }

    /// A message with its placeholders filled.
    pub fn fill(self, key: Key, values: &[(&str, &str)]) -> String {
        self.messages.with_value(|it| it.fill(key, values))
    }

    /// The language of a text, where it is not the one around it.
    pub fn lang(self, text: &Text) -> Option<String> {
        self.study.with_value(|study| study.lang_of(text).map(str::to_owned))
    }

    /// Reads the form, and reads again when the step, source, consents or problems change.
    pub fn flow<T>(self, read: impl FnOnce(&Form) -> T) -> T {
        self.flow.track();
        self.form.with_value(read)
    }

    /// Reads the form about one field, and reads again when that field changes.
    pub fn field<T>(self, field: FieldId, read: impl FnOnce(&Form) -> T) -> T {
        if let Some(signal) = self.fields.with_value(|it| it.get(usize::from(field.0)).copied()) {
            signal.track();
        }
        self.form.with_value(read)
    }

    /// Reads the form as it is now, once.
    pub fn now<T>(self, read: impl FnOnce(&Form) -> T) -> T {
        self.form.with_value(read)
    }

    /// What stands in the controls of a field.
    pub fn draft<T>(self, field: FieldId, read: impl FnOnce(&Draft) -> T) -> T {
        self.field(field, |form| read(form.draft(field)))
    }

    /// The problem to show beside a field.
    pub fn problem(self, field: FieldId) -> Option<FieldProblem> {
        self.field(field, |form| form.problem(Place::Field(field)).cloned())
    }

    /// Sends the form an event, and redraws what it touches.
    pub fn act(self, event: FormEvent) {
        let study = self.study();
        let before = self.now(Form::step);
        let touched = self.form.try_update_value(|form| form.apply(&study, event));
        if let Some(touched) = touched {
            self.redraw(&touched);
        }
        let step = self.now(Form::step);
        if step != before {
            self.tell(HostEvent::Step { index: self.step_index(step) });
        }
    }

    /// Judges the answers as of the person's own day now.
    pub fn look_at_clock(self) {
        let (study, today) = (self.study(), BrowserClock.today());
        self.form.update_value(|form| form.set_today(&study, today));
    }

    /// Tells the host page something.
    pub fn tell(self, event: HostEvent) {
        self.on_host_event.run(event);
    }

    /// The place of a step among all, the first being 0.
    pub fn step_index(self, step: Step) -> u32 {
        let study = self.study();
        self.now(|form| form.steps(&study).iter().position(|it| *it == step).unwrap_or(0) as u32)
    }

    fn redraw(self, touched: &Touched) {
        self.fields.with_value(|signals| {
            for field in &touched.fields {
                if let Some(signal) = signals.get(usize::from(field.0)) {
                    signal.notify();
                }
            }
        });
        if touched.flow {
            self.flow.notify();
        }
    }
}

/// The store of the form around a component.
pub fn use_store() -> Store {
    use_context().expect("every component of the form stands below the one that provides the store")
}
