//! Loading: from the element's attributes to the screen that is shown.
//!
//! Reads the study file and the words of its language, and nothing else; the endpoint is not asked before Send.

use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::broken;
use super::follow::Look;
use super::host::{CODE_MAX_CHARS, HostEvent, Mode, Settings, StudyPlace};
use super::language;
use super::store::Store;
use crate::domain::form::{Form, FormEvent};
use crate::domain::referral::Origin;
use crate::domain::review::Digests;
use crate::domain::study::{
    Contact, Opening, Reading, STUDY_FILE_MAX_BYTES, SourceId, Study, best_language, contact_of,
};
use crate::domain::validate::check::Conditions;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::{catalogues, crypto, http, later, page, print};
use crate::i18n::{Messages, intl, tags};

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
}

impl Screens {
    /// Starts with nothing read. What later screens need lives as long as the owner that is current.
    pub fn new() -> Screens {
        let owner = Owner::current().expect("the widget is mounted under an owner");
        Screens {
            current: StoredValue::new_local(Screen::Loading(Waiting::default())),
            changed: RwSignal::new(()),
            owner: StoredValue::new(owner),
            asked: StoredValue::new(0),
            of_page: StoredValue::new(None),
            form_owner: StoredValue::new(None),
            link: StoredValue::new(None),
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
    pub fn study(self) -> Option<Arc<Study>> {
        self.current.with_value(|it| match it {
            Screen::Loading(_) | Screen::Broken(_) => None,
            Screen::Contact(notice) => Some(notice.opened.study.clone()),
            Screen::Status(store, _) | Screen::Open(store) => Some(store.study()),
        })
    }

    /// Tells whether nothing was shown yet.
    pub fn are_empty(self) -> bool {
        self.current.with_value(|it| matches!(it, Screen::Loading(_)))
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
        let former = self.form_owner.try_update_value(|it| std::mem::replace(it, owner));
        self.current.set_value(screen);
        self.changed.notify();
        spawn_local(async move {
            // The elements of the former form go first, for they read it; then everything typed into it goes.
            tick().await;
            drop(former);
        });
    }

    /// Drops everything that was entered, and opens the form anew on the same study, as the page first asked for it.
    ///
    /// The one way back to the beginning: no answer, tick, receipt or open panel is left, and the heading takes focus.
    /// Does nothing where no form is shown, or while a send is under way.
    pub fn start_over(self) {
        self.start_over_as(None);
    }

    /// Starts over; where somebody refers one person after the other, they need not say again who they are.
    pub fn start_over_as(self, source: Option<SourceId>) {
        let former = self.form().filter(|it| !it.sending_now().is_under_way());
        let Some(former) = former else { return };
        let fresh = self.open(|| former.with_form(empty_form(&former.study(), &former.settings())));
        fresh.focus_later(|places| {
            // What was printed last stands beside the form as long as the browser prints it.
            print::take_away(&places.heading);
            Some(places.heading.clone())
        });
        if let Some(source) = source {
            fresh.act(FormEvent::SourceChosen(source));
        }
        fresh.tell(HostEvent::Step { index: 0 });
        // Who comes next has not chosen a language yet.
        let (study, of_page) = (fresh.study(), self.of_page.get_value());
        let first = of_page.as_deref().and_then(|it| best_language(it, &study.cover.offered));
        if fresh.settings().mode == Mode::Kiosk
            && *first.unwrap_or(&study.cover.offered[0]) != study.cover.shown
        {
            language::show_in(self, fresh.settings(), of_page, fresh.on_event());
        }
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
    /// The study, with what is said of it; without digests, for nothing is sent.
    pub opened: Box<Opened>,
    /// Why.
    pub why: Why,
}

/// What loading came to.
pub enum LoadResult {
    /// There is no study to show.
    Broken(Broken),
    /// The study collects nothing here.
    Contact(ContactOnly),
    /// The form can open.
    Open(Box<Opened>),
}

/// A study whose form can open, in one language.
pub struct Opened {
    /// The study.
    pub study: Arc<Study>,
    /// The form's own words.
    pub messages: Arc<Messages>,
    /// The digests that a referral names.
    pub digests: Digests,
    /// The study file, from which the other languages are read.
    pub bytes: Vec<u8>,
}

impl Broken {
    fn unread(place: String, problem: String) -> Broken {
        Broken { place, problems: vec![problem], contact: None }
    }

    /// The whole of it for the console.
    pub fn for_author(&self) -> String {
        format!("referral-form: {}\n{}", self.place, self.problems.join("\n"))
    }
}

/// Reads the study file and everything that a form has to say of it, in the language that is asked for.
pub async fn load(settings: &Settings, language: Option<&str>) -> LoadResult {
    // The page most likely asks for a language that the study has: its words come along with the file.
    if let Some(language) = language {
        catalogues::fetch_ahead(&settings.base, language);
    }
    match read(settings).await {
        Ok((place, bytes)) => understand(settings, place, bytes, language).await,
        Err(broken) => LoadResult::Broken(broken),
    }
}

/// Makes of a study file what is shown of it in one language.
pub async fn understand(
    settings: &Settings,
    place: String,
    bytes: Vec<u8>,
    language: Option<&str>,
) -> LoadResult {
    let reading = Reading { language, endpoint: settings.endpoint.as_deref(), must_deliver: true };
    let study = match Study::read(&bytes, reading) {
        Ok(study) => study,
        Err(problems) => {
            // Without the later part there are no words for them; whoever mends the file sees it all the same.
            let words = if later::fetch().await { broken::in_words(&problems) } else { Vec::new() };
            return LoadResult::Broken(Broken { place, problems: words, contact: contact_of(&bytes) });
        }
    };
    let messages =
        catalogues::messages(&settings.base, tags::own_language(&study.cover.shown, language)).await;
    let (why, digests) = match why_not(&study) {
        Some(why) => (Some(why), None),
        None => (None, digests(&study, &bytes).await),
    };
    let is_open = digests.is_some();
    let digests = digests.unwrap_or_default();
    let opened = Box::new(Opened { study: Arc::new(study), messages: Arc::new(messages), digests, bytes });
    if is_open {
        LoadResult::Open(opened)
    } else {
        LoadResult::Contact(ContactOnly { opened, why: why.unwrap_or(Why::Insecure) })
    }
}

/// Why a study collects nothing on this page now; `None` where it does.
fn why_not(study: &Study) -> Option<Why> {
    if !page::is_secure() {
        return Some(Why::Insecure);
    }
    let today = || intl::today_in(&study.cover.contact.time_zone.0).unwrap_or_else(|| BrowserClock.today());
    match study.cover.opening(today) {
        Opening::Open => None,
        Opening::Paused => Some(Why::Paused),
        Opening::Closed => Some(Why::Closed),
    }
}

/// Reads the study file's bytes; with them comes the place to name to its author.
pub async fn read(settings: &Settings) -> Result<(String, Vec<u8>), Broken> {
    match &settings.study {
        None => {
            let problem = "the element needs a study attribute: the address of a study file, or \"#\" and the id of a script on the page";
            Err(Broken::unread("no study".to_owned(), problem.to_owned()))
        }
        Some(StudyPlace::Inline(id)) => match page::text_of(id) {
            Some(text) => Ok((format!("#{id}"), text.into_bytes())),
            None => Err(Broken::unread(format!("#{id}"), "nothing on the page has this id".to_owned())),
        },
        Some(StudyPlace::Url(url)) => http::read_file(url, STUDY_FILE_MAX_BYTES, None)
            .await
            .map(|bytes| (url.clone(), bytes))
            .map_err(|problem| Broken::unread(url.clone(), problem)),
    }
}

/// The digests that a referral names; `None` where the browser has no WebCrypto.
async fn digests(study: &Study, bytes: &[u8]) -> Option<Digests> {
    let file = crypto::sha256_hex(bytes).await.ok()?;
    let mut consents = Vec::with_capacity(study.consents.len());
    for consent in &study.consents {
        consents.push(crypto::sha256_hex(consent.text.as_str().as_bytes()).await.ok()?);
    }
    Some(Digests { file, consents })
}

/// Opens the form on a study.
pub fn open(opened: Opened, settings: Arc<Settings>, on_event: Callback<HostEvent>) -> Store {
    let form = empty_form(&opened.study, &settings);
    Store::new(opened, form, settings, on_event)
}

/// A form without answers, with the source, code and channel that the page gives.
fn empty_form(study: &Study, settings: &Settings) -> Form {
    let source = settings.source.as_deref().and_then(|id| study.cover.source_of(id));
    let conditions = Conditions {
        today: BrowserClock.today(),
        decimal_comma: intl::has_decimal_comma(&study.cover.shown),
        time_zone: intl::time_zone(),
    };
    Form::new(study, source, origin(study, settings), conditions)
}

/// The code and the channel with which somebody came.
fn origin(study: &Study, settings: &Settings) -> Origin {
    let channel = page::channel(study.channels.iter().map(String::as_str));
    let short = |value: String| value.chars().take(CHANNEL_MAX_CHARS).collect::<String>();
    Origin {
        code: settings.code.clone().filter(|it| it.len() <= CODE_MAX_CHARS),
        channel: channel.into_iter().map(|(key, value)| (key.to_owned(), short(value))).collect(),
    }
}

/// Longest value of a channel key that is taken from the page's address, in characters.
const CHANNEL_MAX_CHARS: usize = 64;
