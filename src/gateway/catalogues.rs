//! Catalogues: the form's own words in other languages, which the loader fetches for the start page and for the engine (src/loader/words.js).
//!
//! A catalogue that does not come keeps nobody from filling in a form: its words are then English.

use wasm_bindgen_futures::JsFuture;

use super::console;
use super::start_page::StartPage;
use crate::i18n::{Messages, tags};

/// The words of a language that has a catalogue; English ones where they do not come.
pub async fn messages(page: Option<&StartPage>, language: &'static str) -> Messages {
    let read = async {
        let page = page.filter(|_| language != tags::OWN)?;
        let text = JsFuture::from(page.catalogue(language)).await.ok()?.as_string()?;
        let messages = Messages::read(text.as_bytes(), language);
        if messages.is_none() {
            console::error(
                "referral-form: the form's words are English, because its files are of several releases",
            );
        }
        messages
    };
    read.await.unwrap_or_else(Messages::english)
}
