//! Changing over: an open form goes on in another language, with all that was typed and the focus where it was.

use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};

use super::load::Screens;
use super::opening::Opened;
use super::parts::control;
use super::store::Store;
use crate::domain::form::Step;
use crate::i18n::{Key, intl};

/// Shows the form on the study in its other language; while a referral is being sent, only afterwards.
pub fn change_over(screens: Screens, store: Store, opened: Opened, language: Option<String>, asked: u32) {
    if store.sending_now().is_going_on() {
        return store.put_off(language);
    }
    let focused = store.heading().and_then(|it| focused_id(&it));
    let store = screens.open(|| store.in_language(opened));
    store.focus_later(move |places| {
        let heading = &places.heading;
        control(heading, &focused?).or_else(|| Some(heading.clone()))
    });
    spawn_local(async move {
        tick().await;
        if screens.still_wants(asked) {
            store.announce(now_in(store));
        }
    });
}

/// Says in which language the form goes on, and what that asks of the person.
fn now_in(store: Store) -> String {
    let name = intl::language_name(&store.study().cover.shown, &store.study().cover.shown);
    let mut words = store.fill(Key::LanguageNow, &[("language", &name)]);
    if store.now(|form| form.agrees_again() && form.step() == Step::Consents) {
        words = format!("{words} {}", store.say(Key::ConsentsAgain));
    }
    words
}

/// The id of what has focus beside an element of the form; `None` where nothing in the form has it.
pub fn focused_id(beside: &HtmlElement) -> Option<String> {
    let root = beside.get_root_node().dyn_into::<ShadowRoot>().ok()?;
    root.active_element().map(|it| it.id())
}
