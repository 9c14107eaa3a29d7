//! The voice of a screen: the texts of the study's cover and the form's own words, in one language.
//!
//! It knows nothing of answers, so whatever only tells something takes it in place of the whole store.

use std::cell::Cell;
use std::sync::Arc;

use leptos::prelude::*;

use super::host::Settings;
use crate::domain::study::{Cover, Text};
use crate::i18n::{Key, Messages, tags};

/// What is said, and how.
struct Spoken {
    cover: Arc<Cover>,
    messages: Arc<Messages>,
    settings: Arc<Settings>,
    /// Whether the browser's Intl may be asked.
    asks_intl: Cell<bool>,
}

/// What every piece of a screen can say. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Voice {
    spoken: StoredValue<Spoken, LocalStorage>,
    /// It is known now what Intl says.
    asked: RwSignal<()>,
}

impl Voice {
    /// Speaks of a study; lives as long as the owner that is current.
    pub fn new(cover: Arc<Cover>, messages: Arc<Messages>, settings: Arc<Settings>) -> Voice {
        let asks_intl = Cell::new(true);
        let spoken = StoredValue::new_local(Spoken { cover, messages, settings, asks_intl });
        Voice { spoken, asked: RwSignal::new(()) }
    }

    /// Does without Intl at first: what it reads when it is first asked takes longer than the whole screen.
    pub fn without_intl(self) -> Voice {
        self.spoken.with_value(|it| it.asks_intl.set(false));
        self
    }

    /// Asks Intl from now on.
    pub fn ask_intl(self) {
        self.spoken.with_value(|it| it.asks_intl.set(true));
        self.asked.notify();
    }

    /// Tells whether Intl may be asked, and tells again once it may.
    pub fn asks_intl(self) -> bool {
        self.asked.track();
        self.spoken.with_value(|it| it.asks_intl.get())
    }

    /// The study's cover.
    pub fn cover(self) -> Arc<Cover> {
        self.spoken.with_value(|it| it.cover.clone())
    }

    /// The form's own texts.
    pub fn messages(self) -> Arc<Messages> {
        self.spoken.with_value(|it| it.messages.clone())
    }

    /// What the element's attributes ask for.
    pub fn settings(self) -> Arc<Settings> {
        self.spoken.with_value(|it| it.settings.clone())
    }

    /// A message.
    pub fn say(self, key: Key) -> String {
        self.spoken.with_value(|it| it.messages.get(key))
    }

    /// A message with its placeholders filled.
    pub fn fill(self, key: Key, values: &[(&str, &str)]) -> String {
        self.spoken.with_value(|it| it.messages.fill(key, values))
    }

    /// A message about a count, in the form that the language has for it.
    pub fn count(self, key: Key, count: u32, values: &[(&str, &str)]) -> String {
        self.spoken.with_value(|it| it.messages.count(key, count, values))
    }

    /// The language of the form's own texts, where it is not that of the study's.
    pub fn own_language(self) -> Option<&'static str> {
        self.spoken.with_value(|it| {
            let language = it.messages.language;
            (!tags::is_same(&it.cover.shown, language)).then_some(language)
        })
    }

    /// The language of a text, where it is not the one around it.
    pub fn lang(self, text: &Text) -> Option<String> {
        self.spoken.with_value(|it| it.cover.lang_of(text).map(str::to_owned))
    }
}
