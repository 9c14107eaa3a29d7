//! The interface: Leptos components, one control a file.
//!
//! Owns no rules: what an answer means is asked of `domain`, and what leaves goes through `gateway`.
//! [`Widget`] reads the study file and shows one of a few screens; [`flow`] is the form itself.

mod broken;
mod consents;
mod contact;
pub mod controls;
mod data_line;
mod delivery;
mod dialog;
pub mod element;
mod flow;
pub mod host;
mod idle;
mod load;
mod materials;
mod notices;
mod parts;
pub mod problems;
mod receipt;
mod receipt_document;
mod review;
mod sent;
mod start;
mod start_over;
pub mod store;
mod verdicts;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use crate::gateway::console;
use crate::i18n::Messages;
use element::{El, el};
use flow::flow;
use host::{HostEvent, Settings};
use load::{LoadResult, Screen, Screens};

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
    spawn_local(async move {
        let wanted = language.get_untracked();
        let loaded = load::load(&settings, wanted.as_deref()).await;
        // The element may have been removed meanwhile, and its signals with it.
        if screens.are_gone() {
            return;
        }
        let event = show(screens, loaded, settings, on_event);
        // The page hears of a screen once it stands there.
        tick().await;
        if !screens.are_gone() {
            on_event.run(event);
        }
    });
    el("div").class("rf-widget").children_of(move || {
        screens.with(|screen| match screen {
            Screen::Loading => [notices::loading(&Messages::english())],
            Screen::Broken(it) => [notices::broken(it, &Messages::english(), level)],
            Screen::Contact(it) => [notices::contact_only(it, &Messages::english(), level)],
            Screen::Open(store) => [flow(*store, screens)],
        })
    })
}

/// Shows what loading came to, and gives the event that tells the page.
fn show(
    screens: Screens,
    loaded: LoadResult,
    settings: Arc<Settings>,
    on_event: Callback<HostEvent>,
) -> HostEvent {
    match loaded {
        LoadResult::Broken(broken) => {
            console::error(&broken.for_author());
            screens.show(Screen::Broken(broken));
            HostEvent::Failed { kind: "study" }
        }
        LoadResult::Contact(notice) => {
            screens.show(Screen::Contact(notice));
            HostEvent::Closed
        }
        LoadResult::Open(study, digests) => {
            screens.open(|| load::open(*study, digests, settings, on_event));
            HostEvent::Ready
        }
    }
}
