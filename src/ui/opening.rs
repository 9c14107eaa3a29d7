//! Opening: from a study file to the form on it.
//!
//! The whole file is read and checked here, which the cover does without. It comes with the later part of the engine.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use web_sys::HtmlElement;

use super::broken;
use super::change_over::{change_over, focused_id};
use super::cover;
use super::follow::follow;
use super::host::{CODE_MAX_CHARS, HostEvent, Settings};
use super::load::{Broken, ContactOnly, Screens, StudyFile, Why, why_not};
use super::parts::control;
use super::store::Store;
use crate::domain::form::{Form, FormEvent};
use crate::domain::referral::Origin;
use crate::domain::review::Digests;
use crate::domain::study::{Reading, Study, StudyProblem, contact_of};
use crate::domain::validate::check::Conditions;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::{catalogues, crypto, page, styles};
use crate::i18n::{Messages, intl, tags};

/// Longest value of a channel key that is taken from the page's address, in characters.
const CHANNEL_MAX_CHARS: usize = 64;

/// Something that takes its time.
type Doing<T> = Pin<Box<dyn Future<Output = T>>>;

/// What a study file came to.
pub enum Read {
    /// There is no study to show.
    Broken(Broken),
    /// The study collects nothing here; without digests, for nothing is sent.
    Closed(Box<Opened>, Why),
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
    pub bytes: Rc<[u8]>,
}

impl Opened {
    /// What is said where nothing is collected.
    pub fn notice(self, why: Why) -> ContactOnly {
        ContactOnly { cover: self.study.cover.clone(), messages: self.messages, why }
    }
}

/// Makes of a study file what is shown of it in one language.
pub async fn understand(settings: &Settings, file: StudyFile, language: Option<&str>) -> Read {
    let study = Study::read(&file.bytes, reading(settings, language));
    what_comes_of(settings, file, language, study).await
}

fn reading<'a>(settings: &'a Settings, language: Option<&'a str>) -> Reading<'a> {
    Reading { language, endpoint: settings.endpoint.as_deref(), must_deliver: true }
}

async fn what_comes_of(
    settings: &Settings,
    file: StudyFile,
    language: Option<&str>,
    study: Result<Study, Vec<StudyProblem>>,
) -> Read {
    styles::add_form();
    let StudyFile { place, bytes } = file;
    let study = match study {
        Ok(study) => study,
        Err(problems) => {
            let (problems, contact) = (broken::in_words(&problems), contact_of(&bytes));
            return Read::Broken(Broken { place, problems, contact });
        }
    };
    let own = tags::own_language(&study.cover.shown, language);
    let messages = catalogues::messages(&settings.base, own).await;
    let (why, digests) = match why_not(&study.cover) {
        Some(why) => (Some(why), None),
        None => (None, digests(&study, &bytes).await),
    };
    let is_open = digests.is_some();
    let digests = digests.unwrap_or_default();
    let opened = Box::new(Opened { study: Arc::new(study), messages: Arc::new(messages), digests, bytes });
    if is_open { Read::Open(opened) } else { Read::Closed(opened, why.unwrap_or(Why::Insecure)) }
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
pub fn empty_form(study: &Study, settings: &Settings) -> Form {
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

/// Shows the first screen of a study that its cover alone does not serve.
#[inline(never)] // a way into the later part of the engine
pub fn first(
    screens: Screens,
    settings: Arc<Settings>,
    file: StudyFile,
    language: Option<String>,
    on_event: Callback<HostEvent>,
    asked: u32,
) -> Doing<()> {
    Box::pin(async move {
        let read = understand(&settings, file, language.as_deref()).await;
        if screens.still_wants(asked)
            && let Some(read) = follow(screens, &settings, read, on_event, asked).await
        {
            show(screens, settings, read, on_event, asked).await;
        }
    })
}

/// Shows what a study file came to, on a page that shows no form yet.
async fn show(
    screens: Screens,
    settings: Arc<Settings>,
    read: Read,
    on_event: Callback<HostEvent>,
    asked: u32,
) {
    match read {
        Read::Broken(broken) => screens.fail(asked, on_event, broken).await,
        Read::Closed(opened, why) => screens.close(asked, on_event, opened.notice(why)).await,
        Read::Open(opened) => {
            let was_looked_up = screens.look().is_some();
            let open = move || {
                let store = screens.open(|| open(*opened, settings, on_event));
                if was_looked_up {
                    store.focus_later(|places| Some(places.heading.clone()));
                }
            };
            screens.begin(asked, on_event, HostEvent::Ready, Box::new(open)).await;
        }
    }
}

/// Reads the study whole for somebody who has turned to its cover, so that nothing is left to do once they go on.
#[inline(never)] // a way into the later part of the engine
pub fn prepare(screens: Screens, cover: cover::Cover) -> Doing<()> {
    Box::pin(async move {
        let read = read_whole(cover).await;
        match read {
            Read::Open(_) if cover.is_gone() => {}
            Read::Open(_) => cover.keep(Box::new(read)),
            Read::Broken(_) | Read::Closed(..) => give_up(screens, cover, read).await,
        }
    })
}

/// The id of what had the focus; `None` where nothing in the form had it.
pub struct Focused(pub Option<String>);

/// Opens the form in the place of a cover, with what was chosen there; at its next step where it `goes_on`. `None` where that was not possible.
#[inline(never)] // a way into the later part of the engine
pub fn open_form(screens: Screens, cover: cover::Cover, goes_on: bool) -> Doing<Option<Focused>> {
    Box::pin(async move {
        let prepared = cover.take_prepared().and_then(|it| it.downcast().ok());
        let read = match prepared {
            Some(read) => *read,
            None => read_whole(cover).await,
        };
        if cover.is_gone() {
            return None;
        }
        let opened = match read {
            Read::Open(opened) => *opened,
            Read::Broken(_) | Read::Closed(..) => {
                give_up(screens, cover, read).await;
                return None;
            }
        };
        let (settings, on_event) = (cover.voice().settings(), cover.on_event());
        let focused = cover.heading().and_then(|it| focused_id(&it));
        let (source, request) = cover.chosen();
        let store = screens.open(|| open(opened, settings, on_event));
        if let Some(source) = source.filter(|it| store.now(Form::source) != Some(*it)) {
            store.act(FormEvent::SourceChosen(source));
        }
        if let Some(request) = request {
            store.act(FormEvent::RequestChosen(request));
        }
        if goes_on {
            // Before its first step is drawn, which nobody would see.
            store.act(FormEvent::Continued);
        }
        tick().await;
        (!store.is_gone()).then_some(Focused(focused))
    })
}

/// Puts the focus where it was, or else on the heading.
#[inline(never)] // a way into the later part of the engine
pub fn put_focus(screens: Screens, focused: Option<String>) {
    let heading = screens.form().and_then(Store::heading);
    let found = focused.and_then(|id| control(heading.as_ref()?, &id).or(heading));
    // What cannot take the focus leaves it where it is.
    let _ = found.as_ref().map(HtmlElement::focus);
}

/// Presses a button of the form that is shown.
#[inline(never)] // a way into the later part of the engine
pub fn press(screens: Screens, id: &str) {
    let heading = screens.form().and_then(Store::heading);
    heading.and_then(|it| control(&it, id)).inspect(HtmlElement::click);
}

async fn read_whole(cover: cover::Cover) -> Read {
    let (settings, language) = (cover.voice().settings(), cover.language());
    let study = cover.study(reading(&settings, language.as_deref()));
    what_comes_of(&settings, cover.file(), language.as_deref(), study).await
}

/// Shows why there is no form, in the place of a cover.
async fn give_up(screens: Screens, cover: cover::Cover, read: Read) {
    if !cover.is_gone() {
        let (settings, on_event) = (cover.voice().settings(), cover.on_event());
        show(screens, settings, read, on_event, screens.ask()).await;
    }
}

/// Shows the form, or the state of a referral, in another language.
#[inline(never)] // a way into the later part of the engine
pub fn show_in(
    screens: Screens,
    settings: Arc<Settings>,
    language: Option<String>,
    on_event: Callback<HostEvent>,
) {
    let asked = screens.ask();
    // Read now: when its turn comes, the element may have been removed, and its signals with it.
    let Some(bytes) = screens.form().or_else(|| screens.look().map(|it| it.0)).map(Store::bytes) else {
        return;
    };
    spawn_local(async move {
        let file = StudyFile { place: String::new(), bytes };
        let read = understand(&settings, file, language.as_deref()).await;
        if !screens.still_wants(asked) {
            return;
        }
        match (screens.form(), read) {
            (Some(store), Read::Open(opened)) => change_over(screens, store, *opened, language, asked),
            (Some(_), read) => show(screens, settings, read, on_event, asked).await,
            (None, read) => {
                if let Some(read) = follow(screens, &settings, read, on_event, asked).await {
                    show(screens, settings, read, on_event, asked).await;
                }
            }
        }
    });
}

/// Shows a form in the language that the person chooses.
pub fn turn_to(store: Store, screens: Screens, language: &str) {
    show_in(screens, store.settings(), Some(language.to_owned()), store.on_event());
}

/// Shows the language that had to wait for a send.
pub fn catch_up(store: Store, screens: Screens) {
    if let Some(language) = store.take_put_off() {
        turn_to(store, screens, &language);
    }
}

/// Tells whether nothing was begun in a form.
#[inline(never)] // a way into the later part of the engine
pub fn is_unbegun(store: Store) -> bool {
    !store.now(Form::is_begun)
}
