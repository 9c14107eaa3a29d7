//! The clipboard: a text goes there when somebody presses a button, where the browser has one.
//!
//! Only writes. What else lies there is never looked at.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Tells whether the browser can copy at all.
pub fn can_copy() -> bool {
    clipboard().is_some()
}

/// Copies a text, and tells whether it is there now: the person or the page around may forbid it.
pub async fn copy(text: &str) -> bool {
    match start(text) {
        Some(copying) => JsFuture::from(copying).await.is_ok(),
        None => false,
    }
}

fn start(text: &str) -> Option<Promise> {
    let clipboard = clipboard()?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into()).ok()?.dyn_into().ok()?;
    write.call1(&clipboard, &text.into()).ok()?.dyn_into().ok()
}

/// Pages that are not secure, and old browsers, have none.
fn clipboard() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"clipboard".into()).ok().filter(|it| it.is_object())
}
