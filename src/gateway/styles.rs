//! The stylesheet of the form: a constructed sheet, shared by every element of the page.
//!
//! A constructed sheet needs no `style-src` exception, and nothing of it reaches the host page. What the start page looks like, the loader
//! has put into the shadow root already.

use std::cell::OnceCell;

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

/// What only the form has, without comments.
const FORM: &str = include_str!(concat!(env!("OUT_DIR"), "/form.css"));

thread_local! {
    static SHEET: OnceCell<CssStyleSheet> = const { OnceCell::new() };
}

/// Has a shadow root look like the form. Fails where the browser has no constructed stylesheets.
pub fn dress(root: &ShadowRoot) -> Result<(), JsValue> {
    let (sheets, form) = (root.adopted_style_sheets(), JsValue::from(sheet()?));
    if sheets.iter().all(|it| it != form) {
        let sheets: Array = sheets.iter().chain([form]).collect();
        root.set_adopted_style_sheets(&sheets);
    }
    Ok(())
}

/// The sheet, made on the first call.
fn sheet() -> Result<CssStyleSheet, JsValue> {
    if let Some(sheet) = SHEET.with(|it| it.get().cloned()) {
        return Ok(sheet);
    }
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(FORM)?;
    Ok(SHEET.with(|it| it.get_or_init(|| sheet).clone()))
}
