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
mod cover;
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
mod start;
mod start_over;
mod status;
pub mod store;
mod unsent;
mod verdicts;
mod voice;

use std::sync::Arc;

use js_sys::{Error, Function};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsValue;

use crate::gateway::later::{self, Part};
use crate::gateway::page::Listener;
use crate::i18n::Messages;
use element::{El, el};
use flow::flow;
use host::{HostEvent, Settings};
use load::{Screen, Screens};
pub use opening::Opened;

/// How whoever has put the form into a page asks something of it. It keeps nothing alive.
#[derive(Clone)]
pub struct Handle {
    screens: Screens,
    settings: Arc<Settings>,
    on_event: Callback<HostEvent>,
}

impl Handle {
    /// Calls a method of the element, by its name, with what the page gave as a text.
    ///
    /// # Errors
    /// What the page's promise fails with; its author reads it.
    pub async fn ask(self, method: String, given: String) -> Result<JsValue, JsValue> {
        if later::fetch_part(Part::Asked).await {
            asked::ask(self, method, given).await
        } else {
            Err(refusal("a part of the form could not be fetched"))
        }
    }
}

/// What a promise of the page fails with. Reader: the page's author, in English; never with an answer.
pub fn refusal(why: &str) -> JsValue {
    Error::new(&format!("referral-form: {why}")).into()
}

/// The whole form, inside one element.
///
/// `language` is the language that the page asks for; `on_event` receives what the host page may know. `on_shown` is called once, when
/// the first screen stands that tells of the study.
pub fn widget(
    settings: Settings,
    language: ArcRwSignal<Option<String>>,
    on_event: Callback<HostEvent>,
    on_shown: Option<Function>,
) -> (El, Handle) {
    let screens = Screens::new();
    if let Some(on_shown) = on_shown {
        spawn_local(async move {
            if screens.settle().await {
                tick().await;
                // It is the loader's, which lets nothing fail.
                let _ = on_shown.call0(&JsValue::NULL);
            }
        });
    }
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
            load::show_in(screens, settings.clone(), wanted, on_event);
        }))
        .children_of(move || {
            screens.with(|screen| {
                vec![match screen {
                    Screen::Loading(_) => notices::loading(&Messages::english()),
                    Screen::Broken(it) => notices::broken(it, &Messages::english(), level),
                    Screen::Contact(it) => notices::contact_only(it, level),
                    Screen::Status(store, look) => status::status(*store, screens, look),
                    Screen::Cover(it) => cover::cover(*it, screens),
                    Screen::Open(store) => flow(*store, screens),
                }]
            })
        });
    (widget, handle)
}
