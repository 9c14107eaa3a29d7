//! The few values of a study file whose shape no table can say.

#[cfg(feature = "cli")]
use serde_json::Map;
use serde_json::Value;

use super::file::{Autocomplete, ConsentVersion, Languages};
use super::json::{FromJson, Reader};
use super::problem::Wrong;

impl FromJson for ConsentVersion {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        String::read(value, reader).map(ConsentVersion)
    }

    fn stand_in() -> Option<Self> {
        String::stand_in().map(ConsentVersion)
    }

    fn overlay(&mut self, texts: &Value, reader: &mut Reader) {
        let Some(found) = String::read(texts, reader) else { return };
        if found != self.0 && !self.0.is_empty() {
            reader.wrong(Wrong::StaleConsent { found, wanted: self.0.clone() });
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
}

impl FromJson for Autocomplete {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        if value.is_string() {
            let token = String::read(value, reader)?;
            return Some(Autocomplete { tokens: vec![(None, token)] });
        }
        let Value::Object(by_source) = value else {
            reader.wrong(Wrong::WrongType { expected: "a token, or an object with a token by source" });
            return None;
        };
        let mut tokens = Vec::new();
        for (source, token) in by_source {
            let token = reader.inside(source, |reader| String::read(token, reader))?;
            tokens.push((Some(source.clone()), token));
        }
        Some(Autocomplete { tokens })
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        serde_json::json!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "additionalProperties": { "type": "string" } },
        ] })
    }
}

impl FromJson for Languages {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let Value::Object(by_tag) = value else {
            reader.wrong(Wrong::WrongType { expected: "an object" });
            return None;
        };
        let overlays = by_tag.iter().map(|(tag, texts)| (tag.clone(), texts.clone()));
        Some(Languages(overlays.collect()))
    }

    fn absent() -> Option<Self> {
        Some(Languages(Vec::new()))
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Map<String, Value>) -> Value {
        serde_json::json!({
            "type": "object",
            "propertyNames": { "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" },
            "additionalProperties": super::overlay::schema(definitions),
        })
    }
}
