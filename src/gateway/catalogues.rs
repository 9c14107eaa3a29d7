//! Catalogues: the form's own words in other languages, fetched from beside the loader when a study needs them.
//!
//! Each is fetched once for all forms of a page. A catalogue that does not come keeps nobody from filling in a form: its
//! words are then English.

use std::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{console, http, promise};
use crate::i18n::{Messages, tags};

/// Largest catalogue, in bytes.
const MAX_BYTES: usize = 200_000;

/// How long a form waits for its words, in milliseconds.
const PATIENCE_MS: u32 = 8_000;

thread_local! {
    /// What was asked for, by address, with the text that comes.
    static ASKED: RefCell<Vec<(String, Promise)>> = const { RefCell::new(Vec::new()) };
}

/// Begins to fetch the words of a language; nothing where they are part of the module or do not exist.
pub fn fetch_ahead(base: &str, language: &str) {
    if let Some(catalogue) = tags::catalogue(language).filter(|it| it.language != tags::OWN) {
        // Whoever needs it waits for it.
        let _ = ask(address(base, catalogue.language));
    }
}

/// The words of a language that has a catalogue; English ones where they do not come.
pub async fn messages(base: &str, language: &'static str) -> Messages {
    if language == tags::OWN {
        return Messages::english();
    }
    let url = address(base, language);
    let text = JsFuture::from(ask(url.clone())).await.ok().and_then(|it| it.as_string());
    let messages = text.and_then(|it| Messages::read(it.as_bytes(), language));
    messages.unwrap_or_else(|| {
        // The next one who needs it asks again.
        ASKED.with_borrow_mut(|all| all.retain(|it| it.0 != url));
        console::error(&format!(
            "referral-form: the form's words are English, because {url} could not be read, or is not of this release"
        ));
        Messages::english()
    })
}

fn address(base: &str, language: &str) -> String {
    format!("{base}referral-form-{language}.json")
}

/// What comes from an address: a text, or nothing.
fn ask(url: String) -> Promise {
    let asked = ASKED.with_borrow(|all| all.iter().find(|it| it.0 == url).map(|it| it.1.clone()));
    asked.unwrap_or_else(|| {
        let address = url.clone();
        let coming = promise::of(async move {
            let how = http::Asking { patience_ms: Some(PATIENCE_MS), ..Default::default() };
            let bytes = http::read_file(&address, MAX_BYTES, how).await;
            let text = bytes.ok().and_then(|it| String::from_utf8(it).ok());
            Ok(text.map_or(JsValue::UNDEFINED, |it| it.into()))
        });
        ASKED.with_borrow_mut(|all| all.push((url, coming.clone())));
        coming
    })
}
