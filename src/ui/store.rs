//! The store: one form for the whole widget, and a signal for every part of it that can change.
//!
//! Components read through it and send it events; only it moves the form. It owns no rule. All signals are of one
//! type, a bare "changed": the values stand in one place, and every further type of signal costs kilobytes.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use web_sys::HtmlElement;

use super::element::reread;
use super::host::{HostEvent, Settings};
use super::opening::Opened;
use super::sending::Sending;
use super::sight::focus_in_sight;
use super::voice::Voice;
use crate::domain::body::Body;
use crate::domain::delivery::{Attempts, Receipt};
use crate::domain::field::FieldId;
use crate::domain::form::{Draft, Form, FormEvent, Place, Step, Touched};
use crate::domain::review::{Digests, Review};
use crate::domain::study::{Study, Text};
use crate::domain::validate::check::FieldProblem;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::start_page::StartPage;
use crate::gateway::timer::Waits;
use crate::i18n::{Key, Messages, intl};

/// Everything that the widget knows.
struct State {
    study: Arc<Study>,
    on_host_event: Callback<HostEvent>,
    digests: Digests,
    /// The study file, from which the other languages are read.
    bytes: Rc<[u8]>,
    /// The language that was asked for while a send was under way.
    put_off: Option<String>,
    form: Form,
    review: Option<Review>,
    sending: Sending,
    /// What the send waits for, which the person can end.
    waits: Waits,
    /// Whether the study file has to be looked at before anything is sent.
    must_look: bool,
    /// Whether Send was pressed, and it is not known that anything arrived.
    is_unsettled: bool,
    receipt: Receipt,
    /// When the endpoint confirmed that it has the referral (RFC 3339, UTC).
    arrived_at: String,
    announcement: String,
    has_changed: bool,
    /// Takes focus when the step changes, and when something is to be mended.
    places: Option<Places>,
    /// For every field, what tells that it changed, and that it is asked or no longer asked.
    fields: Vec<(RwSignal<()>, RwSignal<()>)>,
}

/// What takes focus.
pub struct Places {
    /// The heading of the step.
    pub heading: HtmlElement,
    /// The list of problems.
    pub summary: HtmlElement,
}

/// What every component of an open form can reach. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Store {
    /// What says its texts.
    voice: Voice,
    state: StoredValue<State, LocalStorage>,
    /// The step changed.
    step: RwSignal<()>,
    /// The source, consents, origin or problems changed.
    flow: RwSignal<()>,
    /// The state of the send, or what the announcer says, changed.
    sending: RwSignal<()>,
}

impl Store {
    /// Opens a form on a study.
    pub fn new(
        opened: Opened,
        form: Form,
        settings: Arc<Settings>,
        on_host_event: Callback<HostEvent>,
    ) -> Store {
        let study = opened.study;
        let fields = study.field_ids().map(|_| (RwSignal::new(()), RwSignal::new(()))).collect();
        Store {
            voice: Voice::new(study.cover.clone(), opened.messages, settings),
            state: StoredValue::new_local(State {
                study,
                on_host_event,
                digests: opened.digests,
                bytes: opened.bytes,
                put_off: None,
                form,
                review: None,
                sending: Sending::Waiting,
                waits: Waits::default(),
                must_look: true,
                is_unsettled: false,
                receipt: Receipt::default(),
                arrived_at: String::new(),
                announcement: String::new(),
                has_changed: false,
                places: None,
                fields,
            }),
            step: RwSignal::new(()),
            flow: RwSignal::new(()),
            sending: RwSignal::new(()),
        }
    }

    /// The form as it stands, opened again on a newer file of the study.
    pub fn move_to(self, newer: Opened) -> Store {
        let mut form = self.read(|it| it.form.move_to(&it.study, &newer.study));
        // Who refers is known: what has changed is told above the first questions.
        form.apply(&newer.study, FormEvent::Continued);
        let moved = self.another(newer, form);
        self.hand_review_to(moved);
        moved.write(|it| it.has_changed = true);
        moved
    }

    /// What was tried to send is known on the other side too: it may have arrived, and then it is replaced.
    fn hand_review_to(self, other: Store) {
        let (review, is_unsettled) = self.read(|it| (it.review.clone(), it.is_unsettled));
        other.write(|it| (it.review, it.is_unsettled) = (review, is_unsettled));
    }

    /// The form as it stands, in another language.
    pub fn in_language(self, translated: Opened) -> Store {
        let comma = intl::has_decimal_comma(&translated.study.cover.shown);
        let form = self.read(|it| it.form.in_language(&it.study, &translated.study, comma));
        let store = self.another(translated, form);
        let has_changed = self.has_changed();
        let (receipt, at) = self.read(|it| (it.receipt.clone(), it.arrived_at.clone()));
        self.hand_review_to(store);
        store.write(|it| it.has_changed = has_changed);
        store.set_receipt(receipt, at);
        store
    }

    /// Another form on the same study; nothing of this one goes over.
    pub fn with_form(self, form: Form) -> Store {
        let same = self.read(|it| Opened {
            study: it.study.clone(),
            messages: self.messages(),
            digests: it.digests.clone(),
            bytes: it.bytes.clone(),
        });
        self.another(same, form)
    }

    fn another(self, opened: Opened, form: Form) -> Store {
        Store::new(opened, form, self.settings(), self.on_event())
    }

    /// Tells whether the widget was removed from the page.
    pub fn is_gone(self) -> bool {
        self.flow.is_disposed()
    }

    /// The study.
    pub fn study(self) -> Arc<Study> {
        self.read(|it| it.study.clone())
    }

    /// What says the texts.
    pub fn voice(self) -> Voice {
        self.voice
    }

    /// What the element's attributes ask for.
    pub fn settings(self) -> Arc<Settings> {
        self.voice.settings()
    }

    /// The form's own texts.
    pub fn messages(self) -> Arc<Messages> {
        self.voice.messages()
    }

    /// The digests that a referral names.
    pub fn digests(self) -> Digests {
        self.read(|it| it.digests.clone())
    }

    /// The study file's bytes.
    pub fn bytes(self) -> Rc<[u8]> {
        self.read(|it| it.bytes.clone())
    }

    /// Notes a language that has to wait until it is known what became of a send.
    pub fn put_off(self, language: Option<String>) {
        self.write(|it| it.put_off = language);
    }

    /// The language that had to wait, once.
    pub fn take_put_off(self) -> Option<String> {
        self.write(|it| it.put_off.take())
    }

    /// A message.
    pub fn say(self, key: Key) -> String {
        self.voice.say(key)
    }

    /// A message with its placeholders filled.
    pub fn fill(self, key: Key, values: &[(&str, &str)]) -> String {
        self.voice.fill(key, values)
    }

    /// A message about a count, in the form that the language has for it.
    pub fn count(self, key: Key, count: u32, values: &[(&str, &str)]) -> String {
        self.voice.count(key, count, values)
    }

    /// The language of the form's own texts, where it is not that of the study's.
    pub fn own_language(self) -> Option<&'static str> {
        self.voice.own_language()
    }

    /// The language of a text, where it is not the one around it.
    pub fn lang(self, text: &Text) -> Option<String> {
        self.voice.lang(text)
    }

    /// The step, which is read again when it changes.
    pub fn step(self) -> Step {
        self.step.track();
        self.now(Form::step)
    }

    /// Reads the form, and reads again when the source, consents, origin or problems change.
    pub fn flow<T>(self, read: impl FnOnce(&Form) -> T) -> T {
        self.flow.track();
        self.now(read)
    }

    /// Reads the form as it is now, once.
    pub fn now<T>(self, read: impl FnOnce(&Form) -> T) -> T {
        self.read(|it| read(&it.form))
    }

    /// Tells whether a field is asked, and tells again when that changes.
    pub fn is_shown(self, field: FieldId) -> bool {
        self.read(|it| it.fields[usize::from(field.0)].1).track();
        self.now(|form| form.is_shown(field))
    }

    /// Reads what stands in the controls of a field, and reads again when that changes.
    pub fn draft<T>(self, field: FieldId, read: impl FnOnce(&Draft) -> T) -> T {
        self.read(|it| it.fields[usize::from(field.0)].0).track();
        self.now(|form| read(form.draft(field)))
    }

    /// The problem to show beside a field, which is read again when the field changes.
    pub fn problem(self, field: FieldId) -> Option<FieldProblem> {
        self.read(|it| it.fields[usize::from(field.0)].0).track();
        self.now(|form| form.problem(Place::Field(field)).cloned())
    }

    /// Sends the form an event, and redraws what it touches.
    ///
    /// As long as a referral is being sent, nothing changes it: whoever wants to stops the sending first.
    pub fn act(self, event: FormEvent) {
        let is_change = matches!(
            event,
            FormEvent::WentBack
                | FormEvent::ChangeAsked(_)
                | FormEvent::CodeRemoved
                | FormEvent::ChannelRemoved
        );
        if is_change && self.sending_now().is_going_on() {
            return;
        }
        if matches!(event, FormEvent::Continued | FormEvent::WentBack) {
            self.read_controls();
        }
        let study = self.study();
        let before = self.now(Form::step);
        let asks_more = matches!(event, FormEvent::Continued | FormEvent::Refused(_));
        let touched = self.write(|it| it.form.apply(&study, event));
        let (step, has_problems) = self.now(|form| (form.step(), !form.problems().is_empty()));
        if step != before {
            self.write(|it| it.sending = Sending::Waiting);
        }
        if step != before && step == Step::Start {
            self.show_start_page();
        }
        if step != before && before != Step::Start {
            // Before the old step goes, and with it what has the focus: a screen reader that hears of the loss first may
            // take the heading for its place without a word.
            self.put_focus(|places| Some(places.heading.clone()));
        }
        self.redraw(&touched, step != before);
        if asks_more && has_problems {
            self.focus_later(|places| Some(places.summary.clone()));
        } else if step != before {
            self.focus_heading();
        }
        if step != before {
            self.tell(HostEvent::Step { index: self.step_index(step) });
        }
    }

    /// Takes what stands in the controls of the step, whoever has put it there.
    pub fn read_controls(self) {
        if let Some(steps) = self.heading().and_then(|it| it.parent_element()) {
            // On a page that has broken what this needs, the events of the controls have told all that is known.
            let _ = reread(&steps);
        }
    }

    /// Has the page answer where the person has not, and redraws what that touches.
    ///
    /// The controls of the step that is shown are made anew where `is_on_step`: they hold what stood in them when they were made.
    pub fn prefill(self, events: impl Iterator<Item = FormEvent>, is_on_step: bool) {
        if is_on_step {
            self.read_controls();
        }
        let study = self.study();
        for event in events {
            let touched = self.write(|it| it.form.prefill(&study, event));
            self.redraw(&touched, false);
        }
        if is_on_step {
            self.step.notify();
        }
    }

    /// Judges the answers as of the person's own day now.
    pub fn look_at_clock(self) {
        let (study, today) = (self.study(), BrowserClock.today());
        self.write(|it| it.form.set_today(&study, today));
    }

    /// Tells the host page something.
    pub fn tell(self, event: HostEvent) {
        self.read(|it| it.on_host_event).run(event);
    }

    /// What the host page hears through.
    pub fn on_event(self) -> Callback<HostEvent> {
        self.read(|it| it.on_host_event)
    }

    /// The heading of the step, once it stands on the page.
    pub fn heading(self) -> Option<HtmlElement> {
        self.read(|it| it.places.as_ref().map(|it| it.heading.clone()))
    }

    /// Notes what takes focus.
    pub fn set_places(self, places: Places) {
        self.write(|it| it.places = Some(places));
    }

    /// What the announcer says, which is read again when it changes.
    pub fn announcement(self) -> String {
        self.sending.track();
        self.read(|it| it.announcement.clone())
    }

    /// Has something said.
    pub fn announce(self, words: String) {
        self.write(|it| it.announcement = words);
        self.sending.notify();
    }

    /// Where the send stands, which is read again when it changes.
    pub fn sending(self) -> Sending {
        self.sending.track();
        self.sending_now()
    }

    /// Where the send stands now.
    pub fn sending_now(self) -> Sending {
        self.read(|it| it.sending.clone())
    }

    /// Begins the waits of an attempt to send.
    pub fn begin_waits(self) -> Waits {
        self.write(|it| it.waits = Waits::default());
        self.read(|it| it.waits.clone())
    }

    /// Ends what the send waits for, as far as nothing was handed over.
    pub fn end_waits(self) {
        self.read(|it| it.waits.clone()).end();
    }

    /// Notes where the send stands, and says so.
    pub fn set_sending(self, sending: Sending, announcement: String) {
        self.write(|it| (it.sending, it.announcement) = (sending, announcement));
        self.sending.notify();
    }

    /// Whether the study file has changed since the form was first opened.
    pub fn has_changed(self) -> bool {
        self.read(|it| it.has_changed)
    }

    /// The review that was opened last.
    pub fn review(self) -> Option<Review> {
        self.read(|it| it.review.clone())
    }

    /// Notes the review that was opened last.
    pub fn set_review(self, review: Review) {
        self.write(|it| it.review = Some(review));
    }

    /// Changes what is known of the attempts at sending the review.
    pub fn attempts<T: Default>(self, change: impl FnOnce(&mut Attempts) -> T) -> T {
        self.write(|it| it.review.as_mut().map(|it| change(&mut it.attempts)).unwrap_or_default())
    }

    /// Keeps the bytes that travel, as long as the review is that of `id`.
    pub fn keep_parcel(self, id: &str, parcel: &Body) {
        self.write(|it| {
            if let Some(review) = it.review.as_mut().filter(|it| it.referral.id() == id) {
                review.parcel = Some(parcel.clone());
            }
        });
    }

    /// Whether the study file has to be looked at before anything is sent.
    pub fn must_look(self) -> bool {
        self.read(|it| it.must_look)
    }

    /// Notes whether the study file has to be looked at before anything is sent.
    pub fn set_must_look(self, must_look: bool) {
        self.write(|it| it.must_look = must_look);
    }

    /// Whether Send was pressed, and it is not known that anything arrived; read again when the send moves.
    pub fn is_unsettled(self) -> bool {
        self.sending.track();
        self.read(|it| it.is_unsettled)
    }

    /// Notes whether something was sent of which nobody knows that it arrived.
    pub fn set_unsettled(self, is_unsettled: bool) {
        self.write(|it| it.is_unsettled = is_unsettled);
    }

    /// What the endpoint said of the referral that it took.
    pub fn receipt(self) -> Receipt {
        self.read(|it| it.receipt.clone())
    }

    /// When the endpoint said so (RFC 3339, UTC).
    pub fn arrived_at(self) -> String {
        self.read(|it| it.arrived_at.clone())
    }

    /// Notes what the endpoint said, and when.
    pub fn set_receipt(self, receipt: Receipt, at: String) {
        self.write(|it| (it.receipt, it.arrived_at) = (receipt, at));
    }

    /// Goes on from the start page, with what was chosen there by its id; a press too many goes no further.
    pub fn begin(self, source: Option<&str>, request: Option<&str>) {
        if self.now(Form::step) != Step::Start {
            return;
        }
        let study = self.study();
        let source = source.and_then(|it| study.cover.source_of(it));
        if let Some(source) = source.filter(|it| self.now(Form::source) != Some(*it)) {
            self.act(FormEvent::SourceChosen(source));
        }
        let request = request.and_then(|it| study.request_of(it));
        if let Some(request) = request.filter(|it| self.now(Form::request) != *it) {
            self.act(FormEvent::RequestChosen(request));
        }
        self.act(FormEvent::Continued);
    }

    /// Has the start page shown, with what was chosen on it.
    pub fn show_start_page(self) {
        let study = self.study();
        let (source, request) = self.now(|form| (form.source(), form.request()));
        let source = source.map(|it| study.source(it).id.as_str());
        if let Some(page) = &self.settings().start_page {
            page.show(&study.cover.shown, source, &study.request(request).id);
        }
    }

    /// Moves focus to the heading once the page shows what the last event changed.
    pub fn focus_heading(self) {
        self.focus_later(|places| Some(places.heading.clone()));
    }

    /// Moves focus once the page shows what the last event changed.
    pub fn focus_later(self, find: impl FnOnce(&Places) -> Option<HtmlElement> + 'static) {
        spawn_local(async move {
            tick().await;
            if !self.is_gone() {
                self.put_focus(find);
            }
        });
    }

    /// Moves focus; to the heading of the start page where that stands for the step's. The start page goes once the step has the focus.
    fn put_focus(self, find: impl FnOnce(&Places) -> Option<HtmlElement>) {
        let settings = self.settings();
        let (page, is_start) = (settings.start_page.as_ref(), self.now(Form::step) == Step::Start);
        let heading = self.heading();
        if let Some(node) = self.read(|it| it.places.as_ref().and_then(find)) {
            let of_page = page.filter(|_| is_start && Some(&node) == heading.as_ref());
            // A page that has broken what this needs is left as it is.
            let _ = focus_in_sight(&of_page.and_then(StartPage::heading).unwrap_or(node));
        }
        if let Some(page) = page.filter(|_| !is_start) {
            page.hide();
        }
    }

    /// The place of a step among all, the first being 0.
    pub fn step_index(self, step: Step) -> u32 {
        self.read(|it| it.form.steps(&it.study).iter().position(|it| *it == step).unwrap_or(0) as u32)
    }

    fn redraw(self, touched: &Touched, has_moved: bool) {
        let signals = |field: &FieldId| self.read(|it| it.fields[usize::from(field.0)]);
        for field in &touched.fields {
            signals(field).0.notify();
        }
        for field in &touched.shown {
            signals(field).1.notify();
        }
        if touched.flow {
            self.flow.notify();
        }
        if has_moved || touched.all {
            self.step.notify();
        }
    }

    fn read<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_value(read)
    }

    fn write<T>(self, write: impl FnOnce(&mut State) -> T) -> T {
        self.state
            .try_update_value(write)
            .expect("events come from elements, and those go before the store does")
    }
}

impl From<Store> for Voice {
    fn from(store: Store) -> Voice {
        store.voice
    }
}
