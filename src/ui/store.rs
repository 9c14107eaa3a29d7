//! The store: one form for the whole widget, and a signal for every part of it that can change.
//!
//! Components read through it and send it events; only it moves the form. It owns no rule.

use std::sync::Arc;

use leptos::prelude::*;

use super::host::{HostEvent, Settings};
use crate::domain::delivery::{PointedProblem, Receipt};
use crate::domain::field::FieldId;
use crate::domain::form::{Draft, Form, FormEvent, Place, Step, Touched};
use crate::domain::review::{Digests, Review};
use crate::domain::study::{Study, Text};
use crate::domain::validate::check::FieldProblem;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::i18n::{Key, Messages};

/// What was learned when the study file was read.
#[derive(Clone)]
pub struct Loaded {
    /// The digests that a referral names.
    pub digests: Digests,
}

/// What every component of an open form can reach. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Store {
    study: StoredValue<Arc<Study>>,
    messages: StoredValue<Arc<Messages>>,
    form: StoredValue<Form>,
    fields: StoredValue<Vec<RwSignal<()>>>,
    flow: RwSignal<()>,
    /// Counts the times that something needs to be mended before the form goes on.
    pub attention: RwSignal<u32>,
    /// What the one polite announcer says.
    pub announcement: RwSignal<String>,
    /// Whether the study file has changed since the form was first opened.
    pub has_changed: RwSignal<bool>,
    /// What the endpoint said of the referral that it took.
    pub receipt: StoredValue<Receipt>,
    /// The review that was opened last.
    pub review: StoredValue<Option<Review>>,
    loaded: StoredValue<Loaded>,
    settings: StoredValue<Settings>,
    on_host_event: Callback<HostEvent>,
}

impl Store {
    /// Opens a form on a study.
    pub fn new(
        study: Arc<Study>,
        messages: Arc<Messages>,
        form: Form,
        loaded: Loaded,
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
            attention: RwSignal::new(0),
            announcement: RwSignal::new(String::new()),
            has_changed: RwSignal::new(false),
            receipt: StoredValue::new(Receipt::default()),
            review: StoredValue::new(None),
            loaded: StoredValue::new(loaded),
            settings: StoredValue::new(settings),
            on_host_event,
        }
    }

    /// The form as it stands, opened again on a newer file of the study.
    pub fn move_to(self, study: Study, loaded: Loaded) -> Store {
        let form = self.form.with_value(|form| form.move_to(&self.study(), &study));
        Store::new(Arc::new(study), self.messages(), form, loaded, self.settings(), self.on_host_event)
    }

    /// The digests that a referral names.
    pub fn digests(self) -> Digests {
        self.loaded.with_value(|it| it.digests.clone())
    }

    /// Tells whether the widget was removed from the page.
    pub fn is_gone(self) -> bool {
        self.flow.is_disposed()
    }

    /// The same form, shown in another language.
    pub fn in_language(self, study: Arc<Study>, messages: Arc<Messages>) -> Store {
        Store { study: StoredValue::new(study), messages: StoredValue::new(messages), ..self }
    }

    /// The study.
    pub fn study(self) -> Arc<Study> {
        self.study.get_value()
    }

    /// The study; `None` once the widget was removed from the page.
    pub fn try_study(self) -> Option<Arc<Study>> {
        self.study.try_get_value()
    }

    /// Tells whether some problem that the receiver named has its place among the fields that are shown.
    pub fn can_place(self, problems: &[PointedProblem]) -> bool {
        let study = self.study();
        let ids = problems.iter().filter_map(|it| study.field_of(it.field.as_deref()?));
        self.now(|form| ids.into_iter().any(|it| form.is_shown(it)))
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
        let asks_more = matches!(event, FormEvent::Continued | FormEvent::Refused(_));
        let touched = self.form.try_update_value(|form| form.apply(&study, event));
        if let Some(touched) = touched {
            self.redraw(&touched);
        }
        let (step, has_problems) = self.now(|form| (form.step(), !form.problems().is_empty()));
        if asks_more && has_problems {
            self.attention.update(|times| *times += 1);
        }
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
