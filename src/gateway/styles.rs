//! The widget's stylesheet: one constructed sheet, shared by every element of the page.
//!
//! A constructed sheet needs no `style-src` exception, and nothing of it reaches the host page.

use std::cell::{Cell, OnceCell};

use wasm_bindgen::JsValue;
use web_sys::CssStyleSheet;

/// The files of `style/`, in the order of their cascade layers, without their comments.
const COVER: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// What only the form has.
const FORM: &str = include_str!(concat!(env!("OUT_DIR"), "/form.css"));

thread_local! {
    static SHEET: OnceCell<CssStyleSheet> = const { OnceCell::new() };
    static HAS_FORM: Cell<bool> = const { Cell::new(false) };
}

/// The sheet, built on the first call. Fails where the browser has no constructed stylesheets.
pub fn sheet() -> Result<CssStyleSheet, JsValue> {
    SHEET.with(|cell| {
        if let Some(sheet) = cell.get() {
            return Ok(sheet.clone());
        }
        let sheet = CssStyleSheet::new()?;
        sheet.replace_sync(COVER)?;
        Ok(cell.get_or_init(|| sheet).clone())
    })
}

/// Adds the look of the form, which comes with the later part of the engine, for every element of the page.
pub fn add_form() {
    if !HAS_FORM.replace(true) {
        // It is a sheet that was made here, and its rules are known to be good.
        let _ = sheet().and_then(|it| it.replace_sync(&[COVER, FORM].concat()));
    }
}
