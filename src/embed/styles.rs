//! The widget's stylesheet: one constructed sheet, shared by every element of the page.
//!
//! A constructed sheet needs no `style-src` exception, and nothing of it reaches the host page.

use std::cell::OnceCell;

use wasm_bindgen::JsValue;
use web_sys::CssStyleSheet;

/// The files of `style/`, in the order of their cascade layers, without their comments.
const CSS: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

thread_local! {
    static SHEET: OnceCell<CssStyleSheet> = const { OnceCell::new() };
}

/// The sheet, built on the first call. Fails where the browser has no constructed stylesheets.
pub(super) fn sheet() -> Result<CssStyleSheet, JsValue> {
    SHEET.with(|cell| {
        if let Some(sheet) = cell.get() {
            return Ok(sheet.clone());
        }
        let sheet = CssStyleSheet::new()?;
        sheet.replace_sync(CSS)?;
        Ok(cell.get_or_init(|| sheet).clone())
    })
}
