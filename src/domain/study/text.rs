//! The words of a study file: texts that are shown, names that are referred to, links that are followed.

use serde_json::Value;

#[cfg(feature = "cli")]
use super::describe::Place;
use super::json::{FromJson, entries, string};
use super::shape::Kind;
use crate::domain::date::{Date, Duration};
use crate::domain::decimal::Decimal;

/// A text that a person reads, and the language it stands in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// The words, to be shown as text and never as markup.
    pub words: String,
    /// Whether an overlay brought the words; else they stand in the language of the file.
    pub is_translated: bool,
}

impl Text {
    /// The words alone.
    pub fn as_str(&self) -> &str {
        &self.words
    }

    /// A translated text as it stands in the file that an overlay was put over: a list of one.
    pub(super) fn translated(words: &str) -> Value {
        Value::Array(vec![Value::String(words.to_owned())])
    }
}

impl FromJson for Text {
    const KIND: Kind = Kind::Text;

    fn read(value: &Value) -> Self {
        let words = string(entries(value).first().unwrap_or(value));
        Text { words: words.to_owned(), is_translated: value.is_array() }
    }

    #[cfg(feature = "cli")]
    fn texts<'a>(&'a self, at: &Place, visit: &mut dyn FnMut(&Place, &'a Text)) {
        visit(at, self);
    }
}

/// A name that other places of the file, and the referral, refer to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Id(pub String);

/// Longest id, in characters.
const ID_MAX_CHARS: usize = 64;

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Tells whether a text has the form of an id.
pub(super) fn is_id(text: &str) -> bool {
    text.len() <= ID_MAX_CHARS
        && text.starts_with(|it: char| it.is_ascii_alphanumeric())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-.".contains(&it))
}

impl FromJson for Id {
    const KIND: Kind = Kind::Id;

    fn read(value: &Value) -> Self {
        Id(String::read(value))
    }
}

/// One id or a list of them.
pub struct Ids(pub Vec<Id>);

impl FromJson for Ids {
    const KIND: Kind = Kind::Ids;

    fn read(value: &Value) -> Self {
        match value {
            Value::String(_) => Ids(vec![Id::read(value)]),
            list => Ids(Vec::read(list)),
        }
    }
}

/// A link that a person may follow: https, mailto or tel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link(pub String);

impl FromJson for Link {
    const KIND: Kind = Kind::Link;

    fn read(value: &Value) -> Self {
        Link(String::read(value))
    }
}

impl FromJson for Date {
    const KIND: Kind = Kind::Date;

    fn read(value: &Value) -> Self {
        Date::parse(string(value)).expect("a date was checked")
    }
}

impl FromJson for Duration {
    const KIND: Kind = Kind::Duration;

    fn read(value: &Value) -> Self {
        Duration::parse(string(value)).expect("a duration was checked")
    }
}

impl FromJson for Decimal {
    const KIND: Kind = Kind::Decimal;

    fn read(value: &Value) -> Self {
        Decimal::parse(string(value)).expect("a number was checked")
    }
}

/// An age: completed years, or a duration where years are too coarse (`"P18M"`).
pub struct AgeLimit(pub Duration);

/// Highest age that a rule may name, in years.
pub(super) const AGE_MAX_YEARS: u32 = 150;

impl FromJson for AgeLimit {
    const KIND: Kind = Kind::Age;

    fn read(value: &Value) -> Self {
        AgeLimit(match value.as_u64() {
            Some(years) => Duration::years(years as u16),
            None => Duration::read(value),
        })
    }
}

/// A bound as the file writes it; its meaning depends on the field's type: a number, a date or `"today"`.
pub struct Bound(pub String);

impl FromJson for Bound {
    const KIND: Kind = Kind::Bound;

    fn read(value: &Value) -> Self {
        Bound(String::read(value))
    }
}

/// The name of a time zone (IANA), checked for its form; whether it exists, the browser knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone(pub String);

/// Tells whether a text has the form of a time zone's name.
pub fn is_zone_name(text: &str) -> bool {
    text == "UTC"
        || (text.contains('/')
            && text.starts_with(|it: char| it.is_ascii_uppercase())
            && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"/_-+".contains(&it)))
}

impl FromJson for Zone {
    const KIND: Kind = Kind::Zone;

    fn read(value: &Value) -> Self {
        Zone(String::read(value))
    }
}
