//! The interface: Leptos components, one control a file.
//!
//! Owns no rules: what an answer means is asked of `domain`, and what leaves goes through `gateway`.
//! [`Widget`] reads the study file and shows one of a few screens; [`flow`] is the form itself.

mod asked;
mod broken;
mod change_over;
mod consents;
mod contact;
pub mod controls;
mod data_line;
mod delivery;
mod dialog;
pub mod element;
mod flow;
mod follow;
mod frame;
mod handlers;
pub mod host;
mod idle;
mod keep_link;
mod language;
mod load;
mod materials;
mod notices;
mod opening;
mod outbox;
mod parts;
pub mod problems;
mod questions;
mod receipt;
mod receipt_document;
mod review;
mod sending;
mod sent;
mod sight;
mod start_over;
mod status;
pub mod store;
mod taking;
mod unsent;
mod verdicts;
mod voice;

use std::sync::Arc;

use js_sys::Error;
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::gateway::page::Listener;
use crate::i18n::Messages;
use element::{El, el};
use flow::flow;
use host::{HostEvent, Settings};
use load::{Screen, Screens};
pub use opening::Opened;
use opening::show_in;
use parts::control;
use store::Store;

/// How whoever has put the form into a page asks something of it. It keeps nothing alive.
#[derive(Clone)]
pub struct Handle {
    screens: Screens,
    settings: Arc<Settings>,
    on_event: Callback<HostEvent>,
}

impl Handle {
    /// Goes on from the start page to the first questions, once it is known what is shown.
    pub async fn begin(self, source: Option<String>, request: Option<String>) {
        if !self.screens.settle().await {
            return;
        }
        match (self.screens.form(), &self.settings.start_page) {
            (Some(store), _) => store.begin(source.as_deref(), request.as_deref()),
            (None, Some(page)) => page.hide(),
            (None, None) => {}
        }
    }

    /// Opens the panel about the study, once it is known what is shown.
    pub async fn open_materials(self) {
        if self.screens.settle().await {
            tick().await;
            let heading = self.screens.form().and_then(Store::heading);
            heading.and_then(|it| control(&it, frame::OPEN_PANEL)).inspect(HtmlElement::click);
        }
    }

    /// Shows another language, which the person has chosen on the start page.
    pub fn turn_to(&self, language: String) {
        show_in(self.screens, self.settings.clone(), Some(language), self.on_event);
    }

    /// Calls a method of the element, by its name, with what the page gave as a text.
    ///
    /// # Errors
    /// What the page's promise fails with; its author reads it.
    pub async fn ask(self, method: String, given: String) -> Result<JsValue, JsValue> {
        asked::ask(self, method, given).await
    }
}

/// What a promise of the page fails with. Reader: the page's author, in English; never with an answer.
pub fn refusal(why: &str) -> JsValue {
    Error::new(&format!("referral-form: {why}")).into()
}

/// The whole form, inside one element, beside the start page.
///
/// `language` is the language that the page asks for; `on_event` receives what the host page may know.
pub fn widget(
    settings: Settings,
    language: ArcRwSignal<Option<String>>,
    on_event: Callback<HostEvent>,
) -> (El, Handle) {
    let screens = Screens::new(settings.start_page.clone());
    let settings = Arc::new(settings);
    let handle = Handle { screens, settings: settings.clone(), on_event };
    let level = settings.heading_level;
    let links = {
        let settings = settings.clone();
        Listener::new(&["hashchange"], move |_| follow::turn(screens, &settings, on_event))
    };
    let widget = el("div")
        .class("rf-widget")
        .holding(links)
        .effect(Box::new(move || {
            let wanted = language.get();
            screens.of_page(wanted.clone());
            show_in(screens, settings.clone(), wanted, on_event);
        }))
        .children_of(move || {
            screens.with(|screen| {
                vec![match screen {
                    Screen::Loading(_) => notices::loading(&Messages::english()),
                    Screen::Broken(it) => notices::broken(it, &Messages::english(), level),
                    Screen::Contact(it) => notices::contact_only(it, level),
                    Screen::Status(store, look) => status::status(*store, screens, look),
                    Screen::Open(store) => flow(*store, screens),
                }]
            })
        });
    (widget, handle)
}
