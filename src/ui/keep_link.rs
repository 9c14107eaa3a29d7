//! The link on the receipt, under which what became of the referral can be looked up later, and the buttons that copy.
//!
//! The link names the page, the study and a token, and nothing of the person. On a shared device it is on paper only.

use leptos::task::spawn_local;

use super::element::{El, el, text};
use super::parts::{button, heading, own, say};
use super::store::Store;
use crate::gateway::{clipboard, status_link};
use crate::i18n::Key;

/// The link to the state of the referral that arrived; `None` where the endpoint tells no state.
pub fn link(store: Store) -> Option<String> {
    let (study, receipt) = (store.study(), store.receipt());
    status_link::link_to(&study.cover.head.id.0, &study.endpoint, receipt.status.as_deref()?)
}

/// The link to keep.
pub fn keep_link(store: Store) -> Option<El> {
    let address = link(store)?;
    // Beside the receipt: the same page with another fragment would not load anew.
    let open = el("a")
        .class("rf-link")
        .part("link")
        .attr("href", &address)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .text(&store.say(Key::StatusSee))
        .text(" ")
        .child(text("span", "rf-hidden", &store.say(Key::NewTab)));
    let panel = el("div")
        .class("rf-receipt")
        .part("status-link")
        .child(heading(store, 1, &store.say(Key::KeepLinkHeading)))
        .child(say(store, "p", "", Key::KeepLinkText))
        .child(own(store, el("p")).child(open))
        .child(text("p", "rf-body", &address).part("address").attr("dir", "ltr"))
        .children(copy_button(store, Key::KeepLinkCopy, &address));
    Some(panel)
}

/// A button that copies a text, and says so; `None` where the browser cannot copy.
pub fn copy_button(store: Store, words: Key, copied: &str) -> Option<El> {
    if !clipboard::can_copy() {
        return None;
    }
    let done = own(store, el("span")).class("rf-hint").attr("role", "status");
    let (says, copied) = (done.node(), copied.to_owned());
    let press = move || {
        let (says, copied) = (says.clone(), copied.clone());
        // Said again when it is done again.
        says.set_text_content(None);
        spawn_local(async move {
            if clipboard::copy(&copied).await && !store.is_gone() {
                says.set_text_content(Some(&store.say(Key::Copied)));
            }
        });
    };
    let button = own(store, button("rf-button-secondary", &store.say(words), press));
    Some(el("div").class("rf-actions").part("actions").child(button).child(done))
}
