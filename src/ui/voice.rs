//! The voice of a screen: the texts of the study's cover and the form's own words, in one language.
//!
//! It knows nothing of answers, so whatever only tells something takes it in place of the whole store.

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
}

/// What every piece of a screen can say. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Voice {
    spoken: StoredValue<Spoken, LocalStorage>,
}

impl Voice {
    /// Speaks of a study; lives as long as the owner that is current.
    pub fn new(cover: Arc<Cover>, messages: Arc<Messages>, settings: Arc<Settings>) -> Voice {
        Voice { spoken: StoredValue::new_local(Spoken { cover, messages, settings }) }
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
