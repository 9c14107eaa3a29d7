//! Describing: how the tables of the study file become a JSON Schema, and where each text of it stands.
//!
//! For the native command alone; the widget neither describes nor looks texts up.

use serde_json::{Map, Value, json};

use super::file::{CriterionFile, FieldFile, Header, StudyFile};
use super::json::FromJson;
use super::overlay::KEYS;
use super::shape::{Kind, Need, Shape};
use super::text::AGE_MAX_YEARS;
use crate::domain::json::below;

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
        Place { file: below(&self.file, key), overlay: below(&self.overlay, key) }
    }

    /// The place of an entry of the list that stands here.
    pub fn entry(&self, index: usize, id: Option<&str>) -> Place {
        let index = index.to_string();
        Place { file: below(&self.file, &index), overlay: below(&self.overlay, id.unwrap_or(&index)) }
    }
}

/// Describes what may stand at a place; objects go to `definitions` and are referred to.
pub(super) fn schema(kind: &Kind, definitions: &mut Map<String, Value>) -> Value {
    match kind {
        Kind::Object(shape) => define(shape(), definitions),
        Kind::List(entry) => {
            json!({ "type": "array", "minItems": 1, "items": schema(entry, definitions) })
        }
        Kind::Text | Kind::Line | Kind::Version => json!({ "type": "string", "pattern": "\\S" }),
        Kind::Id => json!({ "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }),
        Kind::Ids => {
            let list = schema(&Kind::List(&Kind::Id), definitions);
            json!({ "anyOf": [schema(&Kind::Id, definitions), list] })
        }
        Kind::Link => {
            json!({ "type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]|[Mm][Aa][Ii][Ll][Tt][Oo]|[Tt][Ee][Ll]):[^ ]+$" })
        }
        Kind::Zone => {
            json!({ "type": "string", "pattern": "^(UTC|[A-Z][A-Za-z0-9_+-]*/[A-Za-z0-9_+/-]+)$" })
        }
        Kind::Bound => {
            json!({ "type": "string", "pattern": "^(today|\\d{4}-\\d{2}-\\d{2}|-?\\d+(\\.\\d+)?)$" })
        }
        Kind::Flag => json!({ "type": "boolean", "default": false }),
        Kind::Whole(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Date => {
            json!({ "type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" })
        }
        Kind::Duration => {
            json!({ "type": "string", "pattern": "^P(?=\\d)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?$" })
        }
        Kind::Decimal => json!({ "type": "string", "pattern": "^-?\\d+(\\.\\d+)?$" }),
        Kind::Age => json!({ "anyOf": [
            schema(&Kind::Whole(0, AGE_MAX_YEARS), definitions),
            schema(&Kind::Duration, definitions),
        ] }),
        Kind::Words(words) => {
            let meanings = words.words.iter().zip(words.docs);
            let meanings: Vec<Value> =
                meanings.map(|(word, doc)| json!({ "const": word, "description": doc.trim() })).collect();
            json!({ "type": "string", "oneOf": meanings })
        }
        Kind::Table => {
            json!({ "type": "object", "additionalProperties": schema(&Kind::Line, definitions) })
        }
        Kind::Headers => {
            let header =
                json!({ "anyOf": [schema(&Kind::Line, definitions), schema(&Header::KIND, definitions)] });
            json!({ "type": "object", "additionalProperties": header })
        }
        Kind::Autocomplete => json!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "additionalProperties": { "type": "string" } },
        ] }),
        Kind::Languages => json!({
            "type": "object",
            "propertyNames": { "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" },
            "additionalProperties": overlay(definitions),
        }),
    }
}

/// Puts an object into the schema's definitions, once, and refers to it.
fn define(shape: &Shape, definitions: &mut Map<String, Value>) -> Value {
    if !definitions.contains_key(shape.name) {
        definitions.insert(shape.name.to_owned(), Value::Null);
        let required: Vec<_> =
            shape.keys.iter().filter(|it| it.need == Need::Required).map(|it| it.name).collect();
        let mut properties = Map::new();
        for key in shape.keys {
            properties.insert(key.name.to_owned(), described(schema(&key.kind, definitions), key.doc));
        }
        definitions.insert(
            shape.name.to_owned(),
            json!({
                "type": "object",
                "description": shape.about.trim(),
                "additionalProperties": false,
                "required": required,
                "properties": properties,
            }),
        );
    }
    json!({ "$ref": format!("#/$defs/{}", shape.name) })
}

/// Describes an overlay: the file's own objects, as far as they hold texts.
fn overlay(definitions: &mut Map<String, Value>) -> Value {
    translated(&StudyFile::KIND, definitions);
    let file = definitions.remove("StudyInAnotherLanguage").unwrap_or_default();
    definitions.remove("PrecheckInAnotherLanguage");
    let mut properties = Map::new();
    for key in KEYS {
        let (texts, about) = match *key {
            "fields" => {
                let about = "The questions, by id, whatever their section.";
                (translated(&FieldFile::KIND, definitions), about)
            }
            "criteria" => (translated(&CriterionFile::KIND, definitions), "The criteria, by id."),
            of_the_file => {
                properties.insert(of_the_file.to_owned(), file["properties"][of_the_file].clone());
                continue;
            }
        };
        properties.insert(
            (*key).to_owned(),
            json!({ "type": "object", "description": about, "additionalProperties": texts }),
        );
    }
    json!({
        "type": "object",
        "description": "The texts in one language; what is missing stands in the language of the file.",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// Describes what an overlay may hold in a place; `None` where nothing can be translated.
fn translated(kind: &Kind, definitions: &mut Map<String, Value>) -> Option<Value> {
    match kind {
        Kind::Text | Kind::Version | Kind::Link => Some(schema(kind, definitions)),
        Kind::List(entry) => {
            let texts = translated(entry, definitions)?;
            let list = json!({ "type": "array", "items": texts });
            let has_id = matches!(entry, Kind::Object(shape) if !shape().by.is_empty());
            Some(if has_id {
                let by_id = json!({ "type": "object", "additionalProperties": texts });
                json!({ "anyOf": [by_id, list] })
            } else {
                list
            })
        }
        Kind::Object(shape) => define_translated(shape(), definitions),
        Kind::Line
        | Kind::Id
        | Kind::Ids
        | Kind::Zone
        | Kind::Bound
        | Kind::Flag
        | Kind::Whole(..)
        | Kind::Date
        | Kind::Duration
        | Kind::Decimal
        | Kind::Age
        | Kind::Words(_)
        | Kind::Table
        | Kind::Headers
        | Kind::Autocomplete
        | Kind::Languages => None,
    }
}

/// Puts what an overlay may hold of an object into the schema's definitions, and refers to it.
///
/// `None` where nothing of it can be translated, which ends the recursion of rules too.
fn define_translated(shape: &Shape, definitions: &mut Map<String, Value>) -> Option<Value> {
    let name = format!("{}InAnotherLanguage", shape.name.trim_end_matches("File"));
    if !definitions.contains_key(&name) {
        definitions.insert(name.clone(), Value::Null);
        let mut properties = Map::new();
        for key in shape.keys {
            if let Some(texts) = translated(&key.kind, definitions) {
                properties.insert(key.name.to_owned(), described(texts, key.doc));
            }
        }
        if properties.is_empty() {
            definitions.remove(&name);
            return None;
        }
        let texts = json!({
            "type": "object",
            "description": format!("{} In another language.", shape.about.trim()),
            "additionalProperties": false,
            "properties": properties,
        });
        let texts = if shape.main.is_empty() {
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
