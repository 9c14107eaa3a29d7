//! Opening: from a study file to the screen that is shown of it.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::broken;
use super::change_over::change_over;
use super::follow::follow;
use super::host::{CODE_MAX_CHARS, HostEvent, Settings};
use super::load::{Broken, ContactOnly, Screens, StudyFile, Why, read, why_not};
use super::store::Store;
use crate::domain::form::Form;
use crate::domain::referral::Origin;
use crate::domain::review::Digests;
use crate::domain::study::{Reading, Study, contact_of};
use crate::domain::validate::check::Conditions;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::{catalogues, crypto, page};
use crate::i18n::{Messages, intl, tags};

/// Longest value of a channel key that is taken from the page's address, in characters.
const CHANNEL_MAX_CHARS: usize = 64;

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
    let StudyFile { place, bytes } = file;
    let reading = Reading { language, endpoint: settings.endpoint.as_deref(), must_deliver: true };
    let study = match Study::read(&bytes, reading) {
        Ok(study) => study,
        Err(problems) => {
            let (problems, contact) = (broken::in_words(&problems), contact_of(&bytes));
            return Read::Broken(Broken { place, problems, contact });
        }
    };
    let own = tags::own_language(&study.cover.shown, language);
    let messages = catalogues::messages(settings.start_page.as_ref(), own).await;
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

/// Shows what a study file came to, on an element that shows no form yet.
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
        // The element may have been removed meanwhile, and its signals with it.
        Read::Open(opened) if screens.still_wants(asked) => {
            let was_looked_up = screens.look().is_some();
            let store = screens.open(|| open(*opened, settings, on_event));
            if was_looked_up {
                store.focus_heading();
            }
        }
        Read::Open(_) => {}
    }
}

/// Shows the element in the language that is asked for, or else in that of the study file: a form and the state of a referral go on
/// in it, and otherwise the study file is read first.
pub fn show_in(
    screens: Screens,
    settings: Arc<Settings>,
    language: Option<String>,
    on_event: Callback<HostEvent>,
) {
    let asked = screens.ask();
    // Read now: when its turn comes, the element may have been removed, and its signals with it.
    let shown = screens.form().or_else(|| screens.look().map(|it| it.0)).map(Store::bytes);
    spawn_local(async move {
        let file = match shown {
            Some(bytes) => StudyFile { place: String::new(), bytes },
            None => match read(&settings).await {
                Ok(file) => file,
                Err(broken) => return screens.fail(asked, on_event, broken).await,
            },
        };
        if !screens.still_wants(asked) {
            return;
        }
        let read = understand(&settings, file, language.as_deref()).await;
        if !screens.still_wants(asked) {
            return;
        }
        match (screens.form(), read) {
            (Some(store), Read::Open(opened)) => change_over(screens, store, *opened, language, asked),
            (Some(_), read) => show(screens, settings, read, on_event, asked).await,
            (None, read) => {
                if let Some(read) = follow(screens, &settings, read, on_event) {
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
