//! The JSON Schema of the study file, made from the types that read it.
//!
//! The tables give keys, types and hover texts; what they cannot say, this file adds: which keys belong together,
//! what stands for a key that was left out, and examples. What needs more than one place of the file to judge
//! (names that lead nowhere, consents that cover nothing) only the reader tells.

use serde_json::{Map, Value, json};

use super::file::{FieldType, Send, StudyFile};
use super::json::FromJson;
use super::resolve::{DECIMALS_MAX, KEYS_OF_TYPES, LONG_TEXT_MAX_CHARS, TEXT_MAX_CHARS, TIMEOUT_SECONDS};
use super::seal_keys::KEYS_MAX;

/// Describes version 1 of the study file (JSON Schema 2020-12), for editors and other tools.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    let root = super::describe::schema(&StudyFile::KIND, &mut definitions);
    add(
        "StudyFile",
        json!({ "required": required(&definitions), "dependentRequired": { "outbox": ["seal"] } }),
        &mut definitions,
    );
    add("SealFile", json!({ "required": ["keys"] }), &mut definitions);
    add("SectionFile", json!({ "required": ["id", "title", "fields"] }), &mut definitions);
    add("FieldFile", json!({ "allOf": field() }), &mut definitions);
    add("RuleFile", rule(), &mut definitions);
    for (name, key, more) in keys() {
        let key = definitions.get_mut(name).and_then(|it| it["properties"].get_mut(key));
        merge(key.expect("the schema names keys of the tables"), more);
    }
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Study file of the referral form, version 1",
        "$defs": definitions,
    });
    merge(&mut schema, root);
    schema
}

/// The root's keys that may not be left out; of these lists an empty one is no use.
fn required(definitions: &Map<String, Value>) -> Vec<Value> {
    let mut required = definitions["StudyFile"]["required"].as_array().cloned().unwrap_or_default();
    required.extend(["sources", "sections", "consents"].map(Value::from));
    required
}

/// Puts the members of one object over another's.
fn merge(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}

fn add(name: &str, more: Value, definitions: &mut Map<String, Value>) {
    merge(definitions.get_mut(name).expect("the schema names objects of the tables"), more);
}

fn words(types: &[FieldType]) -> Vec<&'static str> {
    types.iter().map(|it| it.word()).collect()
}

/// Says `then` of the fields that have one of these types.
fn of_types(types: &[FieldType], then: Value) -> Value {
    json!({ "if": { "properties": { "type": { "enum": words(types) } } }, "then": then })
}

/// What the type of a field asks of its other keys.
fn field() -> Vec<Value> {
    let others = |types: &[FieldType]| -> Vec<FieldType> {
        FieldType::ALL.iter().copied().filter(|it| !types.contains(it)).collect()
    };
    let mut conditions: Vec<Value> = KEYS_OF_TYPES
        .iter()
        .map(|(key, types)| of_types(&others(types), json!({ "properties": { *key: false } })))
        .collect();
    let choices = [FieldType::Choice, FieldType::Choices];
    conditions.push(of_types(&choices, json!({ "required": ["options"] })));
    conditions.push(of_types(
        &others(&[FieldType::Choices]),
        json!({ "properties": { "options": { "items": { "properties": { "exclusive": { "const": false } } } } } }),
    ));
    let decimal = json!({ "pattern": "^-?\\d+(\\.\\d+)?$" });
    let day = json!({ "pattern": "^(today|\\d{4}-\\d{2}-\\d{2})$" });
    conditions.push(of_types(
        &[FieldType::Number],
        json!({ "properties": { "min": decimal, "max": decimal, "units": units() } }),
    ));
    conditions.push(of_types(&[FieldType::Date], json!({ "properties": { "min": day, "max": day } })));
    let ages = [Send::Age, Send::AgeBand, Send::Year].map(Send::word);
    conditions.push(of_types(
        &others(&[FieldType::Date]),
        json!({ "properties": { "send": { "not": { "enum": ages } } } }),
    ));
    let postal3 =
        json!({ "properties": { "send": { "const": Send::Postal3.word() } }, "required": ["send"] });
    let american = json!({ "properties": { "type": { "const": "postal" }, "region": { "const": "US" } }, "required": ["region"] });
    conditions.push(json!({ "if": postal3, "then": american }));
    conditions
}

/// The first unit is the canonical one; every other says how to get there.
fn units() -> Value {
    json!({
        "prefixItems": [{ "properties": { "factor": false, "offset": false } }],
        "items": { "required": ["factor"] },
    })
}

/// A rule has one form; operators stand beside a field.
fn rule() -> Value {
    let forms = ["all", "any", "not", "count", "source", "request", "field"];
    let operators = [
        "is",
        "isAnyOf",
        "answered",
        "atLeast",
        "atMost",
        "moreThan",
        "lessThan",
        "before",
        "after",
        "atLeastAgo",
        "atMostAgo",
        "ageAtLeast",
        "ageAtMost",
    ];
    let one_of =
        |keys: &[&str]| -> Vec<Value> { keys.iter().map(|it| json!({ "required": [it] })).collect() };
    let mut together = Map::new();
    for operator in operators {
        together.insert(operator.to_owned(), json!(["field"]));
    }
    together.insert("count".to_owned(), json!(["of"]));
    together.insert("of".to_owned(), json!(["count"]));
    json!({
        "oneOf": one_of(&forms),
        "dependentRequired": together,
        "if": { "required": ["field"] },
        "then": { "anyOf": one_of(&operators) },
    })
}

/// What stands for keys that were left out, examples, and shapes that only one key has.
fn keys() -> Vec<(&'static str, &'static str, Value)> {
    // No name or password before the host; http for loopback only.
    let https = "^([Hh][Tt][Tt][Pp][Ss]://[^/?#@\\\\\\s]+|[Hh][Tt][Tt][Pp]://(127\\.0\\.0\\.1|\\[::1\\]|localhost)(:\\d*)?)([/?#\\\\]\\S*)?$";
    let covers = "^(@precheck|@source|@status|[A-Za-z0-9][A-Za-z0-9_.-]{0,63})$";
    // 32 bytes; the last letter holds four bits of them and two that are none.
    let coordinate = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$";
    vec![
        ("StudyFile", "version", json!({ "const": 1 })),
        ("StudyFile", "language", json!({ "examples": ["en", "es", "pt-BR"] })),
        ("StudyFile", "channels", json!({ "examples": [["utm_source", "utm_campaign"]] })),
        ("StudyHead", "status", json!({ "default": "recruiting" })),
        ("StudyHead", "registry", json!({ "examples": ["https://clinicaltrials.gov/study/NCT05878938"] })),
        ("StudyHead", "closes", json!({ "examples": ["2028-06-30"] })),
        ("Privacy", "version", json!({ "examples": ["2026-11"] })),
        ("Privacy", "countries", json!({ "examples": [["US"]] })),
        ("Privacy", "noticeUrl", json!({ "examples": ["https://study.example/privacy"] })),
        ("Contact", "phone", json!({ "examples": ["+1 212 555 0142"] })),
        ("Contact", "timeZone", json!({ "examples": ["America/New_York", "Europe/Madrid", "UTC"] })),
        ("Material", "startsAt", json!({ "examples": ["2027-01-14T12:00:00"] })),
        ("Site", "country", json!({ "examples": ["US"] })),
        ("FieldFile", "send", json!({ "default": Send::Never.word() })),
        ("FieldFile", "maxLength", json!({ "default": TEXT_MAX_CHARS, "examples": [LONG_TEXT_MAX_CHARS] })),
        ("FieldFile", "decimals", json!({ "default": DECIMALS_MAX })),
        ("FieldFile", "max", json!({ "examples": ["today", "200"] })),
        ("FieldFile", "precision", json!({ "default": "day" })),
        ("FieldFile", "region", json!({ "pattern": "^[A-Z]{2}$", "examples": ["US"] })),
        ("FieldFile", "autocomplete", json!({ "examples": ["name", { "self": "tel" }] })),
        ("FieldFile", "showWhen", json!({ "examples": [{ "field": "sex", "is": "female" }] })),
        ("UnitFile", "code", json!({ "examples": ["mg/dL", "mmol/L", "kg"] })),
        ("UnitFile", "factor", json!({ "examples": ["18.016"] })),
        ("UnitFile", "offset", json!({ "default": "0" })),
        ("RuleFile", "atLeastAgo", json!({ "examples": ["P8W", "P6M"] })),
        ("RuleFile", "atMostAgo", json!({ "examples": ["P72D", "P1Y"] })),
        ("RuleFile", "ageAtLeast", json!({ "examples": [18, "P18M"] })),
        ("RuleFile", "ageAtMost", json!({ "examples": [65] })),
        ("PrecheckFile", "send", json!({ "default": "never" })),
        ("PrecheckFile", "onNotEligible", json!({ "default": "offer" })),
        (
            "ConsentFile",
            "covers",
            json!({
                "items": { "type": "string", "pattern": covers },
                "examples": [["name", "phone", "@source"]],
            }),
        ),
        (
            "EndpointFile",
            "url",
            json!({ "pattern": https, "examples": ["https://intake.study.example/referrals"] }),
        ),
        ("EndpointFile", "format", json!({ "default": "json" })),
        ("EndpointFile", "timeoutSeconds", json!({ "default": TIMEOUT_SECONDS })),
        ("EndpointFile", "wrap", json!({ "examples": ["data"] })),
        ("SealFile", "keys", json!({ "maxItems": KEYS_MAX })),
        ("SealKey", "kid", json!({ "examples": ["intake-2027-01"] })),
        ("SealKey", "x", json!({ "pattern": coordinate })),
        ("SealKey", "y", json!({ "pattern": coordinate })),
        ("Outbox", "staffCode", json!({ "pattern": "^[0-9a-f]{64}$" })),
    ]
}
