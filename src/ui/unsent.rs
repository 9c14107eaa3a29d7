//! Unsent: whoever leaves the page with something that would be lost is asked first, in the browser's own words.
//!
//! On one's own device that is from the first answer on; on a shared one, where what was typed is to go, only while a referral that was
//! sent off is not known to have arrived. The page is listened to only that long: browsers keep no page to come back to that may object.

use js_sys::Reflect;
use web_sys::Event;

use super::element::{El, el};
use super::host::Mode;
use super::sending::Sending;
use super::store::Store;
use crate::domain::form::Step;
use crate::gateway::page::Listener;

/// Listens as long as there is something to lose.
pub fn unsent(store: Store) -> El {
    let listening = || el("span").holding(Listener::new(&["beforeunload"], ask));
    el("div").children_of(move || is_unsent(store).then(listening).into_iter().collect())
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
fn ask(event: Event) {
    event.prevent_default();
    // What browsers before 2023 wait for.
    let _ = Reflect::set(&event, &"returnValue".into(), &true.into());
}
