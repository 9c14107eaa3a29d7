//! Materials: what there is to know about the study, in a panel that every step opens from the same place.
//!
//! Only the button and an empty dialog stand here; what the dialog shows is made when it opens, in [`panel`]. The browser's own
//! dialog keeps the focus inside, gives it back and closes on Escape; the form behind it stays as it is.

mod panel;
mod summary;

use std::cell::RefCell;

use super::dialog;
use super::element::{El, el};
use super::frame::open_panel;
use super::store::Store;

/// Id of the panel's heading, from which the dialog has its name.
const HEADING: &str = "materials-heading";

/// The button that opens the panel, and the panel.
pub fn materials(store: Store) -> [El; 2] {
    let panel = el("dialog")
        .class("rf-materials")
        .part("materials")
        .attr("aria-labelledby", HEADING)
        // A press beside it closes it, where the browser knows that.
        .attr("closedby", "any");
    let place = dialog::node(&panel);
    let shown: RefCell<Option<El>> = RefCell::new(None);
    let open = move || {
        place.set_text_content(None);
        let content = panel::panel(store, &place);
        if place.append_child(&content.node()).is_ok() && dialog::open(&place) {
            panel::focus_heading(&content);
        }
        shown.replace(Some(content));
    };
    [open_panel(store.voice(), open), panel]
}
