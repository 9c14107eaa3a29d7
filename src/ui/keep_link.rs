//! The link on the receipt, under which what became of the referral can be looked up later.
//!
//! The link names the page, the study and a token, and nothing of the person. On a shared device it is on paper only.

use super::element::{El, el, text};
use super::parts::{heading, own, say};
use super::store::Store;
use super::taking::copy_button;
use crate::gateway::status_link;
use crate::i18n::Key;

/// The link to the state of the referral that arrived; `None` where the endpoint tells no state.
pub fn link(store: Store) -> Option<String> {
    let (study, receipt) = (store.study(), store.receipt());
    let kept = &store.settings().kept_queries;
    status_link::link_to(&study.cover.head.id.0, &study.endpoint, receipt.status.as_deref()?, kept)
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
    let shown = text("p", "rf-body", &address).part("address").attr("dir", "ltr");
    let copy = copy_button(store, Key::KeepLinkCopy, &address, shown.node());
    let panel = el("div")
        .class("rf-receipt")
        .part("status-link")
        .child(heading(store, 1, &store.say(Key::KeepLinkHeading)))
        .child(say(store, "p", "", Key::KeepLinkText))
        .child(own(store, el("p")).child(open))
        .child(shown)
        .children(copy);
    Some(panel)
}
