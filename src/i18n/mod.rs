//! Messages by language, and numbers, dates and lists through the browser's Intl.
//!
//! A catalogue is a JSON object of messages by name, with `{placeholders}`; a message about a count is an object of texts by
//! plural category (CLDR), in which `{n}` is the count. English is part of the module; the others are fetched when they
//! are needed. This module knows no study: its texts come translated.

pub mod intl;
mod keys;
pub mod zones;

pub use keys::Key;

use serde_json::Value;

/// The form's own texts in one language.
pub struct Messages {
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// The direction of the script: "ltr" or "rtl".
    pub direction: &'static str,
    /// The texts of a catalogue that was fetched; `None` for English, which is part of the module.
    fetched: Option<Vec<String>>,
}

impl Messages {
    /// The texts in English.
    pub fn english() -> Messages {
        Messages { language: "en".to_owned(), direction: "ltr", fetched: None }
    }

    /// Reads a catalogue; `None` where it is not one, or a message is missing.
    pub fn read(catalogue: &[u8], language: &str) -> Option<Messages> {
        let catalogue: Value = serde_json::from_slice(catalogue).ok()?;
        let text = |key: &Key| catalogue.get(key.name()).and_then(Value::as_str).map(str::to_owned);
        let texts = Key::ALL.iter().map(text).collect::<Option<Vec<String>>>()?;
        Some(Messages { language: language.to_owned(), direction: direction(language), fetched: Some(texts) })
    }

    fn text(&self, key: Key) -> &str {
        let index = key as usize;
        self.fetched.as_ref().map_or(keys::ENGLISH[index], |it| &it[index])
    }

    /// A message without placeholders.
    pub fn get(&self, key: Key) -> String {
        self.text(key).to_owned()
    }

    /// A message with its placeholders filled.
    pub fn fill(&self, key: Key, values: &[(&str, &str)]) -> String {
        filled(self.text(key), values)
    }

    /// A message about a count, in the form that the language has for it: "1 day", "2 days".
    ///
    /// `{n}` is the count; `values` are the other placeholders.
    pub fn count(&self, key: Key, count: u32, values: &[(&str, &str)]) -> String {
        let forms = self.text(key);
        let category = intl::plural(&self.language, count);
        let of_category = |it: &&str| it.split_once(' ').is_some_and(|it| it.0 == category);
        let form = forms.lines().find(of_category).or_else(|| forms.lines().last()).unwrap_or_default();
        let number = intl::decimal(&self.language, &count.to_string());
        let values = [values, &[("n", &number)]].concat();
        filled(form.split_once(' ').map_or("", |it| it.1), &values)
    }
}

/// A text with its placeholders filled.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut rest = text;
    let mut text = String::new();
    while let Some((before, inside)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = inside.split_once('}') else { break };
        text.push_str(values.iter().find(|it| it.0 == name).map_or("", |it| it.1));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The direction in which a language is written.
///
/// Source: Unicode CLDR, scripts written from right to left in common use today.
pub fn direction(language: &str) -> &'static str {
    let base = language.split('-').next().unwrap_or_default();
    match base {
        "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "iw" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}
