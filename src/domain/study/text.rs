//! The words of a study file: texts that are shown, names that are referred to, links that are followed.

use serde_json::Value;
#[cfg(feature = "cli")]
use serde_json::{Map, json};

#[cfg(feature = "cli")]
use super::describe::Place;
use super::json::{FromJson, Reader};
use super::problem::Wrong;
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
}

impl FromJson for Text {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let words = String::read(value, reader)?;
        Some(Text { words, is_translated: false })
    }

    fn stand_in() -> Option<Self> {
        Some(Text { words: String::new(), is_translated: false })
    }

    fn overlay(&mut self, texts: &Value, reader: &mut Reader) {
        if let Some(words) = String::read(texts, reader) {
            *self = Text { words, is_translated: true };
        }
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Map<String, Value>) -> Value {
        String::schema(definitions)
    }

    #[cfg(feature = "cli")]
    fn overlay_schema(definitions: &mut Map<String, Value>) -> Option<Value> {
        Some(String::schema(definitions))
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

impl FromJson for Id {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let text = reader.string(value)?;
        let is_id = text.len() <= ID_MAX_CHARS
            && text.starts_with(|it: char| it.is_ascii_alphanumeric())
            && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-.".contains(&it));
        if !is_id {
            reader.wrong(Wrong::NotAnId);
        }
        Some(Id(text.to_owned()))
    }

    /// The name of nothing, which nobody looks for.
    fn stand_in() -> Option<Self> {
        Some(Id(String::new()))
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        json!({ "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" })
    }
}

/// One id or a list of them.
pub struct Ids(pub Vec<Id>);

impl FromJson for Ids {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        if value.is_string() {
            return Id::read(value, reader).map(|id| Ids(vec![id]));
        }
        Vec::read(value, reader).map(Ids)
    }

    fn stand_in() -> Option<Self> {
        Some(Ids(Vec::new()))
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Map<String, Value>) -> Value {
        json!({ "anyOf": [Id::schema(definitions), <Vec<Id>>::schema(definitions)] })
    }
}

/// A link that a person may follow: https, mailto or tel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link(pub String);

impl FromJson for Link {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let text = String::read(value, reader)?;
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let is_allowed = ["https", "mailto", "tel"].iter().any(|it| scheme.eq_ignore_ascii_case(it));
        if !is_allowed || text.contains(|it: char| it.is_ascii_control() || it == ' ') {
            let scheme = match scheme {
                "" => "a link without a scheme".to_owned(),
                _ if is_allowed => "a link with a space in it".to_owned(),
                other => format!("\"{}:\"", other.replace(|it: char| it.is_ascii_control(), "")),
            };
            reader.wrong(Wrong::Scheme { scheme });
        }
        Some(Link(text))
    }

    fn stand_in() -> Option<Self> {
        Some(Link(String::new()))
    }

    /// A translation may point to a page in its language.
    fn overlay(&mut self, texts: &Value, reader: &mut Reader) {
        if let Some(link) = Link::read(texts, reader) {
            *self = link;
        }
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        json!({ "type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]|[Mm][Aa][Ii][Ll][Tt][Oo]|[Tt][Ee][Ll]):[^ ]+$" })
    }

    #[cfg(feature = "cli")]
    fn overlay_schema(definitions: &mut Map<String, Value>) -> Option<Value> {
        Some(Link::schema(definitions))
    }
}

/// Reads a text through `parse`, or notes `wrong`.
fn parsed<T>(
    value: &Value,
    reader: &mut Reader,
    parse: impl FnOnce(&str) -> Option<T>,
    wrong: Wrong,
) -> Option<T> {
    let read = value.as_str().and_then(parse);
    if read.is_none() {
        reader.wrong(wrong);
    }
    read
}

impl FromJson for Date {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        parsed(value, reader, Date::parse, Wrong::NotADate)
    }

    fn stand_in() -> Option<Self> {
        Some(Date::MAX)
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        json!({ "type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" })
    }
}

impl FromJson for Duration {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        parsed(value, reader, Duration::parse, Wrong::NotADuration)
    }

    fn stand_in() -> Option<Self> {
        Some(Duration::years(0))
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        json!({ "type": "string", "pattern": "^P(?=\\d)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?$" })
    }
}

impl FromJson for Decimal {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        parsed(value, reader, Decimal::parse, Wrong::NotADecimal)
    }

    fn stand_in() -> Option<Self> {
        Some(Decimal::ONE)
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        json!({ "type": "string", "pattern": "^-?\\d+(\\.\\d+)?$" })
    }
}

/// An age: completed years, or a duration where years are too coarse (`"P18M"`).
pub struct AgeLimit(pub Duration);

/// Highest age that a rule may name, in years.
const AGE_MAX_YEARS: u32 = 150;

impl FromJson for AgeLimit {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        if value.is_string() {
            return Duration::read(value, reader).map(AgeLimit);
        }
        let years = super::json::Whole::<0, AGE_MAX_YEARS>::read(value, reader)?.0;
        Some(AgeLimit(Duration::years(years as u16)))
    }

    fn stand_in() -> Option<Self> {
        Duration::stand_in().map(AgeLimit)
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Map<String, Value>) -> Value {
        json!({ "anyOf": [
            { "type": "integer", "minimum": 0, "maximum": AGE_MAX_YEARS },
            Duration::schema(definitions),
        ] })
    }
}

/// A bound as the file writes it; its meaning depends on the field's type: a number, a date or `"today"`.
pub struct Bound(pub String);

impl FromJson for Bound {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        if value.is_number() {
            reader.wrong(Wrong::NotADecimal);
            return None;
        }
        String::read(value, reader).map(Bound)
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        json!({ "type": "string", "pattern": "^(today|\\d{4}-\\d{2}-\\d{2}|-?\\d+(\\.\\d+)?)$" })
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
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let text = reader.string(value)?;
        if !is_zone_name(text) {
            reader.wrong(Wrong::ZoneUnknown { zone: text.to_owned() });
        }
        Some(Zone(text.to_owned()))
    }

    fn stand_in() -> Option<Self> {
        Some(Zone(String::new()))
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        json!({ "type": "string", "pattern": "^(UTC|[A-Z][A-Za-z0-9_+-]*/[A-Za-z0-9_+/-]+)$" })
    }
}
