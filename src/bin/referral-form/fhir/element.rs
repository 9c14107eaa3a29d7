//! FHIR elements: JSON objects whose members stand in the order in which FHIR lists them.
//!
//! FHIR refuses empty texts, lists and objects; an element never holds one: what is empty is left out. Nor does it take control
//! characters: their pictures stand for them.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;

/// A JSON value.
#[derive(Clone, PartialEq, Debug)]
pub enum Json {
    Flag(bool),
    Number(Number),
    Text(String),
    List(Vec<Json>),
    Object(Element),
}

/// A FHIR element or resource.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Element(Vec<(&'static str, Json)>);

impl Element {
    /// An element without members.
    pub fn new() -> Element {
        Element::default()
    }

    /// A resource of this type.
    pub fn resource(kind: &str) -> Element {
        Element::new().with("resourceType", kind)
    }

    /// Adds a member, unless it is empty.
    pub fn with(mut self, name: &'static str, value: impl Into<Json>) -> Element {
        let value = value.into();
        if !value.is_empty() {
            self.0.push((name, value));
        }
        self
    }
}

impl Json {
    fn is_empty(&self) -> bool {
        match self {
            Json::Flag(_) | Json::Number(_) => false,
            Json::Text(text) => is_blank(text),
            Json::List(entries) => entries.is_empty(),
            Json::Object(element) => element.0.is_empty(),
        }
    }
}

impl Serialize for Element {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Flag(flag) => serializer.serialize_bool(*flag),
            Json::Number(number) => number.serialize(serializer),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(entries) => serializer.collect_seq(entries),
            Json::Object(element) => element.serialize(serializer),
        }
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Json {
        Json::Flag(flag)
    }
}

impl From<Number> for Json {
    fn from(number: Number) -> Json {
        Json::Number(number)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.chars().map(visible).collect())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        text.as_str().into()
    }
}

impl From<Element> for Json {
    fn from(element: Element) -> Json {
        Json::Object(element)
    }
}

/// Entries that are empty are left out.
impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(entries: Vec<T>) -> Json {
        Json::List(entries.into_iter().map(Into::into).filter(|it| !it.is_empty()).collect())
    }
}

/// Nothing is empty, so it is left out.
impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Json {
        value.map_or(Json::List(Vec::new()), Into::into)
    }
}

/// Tells whether nothing in a text can be seen; a byte order mark cannot.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|it| it.is_whitespace() || it == '\u{feff}')
}

/// A control character's picture, and any other character itself. Source: FHIR R4, string; Unicode, Control Pictures.
fn visible(letter: char) -> char {
    match letter {
        '\t' | '\n' | '\r' => letter,
        '\0'..' ' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or(letter),
        _ => letter,
    }
}

/// A concept that no code system has, in words.
pub fn in_words(text: impl Into<Json>) -> Element {
    Element::new().with("text", text)
}

/// A concept of a code system.
pub fn coded(system: &str, code: &str) -> Element {
    Element::new().with("coding", vec![Element::new().with("system", system).with("code", code)])
}

#[cfg(test)]
mod tests {
    use super::Element;

    #[test]
    fn what_fhir_does_not_take_stands_in_no_element() {
        let nothing: Option<&str> = None;
        let element = Element::new()
            .with("text", " \u{feff}\t")
            .with("list", vec!["", " "])
            .with("object", Element::new().with("text", ""))
            .with("option", nothing);
        assert_eq!(element, Element::new());
        let bell = Element::new().with("text", "a\u{7}\tb");
        assert_eq!(bell, Element::new().with("text", "a\u{2407}\tb"));
    }
}
