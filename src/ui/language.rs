//! Languages: which one is shown, and the control by which the person changes it.
//!
//! A change loses nothing that was typed. What was agreed to in other words is asked for again. The choice stays in
//! memory: no address, cookie or storage learns of it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;
use web_sys::ShadowRoot;

use super::element::{El, el, text};
use super::flow::control;
use super::host::{HostEvent, Settings};
use super::load::{self, LoadResult, Screen, Screens};
use super::parts::own;
use super::store::{Sending, Store};
use crate::domain::form::Step;
use crate::gateway::console;
use crate::i18n::{Key, intl};

/// Shows the widget in the language that is asked for, or else in that of the study file.
pub fn show_in(
    screens: Screens,
    settings: Arc<Settings>,
    language: Option<String>,
    on_event: Callback<HostEvent>,
) {
    let asked = screens.ask();
    spawn_local(async move {
        let loaded = match screens.form() {
            Some(store) => {
                load::understand(&settings, String::new(), store.bytes(), language.as_deref()).await
            }
            None => load::load(&settings, language.as_deref()).await,
        };
        // The element may have been removed meanwhile, and its signals with it.
        if !screens.still_wants(asked) {
            return;
        }
        let is_news = screens.are_empty() || screens.form().is_some();
        let event = match (screens.form(), loaded) {
            (Some(store), LoadResult::Open(_)) if store.sending_now() == Sending::UnderWay => {
                return store.put_off(language);
            }
            (Some(store), LoadResult::Open(opened)) => {
                let focused = focused_id(store);
                let store = screens.open(|| store.in_language(*opened));
                store.focus_later(move |places| {
                    let heading = &places.heading;
                    control(heading, &focused?).or_else(|| Some(heading.clone()))
                });
                tick().await;
                if screens.still_wants(asked) {
                    store.announce(now_in(store));
                }
                return;
            }
            (None, LoadResult::Open(opened)) => {
                screens.open(|| load::open(*opened, settings, on_event));
                HostEvent::Ready
            }
            (_, LoadResult::Contact(notice)) => {
                screens.show(Screen::Contact(notice));
                HostEvent::Closed
            }
            (_, LoadResult::Broken(broken)) => {
                console::error(&broken.for_author());
                screens.show(Screen::Broken(broken));
                HostEvent::Failed { kind: "study" }
            }
        };
        // The page hears of a screen once it stands there.
        tick().await;
        if is_news && screens.still_wants(asked) {
            on_event.run(event);
        }
    });
}

/// Shows the language that had to wait for a send.
pub fn catch_up(store: Store, screens: Screens) {
    if let Some(language) = store.take_put_off() {
        turn_to(store, screens, language);
    }
}

/// The languages to choose from, each by its own name; nothing where there is but one.
pub fn languages(store: Store, screens: Screens) -> Option<El> {
    let study = store.study();
    let button = |(index, tag): (usize, &String)| {
        let is_shown = *tag == study.shown;
        let wanted = tag.clone();
        text("button", "rf-language", &intl::language_name(tag, tag))
            .part("language")
            .attr("type", "button")
            .attr("id", &format!("language-{index}"))
            .language(Some(tag))
            .attr_if("aria-current", is_shown.then_some("true"))
            .on("click", move |_| {
                if !is_shown {
                    turn_to(store, screens, wanted.clone());
                }
            })
    };
    (study.offered.len() > 1).then(|| {
        own(store, el("div"))
            .class("rf-languages")
            .part("languages")
            .attr("role", "group")
            .attr("aria-label", &store.say(Key::Language))
            .children(study.offered.iter().enumerate().map(button))
    })
}

/// Says in which language the form goes on, and what that asks of the person.
fn now_in(store: Store) -> String {
    let name = intl::language_name(&store.study().shown, &store.study().shown);
    let mut words = store.fill(Key::LanguageNow, &[("language", &name)]);
    if store.now(|form| form.agrees_again() && form.step() == Step::Consents) {
        words = format!("{words} {}", store.say(Key::ConsentsAgain));
    }
    words
}

fn turn_to(store: Store, screens: Screens, language: String) {
    show_in(screens, store.settings(), Some(language), store.on_event());
}

/// The id of what has focus in the form.
fn focused_id(store: Store) -> Option<String> {
    let root = store.heading()?.get_root_node().dyn_into::<ShadowRoot>().ok()?;
    root.active_element().map(|it| it.id())
}
