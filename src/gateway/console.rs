//! The browser's console, where the author of a page looks for what is wrong.
//!
//! Only what stands in files is written here; never an answer.

use wasm_bindgen::JsValue;

/// Writes an error.
pub fn error(text: &str) {
    web_sys::console::error_1(&JsValue::from_str(text));
}

/// Writes a warning.
pub fn warn(text: &str) {
    web_sys::console::warn_1(&JsValue::from_str(text));
}
