//! Materials: what there is to know about the study, in a panel that every step opens from the same place.
//!
//! Only the button and an empty dialog stand here; what the dialog shows is made when it opens, in [`panel`]. The browser's own
//! dialog keeps the focus inside, gives it back and closes on Escape; the form behind it stays as it is.

mod panel;
mod summary;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::element::{El, el};
use super::parts::say;
use super::store::Store;
use crate::i18n::Key;

/// Id of the panel's heading, from which the dialog has its name.
const HEADING: &str = "materials-heading";

/// The button that opens the panel, and the panel.
pub fn materials(store: Store) -> [El; 2] {
    let dialog = el("dialog")
        .class("rf-materials")
        .part("materials")
        .attr("aria-labelledby", HEADING)
        // A press beside it closes it, where the browser knows that.
        .attr("closedby", "any");
    let place: HtmlDialogElement = dialog.node().unchecked_into();
    let shown: RefCell<Option<El>> = RefCell::new(None);
    let open = Rc::new(move || {
        place.set_text_content(None);
        let content = panel::panel(store, &place);
        if place.append_child(&content.node()).and_then(|_| place.show_modal()).is_ok() {
            panel::focus_heading(&content);
        }
        shown.replace(Some(content));
    });
    let button = say(store, "button", "rf-link", Key::MaterialsHeading)
        .part("link")
        .attr("type", "button")
        .attr("aria-haspopup", "dialog")
        .on("click", move |_| {
            let open = open.clone();
            store.once_all_is_here(Box::new(move || open()));
        });
    [button, dialog]
}
