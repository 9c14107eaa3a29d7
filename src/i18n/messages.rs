//! The form's own texts in one language.

use std::borrow::Cow;

use serde_json::Value;

use super::keys::{COUNT, EDITION, ENGLISH};
use super::{Key, intl, tags};
use crate::domain::json;

/// The form's own texts in one language.
pub struct Messages {
    /// The language, as a BCP 47 tag.
    pub language: &'static str,
    /// The direction of the script: "ltr" or "rtl".
    pub direction: &'static str,
    /// The texts, in the order of the keys.
    texts: Vec<Cow<'static, str>>,
}

impl Messages {
    /// The texts in English.
    pub fn english() -> Messages {
        let texts = ENGLISH.split('\0').map(Cow::Borrowed).collect();
        Messages { language: tags::OWN, direction: "ltr", texts }
    }

    /// Reads a catalogue as it ships: a list of its edition and the texts in the order of the keys.
    ///
    /// `None` where it is not one, or belongs to another release: there, a text may have another place.
    pub fn read(catalogue: &[u8], language: &'static str) -> Option<Messages> {
        let catalogue = json::value(catalogue)?;
        let (edition, texts) = catalogue.as_array()?.split_first()?;
        let is_ours = edition.as_str() == Some(EDITION) && texts.len() == COUNT;
        let texts = texts.iter().filter(|_| is_ours).filter_map(Value::as_str);
        let texts: Vec<_> = texts.map(|it| Cow::Owned(it.to_owned())).collect();
        (texts.len() == COUNT).then(|| Messages { language, direction: tags::direction(language), texts })
    }

    fn text(&self, key: Key) -> &str {
        &self.texts[key as usize]
    }

    /// A message without placeholders.
    pub fn get(&self, key: Key) -> String {
        self.text(key).to_owned()
    }

    /// A message with its placeholders filled.
    pub fn fill(&self, key: Key, values: &[(&str, &str)]) -> String {
        self.filled(self.text(key), values)
    }

    /// A message about a count, in the form that the language has for it: "1 day", "2 days".
    ///
    /// `{n}` is the count; `values` are the other placeholders.
    pub fn count(&self, key: Key, count: u32, values: &[(&str, &str)]) -> String {
        let forms = self.text(key);
        let category = intl::plural(self.language, count);
        let of_category = |it: &&str| it.split_once(' ').is_some_and(|it| it.0 == category);
        let form = forms.lines().find(of_category).or_else(|| forms.lines().last()).unwrap_or_default();
        let digits = count.to_string();
        // A number that is not grouped is its digits, in every language.
        let number = if count < 1000 { digits } else { intl::decimal(self.language, &digits) };
        let values = [values, &[("n", &number)]].concat();
        self.filled(form.split_once(' ').map_or("", |it| it.1), &values)
    }

    /// A text with its placeholders filled.
    ///
    /// Among words from right to left, each value stands by itself: a phone number keeps its order, and the full stop after
    /// a name in Latin letters its place.
    /// Source: Unicode Standard Annex 9, first strong isolate.
    fn filled(&self, text: &str, values: &[(&str, &str)]) -> String {
        let (opens, closes) = if self.direction == "rtl" { ("\u{2068}", "\u{2069}") } else { ("", "") };
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, inside)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((name, after)) = inside.split_once('}') else { break };
            filled.push_str(opens);
            filled.push_str(values.iter().find(|it| it.0 == name).map_or("", |it| it.1));
            filled.push_str(closes);
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}
