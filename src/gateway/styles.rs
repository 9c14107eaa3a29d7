//! The widget's stylesheets: constructed sheets, shared by every element of the page.
//!
//! A constructed sheet needs no `style-src` exception, and nothing of it reaches the host page. The loader has put the look of the
//! cover into a shadow root already, for it shows the cover before the engine is there.

use std::cell::{Cell, OnceCell};

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

/// The files of `style/`, in the order of their cascade layers, without their comments.
const COVER: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// What only the form has.
const FORM: &str = include_str!(concat!(env!("OUT_DIR"), "/form.css"));

thread_local! {
    static COVER_SHEET: OnceCell<CssStyleSheet> = const { OnceCell::new() };
    static FORM_SHEET: OnceCell<CssStyleSheet> = const { OnceCell::new() };
    static HAS_FORM: Cell<bool> = const { Cell::new(false) };
}

/// Has a shadow root look like the form, as soon as that comes. Fails where the browser has no constructed stylesheets.
pub fn dress(root: &ShadowRoot) -> Result<(), JsValue> {
    let (sheets, form) = (root.adopted_style_sheets(), JsValue::from(form()?));
    if sheets.iter().all(|it| it != form) {
        let sheets: Array = sheets.iter().chain([form]).collect();
        root.set_adopted_style_sheets(&sheets);
    }
    Ok(())
}

/// Has a shadow root look like the cover, for an app that has the form without the loader.
pub fn dress_alone(root: &ShadowRoot) -> Result<(), JsValue> {
    if root.adopted_style_sheets().length() == 0 {
        let cover = COVER_SHEET.with(|it| shared(it, COVER))?;
        root.set_adopted_style_sheets(&Array::of1(&cover));
    }
    Ok(())
}

/// Adds the look of the form, which comes with the later part of the engine, for every element of the page.
pub fn add_form() {
    if !HAS_FORM.replace(true) {
        // It is a sheet that was made here, and its rules are known to be good.
        let _ = form().and_then(|it| it.replace_sync(FORM));
    }
}

/// The sheet of the form, which is empty at first.
fn form() -> Result<CssStyleSheet, JsValue> {
    FORM_SHEET.with(|it| shared(it, ""))
}

/// A sheet, made on the first call.
fn shared(cell: &OnceCell<CssStyleSheet>, rules: &str) -> Result<CssStyleSheet, JsValue> {
    if let Some(sheet) = cell.get() {
        return Ok(sheet.clone());
    }
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(rules)?;
    Ok(cell.get_or_init(|| sheet).clone())
}
