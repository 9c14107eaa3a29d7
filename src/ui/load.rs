//! Loading: the study file, and the one place that says which screen is shown of it.
//!
//! The endpoint is not asked before Send. What becomes of a study file is said in [`opening`](super::opening).

use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::follow::Look;
use super::host::{HostEvent, Settings, StudyPlace};
use super::store::Store;
use crate::domain::date::Date;
use crate::domain::form::{Form, Step};
use crate::domain::integrity::is_integrity;
use crate::domain::study::{self, Contact, Opening, STUDY_FILE_MAX_BYTES};
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::start_page::StartPage;
use crate::gateway::{console, http, page};
use crate::i18n::{Messages, intl};

/// What the widget shows.
pub enum Screen {
    /// Nothing was read yet.
    Loading(Waiting),
    /// There is no study to show.
    Broken(Broken),
    /// The study collects nothing here; the contact helps.
    Contact(ContactOnly),
    /// What became of a referral, which somebody looks up by its link.
    Status(Store, Rc<Look>),
    /// The form.
    Open(Store),
}

/// Whoever waits until it is known what is shown; they are woken when this goes, be it for another screen or with the widget.
#[derive(Default)]
pub struct Waiting(Vec<Waker>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.drain(..).for_each(Waker::wake);
    }
}

/// The one place that says which screen is shown. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Screens {
    current: StoredValue<Screen, LocalStorage>,
    changed: RwSignal<()>,
    /// Owns what outlives a single screen.
    owner: StoredValue<Owner>,
    /// Counts the languages that were asked for: only the last one counts.
    asked: StoredValue<u32>,
    /// The language that the page asks for.
    of_page: StoredValue<Option<String>>,
    /// Owns the form that is shown.
    form_owner: StoredValue<Option<Owner>>,
    /// The status address that the page asked for, until it is followed.
    link: StoredValue<Option<String>>,
    start_page: StoredValue<Option<StartPage>, LocalStorage>,
}

impl Screens {
    /// Starts with nothing read. What later screens need lives as long as the owner that is current.
    pub fn new(start_page: Option<StartPage>) -> Screens {
        let owner = Owner::current().expect("the widget is mounted under an owner");
        Screens {
            current: StoredValue::new_local(Screen::Loading(Waiting::default())),
            changed: RwSignal::new(()),
            owner: StoredValue::new(owner),
            asked: StoredValue::new(0),
            of_page: StoredValue::new(None),
            form_owner: StoredValue::new(None),
            link: StoredValue::new(None),
            start_page: StoredValue::new_local(start_page),
        }
    }

    /// Waits until it is known what is shown, and tells whether the widget is still there.
    pub async fn settle(self) -> bool {
        poll_fn(|task| {
            let look = |it: &mut Screen| match it {
                Screen::Loading(waiting) => {
                    waiting.0.push(task.waker().clone());
                    Poll::Pending
                }
                Screen::Broken(_) | Screen::Contact(_) | Screen::Status(..) | Screen::Open(_) => {
                    Poll::Ready(true)
                }
            };
            self.current.try_update_value(look).unwrap_or(Poll::Ready(false))
        })
        .await
    }

    /// Has the next screen tell the state of the referral at this status address.
    pub fn follow_next(self, link: String) {
        self.link.set_value(Some(link));
    }

    /// The status address that the page asked for.
    pub fn link(self) -> Option<String> {
        self.link.get_value()
    }

    /// Notes that a language is asked for, and gives the number of that.
    pub fn ask(self) -> u32 {
        self.asked.update_value(|it| *it += 1);
        self.asked.get_value()
    }

    /// Tells whether no other language was asked for since, and the widget is still there.
    pub fn still_wants(self, asked: u32) -> bool {
        self.asked.try_get_value() == Some(asked)
    }

    /// The language that the page asks for.
    pub fn language_of_page(self) -> Option<String> {
        self.of_page.get_value()
    }

    /// Notes the language that the page asks for.
    pub fn of_page(self, language: Option<String>) {
        self.of_page.set_value(language);
    }

    /// The form that is shown.
    pub fn form(self) -> Option<Store> {
        self.current.with_value(|it| match it {
            Screen::Open(store) => Some(*store),
            Screen::Loading(_) | Screen::Broken(_) | Screen::Contact(_) | Screen::Status(..) => None,
        })
    }

    /// The look at a referral's state that is shown, with its texts.
    pub fn look(self) -> Option<(Store, Rc<Look>)> {
        self.current.with_value(|it| match it {
            Screen::Status(store, look) => Some((*store, look.clone())),
            Screen::Loading(_) | Screen::Broken(_) | Screen::Contact(_) | Screen::Open(_) => None,
        })
    }

    /// The study that is shown.
    pub fn study(self) -> Option<Arc<study::Cover>> {
        self.current.with_value(|it| match it {
            Screen::Loading(_) | Screen::Broken(_) => None,
            Screen::Contact(notice) => Some(notice.cover.clone()),
            Screen::Status(store, _) | Screen::Open(store) => Some(store.voice().cover()),
        })
    }

    /// Shows another screen, on which there is no form.
    pub fn show(self, screen: Screen) {
        self.put(screen, None);
    }

    /// Shows a form, which lives until another screen is shown.
    pub fn open(self, make: impl FnOnce() -> Store) -> Store {
        let (store, owner) = self.own(make);
        self.put(Screen::Open(store), Some(owner));
        store
    }

    /// Shows what became of a referral; `make` gives what that says it with.
    pub fn open_status(self, make: impl FnOnce() -> Store, look: Rc<Look>) {
        let (store, owner) = self.own(make);
        self.link.set_value(None);
        self.put(Screen::Status(store, look), Some(owner));
    }

    fn own(self, make: impl FnOnce() -> Store) -> (Store, Owner) {
        let owner = self.owner.with_value(Owner::child);
        (owner.with(make), owner)
    }

    fn put(self, screen: Screen, owner: Option<Owner>) {
        self.set_start_page(&screen);
        let former = self.form_owner.try_update_value(|it| std::mem::replace(it, owner));
        self.current.set_value(screen);
        self.changed.notify();
        spawn_local(async move {
            // The elements of the former form go first, for they read it; then everything typed into it goes.
            tick().await;
            drop(former);
        });
    }

    /// Has the start page shown where the form is at its first step, and make room otherwise.
    fn set_start_page(self, screen: &Screen) {
        let Some(page) = self.start_page.get_value() else { return };
        match screen {
            Screen::Open(store) if store.now(Form::step) == Step::Start => {
                // What somebody has chosen before the form was there counts.
                match self.current.with_value(|it| matches!(it, Screen::Loading(_))) {
                    true => page.stand(&store.study().cover.shown),
                    false => store.show_start_page(),
                }
            }
            Screen::Open(_) | Screen::Status(..) => page.hide(),
            Screen::Broken(_) | Screen::Contact(_) => page.give_way(),
            Screen::Loading(_) => {}
        }
    }

    /// Shows a notice in place of a form, unless something else was asked for since; the page hears of it once it stands there.
    async fn begin(self, asked: u32, on_event: Callback<HostEvent>, event: HostEvent, notice: Screen) {
        // The element may have been removed meanwhile, and its signals with it.
        if !self.still_wants(asked) {
            return;
        }
        let is_news = self.current.with_value(|it| !matches!(it, Screen::Contact(_) | Screen::Broken(_)));
        self.show(notice);
        tick().await;
        if is_news && self.still_wants(asked) {
            on_event.run(event);
        }
    }

    /// Shows that there is no study to show, and tells its author why.
    pub async fn fail(self, asked: u32, on_event: Callback<HostEvent>, broken: Broken) {
        if self.still_wants(asked) {
            console::error(&broken.for_author());
        }
        self.begin(asked, on_event, HostEvent::Failed { kind: "study" }, Screen::Broken(broken)).await;
    }

    /// Shows a study that collects nothing.
    pub async fn close(self, asked: u32, on_event: Callback<HostEvent>, notice: ContactOnly) {
        self.begin(asked, on_event, HostEvent::Closed, Screen::Contact(notice)).await;
    }

    /// Reads the screen, and reads again when another one is shown.
    pub fn with<T>(self, read: impl FnOnce(&Screen) -> T) -> T {
        self.changed.track();
        self.current.with_value(read)
    }
}

/// Why there is no study to show.
pub struct Broken {
    /// Where the study file was looked for.
    pub place: String,
    /// What is wrong, in the author's words.
    pub problems: Vec<String>,
    /// The contact, where that much of the file can be read.
    pub contact: Option<Contact>,
}

/// Why nothing is collected.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The study is paused.
    Paused,
    /// The study has closed.
    Closed,
    /// The page is not secure.
    Insecure,
}

/// A study that collects nothing here.
pub struct ContactOnly {
    /// What is said of the study.
    pub cover: Arc<study::Cover>,
    /// The form's own words.
    pub messages: Arc<Messages>,
    /// Why.
    pub why: Why,
}

/// A study file as it was read.
#[derive(Clone)]
pub struct StudyFile {
    /// Where it lies, to name it to its author.
    pub place: String,
    /// What stands in it.
    pub bytes: Rc<[u8]>,
}

impl Broken {
    /// The whole of it for the console.
    pub fn for_author(&self) -> String {
        format!("referral-form: {}\n{}", self.place, self.problems.join("\n"))
    }
}

/// Why a study collects nothing on this page now; `None` where it does.
pub fn why_not(cover: &study::Cover) -> Option<Why> {
    if !page::is_secure() {
        return Some(Why::Insecure);
    }
    let is_over = |day: Date| match BrowserClock.today_in_utc().days() - day.days() {
        // No zone is two days ahead of UTC or behind it.
        ..=-2 => false,
        2.. => true,
        -1..=1 => {
            let zone = &cover.contact.time_zone.0;
            intl::today_in(zone).unwrap_or_else(|| BrowserClock.today()) > day
        }
    };
    match cover.opening(is_over) {
        Opening::Open => None,
        Opening::Paused => Some(Why::Paused),
        Opening::Closed => Some(Why::Closed),
    }
}

/// Reads the study file.
pub async fn read(settings: &Settings) -> Result<StudyFile, Broken> {
    read_how(settings, false).await
}

/// Reads the study file once more, past every cache.
pub async fn read_anew(settings: &Settings) -> Result<StudyFile, Broken> {
    read_how(settings, true).await
}

/// How long a press on Send waits for the look at the study, in milliseconds.
const LOOK_MS: u32 = 20_000;

async fn read_how(settings: &Settings, is_anew: bool) -> Result<StudyFile, Broken> {
    let patience_ms = is_anew.then_some(LOOK_MS);
    let integrity = settings.integrity.as_deref();
    let how = http::Asking { patience_ms, is_anew, refuses_redirects: settings.refuses_redirects, integrity };
    let (place, bytes) = match &settings.study {
        None => {
            let problem = "the element needs a study attribute: the address of a study file, or \"#\" and the id of a script on the page";
            ("no study".to_owned(), Err(problem.to_owned()))
        }
        Some(StudyPlace::Inline(id)) => {
            let text = page::text_of(id).map(String::into_bytes);
            (format!("#{id}"), text.ok_or_else(|| "nothing on the page has this id".to_owned()))
        }
        Some(StudyPlace::Url(url)) => {
            let bytes = match integrity {
                Some(it) if !is_integrity(it) => Err(format!(
                    "\"{it}\" in study-integrity is no digest; referral-form check --integrity prints one"
                )),
                _ => http::read_file(url, STUDY_FILE_MAX_BYTES, how).await,
            };
            (url.clone(), bytes)
        }
    };
    match bytes {
        Ok(bytes) => Ok(StudyFile { place, bytes: bytes.into() }),
        Err(problem) => Err(Broken { place, problems: vec![problem], contact: None }),
    }
}
