//! Dialogs: a question in front of everything else, that has to be answered before the form goes on.
//!
//! The browser's own `<dialog>`: it keeps the focus inside, gives it back, and closes on Escape. It asks, and decides nothing.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::element::{El, el};
use super::parts::{heading, say};
use super::sight::open_in_sight;
use super::store::Store;
use crate::i18n::Key;

/// A dialog that is still closed, with its heading and a text; `id` is unique in the shadow root.
pub fn dialog(store: Store, id: &str, title: Key, text: Key) -> El {
    let (heading_id, text_id) = (format!("{id}-heading"), format!("{id}-text"));
    el("dialog")
        .class("rf-dialog")
        .part("dialog")
        .attr("aria-labelledby", &heading_id)
        .attr("aria-describedby", &text_id)
        .child(heading(store, 1, &store.say(title)).attr("id", &heading_id))
        .child(say(store, "p", "", text).attr("id", &text_id))
}

/// The node of a dialog, which opens and closes it.
pub fn node(of: &El) -> HtmlDialogElement {
    of.node().unchecked_into()
}

/// Opens a dialog where it is seen, and tells whether it is open; one that is open stays so.
///
/// It is refused for a dialog that left the page meanwhile, and then nobody waits for it.
pub fn open(node: &HtmlDialogElement) -> bool {
    open_in_sight(node).is_ok()
}
