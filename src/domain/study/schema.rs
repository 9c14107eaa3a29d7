//! The JSON Schema of the study file, made from the types that read it.

use serde_json::{Map, Value, json};

use super::file::StudyFile;
use super::json::FromJson;

/// Describes version 1 of the study file (JSON Schema 2020-12), for editors and other tools.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    let root = StudyFile::schema(&mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Study file of the referral form, version 1",
        "allOf": [root],
        "$defs": definitions,
    })
}
