//! The interface: Leptos components, one control a file.
//!
//! Owns no rules: what an answer means is asked of `domain`, and what leaves goes through `gateway`.
//! [`Widget`] reads the study file and shows one of a few screens; [`flow`] is the form itself.

mod consents;
mod contact;
pub mod controls;
mod delivery;
pub mod element;
mod flow;
pub mod host;
mod load;
mod notices;
mod parts;
pub mod problems;
mod receipt;
mod review;
mod sent;
mod start;
pub mod store;
mod verdicts;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::gateway::console;
use crate::i18n::Messages;
use flow::Flow;
use host::{HostEvent, Settings};
use load::Screen;

/// The whole form, inside one element.
#[component]
pub fn Widget(
    /// What the element's attributes ask for.
    settings: Settings,
    /// The language that the page asks for; changes with the element's `lang`.
    #[prop(into)]
    language: Signal<Option<String>>,
    /// Receives what the host page may know.
    on_event: Callback<HostEvent>,
) -> impl IntoView {
    let screen = RwSignal::new(Screen::Loading);
    let owner = Owner::current().expect("a component runs under an owner");
    spawn_local(async move {
        let wanted = language.get_untracked();
        let loaded = load::load(&settings, wanted.as_deref()).await;
        // The element may have been removed meanwhile, and its signals with it.
        if screen.is_disposed() {
            return;
        }
        owner.with(|| {
            let next = load::screen(loaded, settings, on_event);
            tell(&next, on_event);
            screen.set(next);
        });
    });
    move || match screen.get() {
        Screen::Loading => notices::loading(&Messages::english()),
        Screen::Broken(broken) => notices::broken(&broken),
        Screen::Contact(notice) => notices::contact_only(&notice),
        Screen::Open(store) => {
            provide_context(store);
            provide_context(screen);
            view! { <Flow /> }.into_any()
        }
    }
}

fn tell(screen: &Screen, on_event: Callback<HostEvent>) {
    match screen {
        Screen::Loading => {}
        Screen::Broken(broken) => {
            console::error(&broken.for_author());
            on_event.run(HostEvent::Failed { kind: "study" });
        }
        Screen::Contact(_) => on_event.run(HostEvent::Closed),
        Screen::Open(_) => on_event.run(HostEvent::Ready),
    }
}
