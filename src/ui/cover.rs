//! The cover: the first screen of a study, before the form itself is there.
//!
//! It shows what the study is and takes the choice of who refers, and needs the first part of the engine alone. Whatever else somebody
//! presses brings the form in its place, and is pressed there.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{Event, HtmlElement};

use super::contact::{contact, without_clock};
use super::element::{El, el};
use super::frame;
use super::host::{HostEvent, Settings};
use super::language::languages;
use super::load::{Screens, StudyFile};
use super::opening;
use super::parts::own;
use super::start::{Choices, start};
use super::voice::Voice;
use crate::domain::form::Place;
use crate::domain::study::{Glance, Reading, RequestId, SourceId, Study, StudyProblem};
use crate::gateway::later;
use crate::gateway::timer::{Milliseconds, after};
use crate::i18n::{Key, Messages};

/// How long nothing is asked of Intl, so that the first press does not wait for what it reads.
const REST_MS: Milliseconds = 600;

/// Where the later part of the engine stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fetching {
    /// Nobody waits for it.
    Idle,
    /// Somebody has pressed a button that needs it, and waits.
    Awaited,
    /// It could not be fetched.
    Failed,
}

/// All that is known of a study whose form is not there yet.
struct State {
    glance: Glance,
    file: StudyFile,
    /// The language that was asked for.
    language: Option<String>,
    on_event: Callback<HostEvent>,
    source: Cell<Option<SourceId>>,
    request: Cell<Option<RequestId>>,
    /// Whether the person has chosen anything.
    is_begun: Cell<bool>,
    heading: RefCell<Option<HtmlElement>>,
    fetching: Cell<Fetching>,
    /// Whether somebody has turned to it, and the later part is there.
    is_turned_to: Cell<bool>,
    /// What the later part has made of the study file already.
    prepared: Cell<Option<Box<dyn Any>>>,
}

/// A cover. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Cover {
    state: StoredValue<Rc<State>, LocalStorage>,
    voice: Voice,
    /// A choice changed.
    chosen: RwSignal<()>,
    /// The state of the later part changed.
    fetched: RwSignal<()>,
}

impl Cover {
    /// The cover of a study.
    pub fn new(
        glance: Glance,
        file: StudyFile,
        language: Option<String>,
        messages: Arc<Messages>,
        settings: Arc<Settings>,
        on_event: Callback<HostEvent>,
    ) -> Cover {
        let cover = &glance.cover;
        let only = (cover.sources.len() == 1).then_some(SourceId(0));
        let source = settings.source.as_deref().and_then(|id| cover.source_of(id)).or(only);
        Cover {
            voice: Voice::new(cover.clone(), messages, settings).without_intl(),
            state: StoredValue::new_local(Rc::new(State {
                glance,
                file,
                language,
                on_event,
                source: Cell::new(source),
                request: Cell::new(None),
                is_begun: Cell::new(false),
                heading: RefCell::default(),
                fetching: Cell::new(Fetching::Idle),
                is_turned_to: Cell::new(false),
                prepared: Cell::new(None),
            })),
            chosen: RwSignal::new(()),
            fetched: RwSignal::new(()),
        }
    }

    /// What says the texts.
    pub fn voice(self) -> Voice {
        self.voice
    }

    /// The study, read whole.
    pub fn study(self, reading: Reading) -> Result<Study, Vec<StudyProblem>> {
        self.state().glance.study(reading)
    }

    /// The study file.
    pub fn file(self) -> StudyFile {
        self.state().file.clone()
    }

    /// The language that was asked for.
    pub fn language(self) -> Option<String> {
        self.state().language.clone()
    }

    /// What the host page hears through.
    pub fn on_event(self) -> Callback<HostEvent> {
        self.state().on_event
    }

    /// Who refers and what is asked for, as far as that was chosen.
    pub fn chosen(self) -> (Option<SourceId>, Option<RequestId>) {
        let state = self.state();
        (state.source.get(), state.request.get())
    }

    /// Tells whether the person has chosen anything.
    pub fn is_begun(self) -> bool {
        self.state().is_begun.get()
    }

    /// Tells whether another screen stands in its place, or the widget was removed.
    pub fn is_gone(self) -> bool {
        self.chosen.is_disposed()
    }

    /// The heading, once it stands on the page.
    pub fn heading(self) -> Option<HtmlElement> {
        self.state().heading.borrow().clone()
    }

    /// Keeps what was made of the study file until the form opens.
    pub fn keep(self, prepared: Box<dyn Any>) {
        self.state().prepared.set(Some(prepared));
    }

    /// What was made of the study file already.
    pub fn take_prepared(self) -> Option<Box<dyn Any>> {
        self.state().prepared.take()
    }

    /// Brings the form in the place of the cover, at its next step where it `goes_on`, and runs what needs it; one thing at a time.
    /// `run` is given the id of what had the focus.
    pub fn once_open(self, screens: Screens, goes_on: bool, run: Box<dyn FnOnce(Option<String>)>) {
        if self.state().fetching.get() == Fetching::Awaited {
            return;
        }
        self.set_fetching(Fetching::Awaited);
        spawn_local(async move {
            let is_here = later::fetch().await;
            if self.is_gone() {
                return;
            }
            if !is_here {
                return self.set_fetching(Fetching::Failed);
            }
            if let Some(focused) = opening::open_form(screens, self, goes_on).await {
                run(focused.0);
            }
        });
    }

    /// Gets everything ready for somebody who turns to the form.
    fn turned_to(self, screens: Screens) {
        spawn_local(async move {
            // Who then presses Start hears of a failure, and asks again.
            if later::fetch().await && !self.is_gone() && !self.state().is_turned_to.replace(true) {
                opening::prepare(screens, self).await;
            }
        });
    }

    /// Has a button pressed in the form that stands here too.
    fn press(self, screens: Screens, id: &str) {
        let id = id.to_owned();
        let press = move |focused: Option<String>| {
            opening::put_focus(screens, focused);
            opening::press(screens, &id);
        };
        self.once_open(screens, false, Box::new(press));
    }

    /// Goes on to the first questions.
    fn start(self, screens: Screens) {
        // The form moves the focus.
        self.once_open(screens, true, Box::new(|_| {}));
    }

    fn begin(self) {
        self.state().is_begun.set(true);
        self.chosen.notify();
    }

    fn set_fetching(self, fetching: Fetching) {
        self.state().fetching.set(fetching);
        self.fetched.notify();
    }

    fn state(self) -> Rc<State> {
        self.state.get_value()
    }
}

impl Choices for Cover {
    fn source(&self) -> Option<SourceId> {
        self.chosen.track();
        self.state().source.get()
    }

    fn request(&self) -> RequestId {
        self.chosen.track();
        self.state().request.get().unwrap_or(RequestId(0))
    }

    fn choose_source(&self, source: SourceId) {
        self.state().source.set(Some(source));
        self.begin();
    }

    fn choose_request(&self, request: RequestId) {
        self.state().request.set(Some(request));
        self.begin();
    }

    /// Nothing is judged before somebody goes on, which the form does.
    fn is_wrong(&self, _: Place) -> bool {
        false
    }

    fn problem(&self, _: Place) -> Vec<El> {
        Vec::new()
    }
}

/// What stands on the cover.
pub fn cover(it: Cover, screens: Screens) -> El {
    let (voice, study) = (it.voice, it.voice.cover());
    let title = &study.head.title;
    let heading =
        frame::title(voice).child(el("span").language(voice.lang(title).as_deref()).text(&title.words));
    it.state().heading.replace(Some(heading.node()));
    let progress = el("p").text_of(move || {
        let (source, request) = (it.source().unwrap_or(SourceId(0)), it.request());
        frame::progress(voice, 1, it.state().glance.ahead(source, request))
    });
    let open_panel = frame::open_panel(voice, move || it.press(screens, frame::OPEN_PANEL));
    let go_on = move |ev: Event| {
        ev.prevent_default();
        it.start(screens);
    };
    let turn_to = move |_: Event| it.turned_to(screens);
    let (messages, own_language) = (voice.messages(), voice.own_language());
    let level = voice.settings().heading_level + 1;
    frame::root(voice)
        .on("focusin", turn_to)
        .on("pointerenter", turn_to)
        .children(languages(voice, move |id, _| it.press(screens, id)))
        .child(frame::top(progress, open_panel))
        .child(heading)
        .child(
            frame::form(voice, go_on)
                .children(start(voice, Rc::new(it)))
                .child(frame::actions([frame::go_on(voice, Key::Start, go_on)])),
        )
        .child(fetching(it))
        .child(el("div").children_of(move || {
            // Its clock is Intl's to tell.
            let say = if voice.asks_intl() { contact } else { without_clock };
            vec![say(&study.contact, &messages, own_language, level, &|it| voice.lang(it))]
        }))
        .holding(after(REST_MS, move || voice.ask_intl()))
}

/// Says that what comes next is still on its way, or did not come.
fn fetching(it: Cover) -> El {
    let words = move || {
        it.fetched.track();
        match it.state().fetching.get() {
            Fetching::Idle => String::new(),
            Fetching::Awaited => it.voice.say(Key::Loading),
            Fetching::Failed => it.voice.say(Key::PartMissing),
        }
    };
    own(it.voice, el("p")).class("rf-hint").attr("role", "status").text_of(words)
}
