//! Languages: which one is shown, and the control by which the person changes it.
//!
//! A change loses nothing that was typed. What was agreed to in other words is asked for again. The choice stays in
//! memory: no address, cookie or storage learns of it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::change_over::change_over;
use super::element::{El, el, text};
use super::follow::follow;
use super::host::{HostEvent, Mode, Settings};
use super::load::{self, LoadResult, Screen, Screens};
use super::parts::own;
use super::store::Store;
use crate::gateway::{console, later};
use crate::i18n::{Key, intl};

/// Shows the widget in the language that is asked for, or else in that of the study file.
pub fn show_in(
    screens: Screens,
    settings: Arc<Settings>,
    language: Option<String>,
    on_event: Callback<HostEvent>,
) {
    if let Some(store) = screens.form().filter(|_| !later::is_here()) {
        let show = move || show_in(screens, settings, language, on_event);
        return store.once_all_is_here(Box::new(show));
    }
    let asked = screens.ask();
    // Read now: when its turn comes, the element may have been removed, and its signals with it.
    let bytes = screens.form().or_else(|| screens.look().map(|it| it.0)).map(Store::bytes);
    spawn_local(async move {
        let loaded = match bytes {
            Some(bytes) => load::understand(&settings, String::new(), bytes, language.as_deref()).await,
            None => load::load(&settings, language.as_deref()).await,
        };
        if settings.mode == Mode::Kiosk {
            // What watches over a shared device is in there.
            later::fetch().await;
        }
        // The element may have been removed meanwhile, and its signals with it.
        if !screens.still_wants(asked) {
            return;
        }
        let loaded = match screens.form() {
            Some(_) => Some(loaded),
            None => follow(screens, &settings, loaded, on_event, asked).await,
        };
        let Some(loaded) = loaded else { return };
        let was_looked_up = screens.look().is_some();
        let is_news = screens.are_empty() || was_looked_up || screens.form().is_some();
        let event = match (screens.form(), loaded) {
            (Some(store), LoadResult::Open(opened)) => {
                return change_over(screens, store, *opened, language, asked);
            }
            (None, LoadResult::Open(opened)) => {
                let store = screens.open(|| load::open(*opened, settings, on_event));
                if was_looked_up {
                    store.focus_later(|places| Some(places.heading.clone()));
                }
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
        let is_shown = *tag == study.cover.shown;
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
    (study.cover.offered.len() > 1).then(|| {
        own(store, el("div"))
            .class("rf-languages")
            .part("languages")
            .attr("role", "group")
            .attr("aria-label", &store.say(Key::Language))
            .children(study.cover.offered.iter().enumerate().map(button))
    })
}

fn turn_to(store: Store, screens: Screens, language: String) {
    show_in(screens, store.settings(), Some(language), store.on_event());
}
