//! Taking along: a copy, a file, a sheet. Browsers refuse each of them in some frames, mostly without a word, so a line beside the button
//! says what came of it.

use std::rc::Rc;

use leptos::task::spawn_local;
use web_sys::{HtmlElement, Node};

use super::element::{El, el};
use super::parts::{button, own};
use super::store::Store;
use crate::gateway::{clipboard, page, print, save};
use crate::i18n::Key;

/// What is said of a press; said again when it is pressed again.
#[derive(Clone)]
pub struct Told {
    store: Store,
    line: HtmlElement,
}

/// The line, still empty.
pub fn told(store: Store) -> (El, Told) {
    let line = own(store, el("span")).class("rf-hint").attr("role", "status");
    let told = Told { store, line: line.node() };
    (line, told)
}

impl Told {
    fn say(&self, key: Key) {
        if !self.store.is_gone() {
            self.line.set_text_content(Some(&self.store.say(key)));
        }
    }

    /// Saves a text as a file. Whether a frame may do that, nobody tells.
    pub fn save(&self, name: &str, media_type: &str, text: &str) {
        self.line.set_text_content(None);
        if !save::save(name, media_type, text) || page::is_framed() {
            self.say(Key::SaveUnsure);
        }
    }

    /// Prints a sheet.
    pub fn print(&self, beside: &Node, title: &str, language: &str, sheet: &El) {
        self.line.set_text_content(None);
        let told = self.clone();
        print::print(beside, title, language, &sheet.node(), Rc::new(move || told.say(Key::PrintFailed)));
    }
}

/// A button that copies a text, which stands in `shown`, where it can be marked to be copied by hand; `None` where the browser cannot copy.
pub fn copy_button(store: Store, words: Key, copied: &str, shown: HtmlElement) -> Option<El> {
    if !clipboard::can_copy() {
        return None;
    }
    let (line, told) = told(store);
    let copied = copied.to_owned();
    let press = move || {
        let (told, copied, shown) = (told.clone(), copied.clone(), shown.clone());
        told.line.set_text_content(None);
        spawn_local(async move {
            if clipboard::copy(&copied).await {
                return told.say(Key::Copied);
            }
            page::mark(&shown);
            told.say(Key::CopyFailed);
        });
    };
    let button = own(store, button("rf-button-secondary", &store.say(words), press));
    Some(el("div").class("rf-actions").part("actions").child(button).child(line))
}
