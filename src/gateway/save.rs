//! Saving: a text becomes a file of the person's own, where their browser keeps downloads.
//!
//! Nothing leaves the browser: the file is made in memory, under an address that only this page can open and that is given
//! back soon after. No copy is kept here.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

/// How long the file's address stands: some browsers open it only after they have asked where to save.
const ADDRESS_STANDS_MS: i32 = 60_000;

/// Offers `text` as a file of this name, in UTF-8; false where the browser refuses.
///
/// A sandbox that forbids downloads tells nobody.
pub fn save(name: &str, media_type: &str, text: &str) -> bool {
    offer(name, media_type, text).is_ok()
}

fn offer(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let window = web_sys::window().expect("the widget runs in a page");
    let document = window.document().expect("the widget runs in a page");
    // It stands nowhere in the page, so the page hears nothing of the press.
    let link: HtmlElement = document.create_element("a")?.unchecked_into();
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.click();
    let give_back = Closure::once_into_js(move || {
        // An address that is gone already needs no farewell.
        let _ = Url::revoke_object_url(&address);
    });
    window.set_timeout_with_callback_and_timeout_and_arguments_0(
        give_back.unchecked_ref(),
        ADDRESS_STANDS_MS,
    )?;
    Ok(())
}
