//! The interface: Leptos components, one control a file.
//!
//! Owns no rules: what an answer means is asked of `domain`, and what leaves goes through `gateway`.
//! [`Widget`] reads the study file and shows one of a few screens; [`flow`] is the form itself.

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
pub mod host;
mod idle;
mod keep_link;
mod language;
mod load;
mod materials;
mod notices;
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

use std::sync::Arc;

use leptos::prelude::*;

use crate::gateway::page::Listener;
use crate::i18n::Messages;
use element::{El, el};
use flow::flow;
use host::{HostEvent, Settings};
pub use load::Opened;
use load::{Screen, Screens};

/// The whole form, inside one element.
///
/// `language` is the language that the page asks for; `on_event` receives what the host page may know.
pub fn widget(
    settings: Settings,
    language: ArcRwSignal<Option<String>>,
    on_event: Callback<HostEvent>,
) -> El {
    let screens = Screens::new();
    let settings = Arc::new(settings);
    let level = settings.heading_level;
    let links = {
        let settings = settings.clone();
        Listener::new(&["hashchange"], move |_| follow::turn(screens, &settings, on_event))
    };
    el("div")
        .class("rf-widget")
        .holding(links)
        .effect(Box::new(move || {
            let wanted = language.get();
            screens.of_page(wanted.clone());
            language::show_in(screens, settings.clone(), wanted, on_event);
        }))
        .children_of(move || {
            screens.with(|screen| match screen {
                Screen::Loading => [notices::loading(&Messages::english())],
                Screen::Broken(it) => [notices::broken(it, &Messages::english(), level)],
                Screen::Contact(it) => [notices::contact_only(it, level)],
                Screen::Status(store, look) => [status::status(*store, screens, look)],
                Screen::Open(store) => [flow(*store, screens)],
            })
        })
}
