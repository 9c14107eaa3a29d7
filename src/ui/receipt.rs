//! The receipt: that it arrived, under which name, and what happens next.

use super::element::{El, el, text};
use super::parts::{heading, own, words};
use super::store::Store;
use crate::i18n::Key;

/// What stands after a referral was sent.
pub fn receipt(store: Store) -> El {
    let study = store.study();
    let receipt = store.receipt();
    let reference = match &receipt.reference {
        Some(it) => store.fill(Key::ReceiptReference, &[("reference", it)]),
        None => store.say(Key::ReceiptNoReference),
    };
    let message = receipt.message.as_ref();
    let message =
        message.map(|it| own(store, text("p", "rf-server", &store.fill(Key::ServerSays, &[("text", it)]))));
    let steps = study.next_steps.iter().map(|it| words(store, "li", "", &it.text));
    let next = (!study.next_steps.is_empty()).then(|| {
        [heading(store, 1, &store.say(Key::NextHeading)), el("ol").class("rf-steps").children(steps)]
    });
    el("div")
        .class("rf-receipt")
        .part("receipt")
        .child(own(store, text("p", "rf-lead", &reference)))
        .children(message)
        .children(next.into_iter().flatten())
}
