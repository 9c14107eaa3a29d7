//! Unsent: whoever leaves the page with something that would be lost is asked first, in the browser's own words.
//!
//! On one's own device that is from the first answer on; on a shared one, where what was typed is to go, only while a referral that was
//! sent off is not known to have arrived. The page is listened to only that long: browsers keep no page to come back to that may object.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlAnchorElement, HtmlElement};

use super::element::{El, el};
use super::host::Mode;
use super::sending::Sending;
use super::store::Store;
use crate::domain::form::Step;
use crate::gateway::page::Listener;

/// How long after a press on a link that leaves the page where it is the browser may still think it is left, in milliseconds.
const RINGING_MS: f64 = 1_000.0;

/// Listens as long as there is something to lose.
pub fn unsent(store: Store) -> El {
    el("div").children_of(move || is_unsent(store).then(|| listening(store.heading())).into_iter().collect())
}

/// Has the browser ask whoever leaves, and nobody who rings the desk or writes to it: some browsers take that for leaving.
fn listening(beside: Option<HtmlElement>) -> El {
    let rang = Rc::new(Cell::new(f64::NEG_INFINITY));
    let last = rang.clone();
    let note = Rc::new(move |event: Event| {
        if leads_out_of_the_browser(&event) {
            last.set(event.time_stamp());
        }
    });
    let leaving = Listener::new(&["beforeunload"], move |event| {
        if event.time_stamp() - rang.get() > RINGING_MS {
            ask(&event);
        }
    });
    // What is pressed within a closed root is seen only there.
    let inside = beside.map(|it| {
        let note = note.clone();
        Listener::on(it.get_root_node().into(), &["click"], Box::new(move |event| note(event)))
    });
    let outside = Listener::new(&["click"], move |event| note(event));
    el("span").holding((leaving, inside, outside))
}

/// Tells whether a press was on a link to a telephone, a mail program or the like.
fn leads_out_of_the_browser(press: &Event) -> bool {
    let pressed = press.composed_path().get(0).dyn_into::<Element>().ok();
    let link = pressed.and_then(|it| it.closest("a[href]").ok().flatten());
    link.is_some_and(|it| !it.unchecked_into::<HtmlAnchorElement>().protocol().starts_with("http"))
}

/// Reads again when the step or the send moves, and as long as nothing is answered, when anything is.
fn is_unsent(store: Store) -> bool {
    // What waits on the device is not lost with the page.
    if store.step() == Step::Receipt || matches!(store.sending(), Sending::Kept(_)) {
        return false;
    }
    if store.settings().mode == Mode::Kiosk {
        return store.is_unsettled();
    }
    // What the page has prefilled is no loss to the person.
    let has_nothing = store.flow(|form| form.is_blank() || !form.is_begun());
    if has_nothing {
        store.study().field_ids().for_each(|it| store.draft(it, |_| ()));
    }
    !has_nothing
}

/// Has the browser ask.
fn ask(event: &Event) {
    event.prevent_default();
    // What browsers before 2023 wait for.
    let _ = Reflect::set(event, &"returnValue".into(), &true.into());
}
