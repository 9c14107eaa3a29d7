//! The later part of the engine: the code that nobody needs before they have begun to fill in the form.
//!
//! A build may be cut in two (`.ci/split.mjs`). Then the loader hands over a function that fetches the rest, and whatever
//! lies in there may be called only once [`is_here`]. In a build that is whole, everything is here from the start.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    /// The loader's function; every call downloads.
    static FETCH: RefCell<Option<Function>> = const { RefCell::new(None) };
    /// The download that is under way, or done.
    static DOWNLOAD: RefCell<Option<Promise>> = const { RefCell::new(None) };
    static IS_HERE: Cell<bool> = const { Cell::new(true) };
}

/// Notes how the later part is fetched; it counts as away from now on, unless it was fetched before.
pub fn is_fetched_by(fetch: Function) {
    FETCH.with_borrow_mut(|known| {
        if known.replace(fetch).is_none() {
            IS_HERE.set(false);
        }
    });
}

/// Tells whether the later part can be called.
pub fn is_here() -> bool {
    IS_HERE.get()
}

/// Fetches the later part, once however many ask, and tells whether it can be called now.
pub async fn fetch() -> bool {
    if is_here() {
        return true;
    }
    let Some(download) = download() else { return false };
    let is_done = JsFuture::from(download).await.is_ok();
    IS_HERE.set(is_done);
    if !is_done {
        // Whoever asks again starts another one.
        DOWNLOAD.take();
    }
    is_done
}

fn download() -> Option<Promise> {
    DOWNLOAD.with_borrow_mut(|known| {
        if known.is_none() {
            let promise = FETCH.with_borrow(|it| it.as_ref()?.call0(&JsValue::NULL).ok())?;
            *known = promise.dyn_into().ok();
        }
        known.clone()
    })
}
