//! Describing: how the tables of the study file become a JSON Schema, and where each text of it stands.
//!
//! For the native command alone; the widget neither describes nor looks texts up.

use serde_json::{Map, Value, json};

/// Where a text stands: in the file, and in an overlay.
#[derive(Clone, Default)]
pub struct Place {
    /// A JSON Pointer into the file.
    pub file: String,
    /// A JSON Pointer into an overlay, which finds entries by their id.
    pub overlay: String,
}

impl Place {
    /// The place of a key of the object that stands here.
    pub fn key(&self, key: &str) -> Place {
        Place { file: format!("{}/{key}", self.file), overlay: format!("{}/{key}", self.overlay) }
    }

    /// The place of an entry of the list that stands here.
    pub fn entry(&self, index: usize, id: Option<&str>) -> Place {
        let step = id.map_or_else(|| index.to_string(), escape);
        Place { file: format!("{}/{index}", self.file), overlay: format!("{}/{step}", self.overlay) }
    }
}

/// Writes a key as a step of a JSON Pointer (RFC 6901).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Puts an object into the schema's definitions, once, and refers to it.
pub(super) fn define(
    definitions: &mut Map<String, Value>,
    name: &'static str,
    about: &'static str,
    keys: impl FnOnce(&mut Map<String, Value>) -> Vec<(&'static str, &'static str, bool, Value)>,
) -> Value {
    if !definitions.contains_key(name) {
        definitions.insert(name.to_owned(), Value::Null);
        let keys = keys(definitions);
        let required: Vec<_> = keys.iter().filter(|it| it.2).map(|it| it.0).collect();
        let properties: Map<String, Value> =
            keys.into_iter().map(|(key, doc, _, schema)| (key.to_owned(), described(schema, doc))).collect();
        definitions.insert(
            name.to_owned(),
            json!({
                "type": "object",
                "description": about.trim(),
                "additionalProperties": false,
                "required": required,
                "properties": properties,
            }),
        );
    }
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// Puts what an overlay may hold of an object into the schema's definitions, and refers to it.
///
/// `None` where nothing of it can be translated, which ends the recursion of rules too.
pub(super) fn define_overlay(
    definitions: &mut Map<String, Value>,
    name: &'static str,
    about: &'static str,
    keys: impl FnOnce(&mut Map<String, Value>) -> Vec<(&'static str, &'static str, Option<Value>)>,
    is_object_only: bool,
) -> Option<Value> {
    let name = format!("{}InAnotherLanguage", name.trim_end_matches("File"));
    if !definitions.contains_key(&name) {
        definitions.insert(name.clone(), Value::Null);
        let keys = keys(definitions);
        let properties: Map<String, Value> = keys
            .into_iter()
            .filter_map(|(key, doc, schema)| Some((key.to_owned(), described(schema?, doc))))
            .collect();
        if properties.is_empty() {
            definitions.remove(&name);
            return None;
        }
        let texts = json!({
            "type": "object",
            "description": format!("{} In another language.", about.trim()),
            "additionalProperties": false,
            "properties": properties,
        });
        let texts = if is_object_only {
            texts
        } else {
            json!({ "anyOf": [{ "type": "string", "pattern": "\\S" }, texts] })
        };
        definitions.insert(name.clone(), texts);
    }
    let is_open = definitions[&name].is_null();
    (!is_open).then(|| json!({ "$ref": format!("#/$defs/{name}") }))
}

/// Gives a schema the hover text of the key that it stands at.
fn described(mut schema: Value, doc: &str) -> Value {
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), doc.trim().into());
    }
    schema
}
