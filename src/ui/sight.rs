//! Sight: what somebody has to see is shown where it is seen (sight.js).

use wasm_bindgen::prelude::*;
use web_sys::{HtmlDialogElement, HtmlElement};

#[wasm_bindgen(module = "/src/ui/sight.js")]
extern "C" {
    /// Opens a dialog in front of everything else, in the part of a frame that is in sight; one that is open stays so.
    ///
    /// # Errors
    /// What the browser says of a dialog that left the page meanwhile.
    #[wasm_bindgen(catch, js_name = openInSight)]
    pub fn open_in_sight(dialog: &HtmlDialogElement) -> Result<(), JsValue>;

    /// Moves the focus to a node, and no header of the page lies over it. What cannot take it, as what is hidden, leaves it where it is.
    ///
    /// # Errors
    /// What a page has put in the place of the browser's own functions throws.
    #[wasm_bindgen(catch, js_name = focusInSight)]
    pub fn focus_in_sight(node: &HtmlElement) -> Result<(), JsValue>;
}
