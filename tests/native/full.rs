//! `examples/full.json`: every key of the study file, and the referral that comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use referral_form::domain::date::Date;
use referral_form::domain::dry_run::{self, Script};
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{Reading, Study, schema};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

const STUDY: &str = "examples/full.json";
const ANSWERS: &str = "examples/full.answers.json";
const REFERRAL: &str = "examples/full.referral.json";

fn text(file: &str) -> String {
    fs::read_to_string(file).unwrap_or_else(|cause| panic!("{file}: {cause}"))
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// Notes every key of the schema that a value uses, as `Definition.key`.
fn used(schema: &Value, root: &Value, name: &str, value: &Value, found: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.trim_start_matches("#/$defs/");
        return used(&root["$defs"][name], root, name, value, found);
    }
    for choice in schema["anyOf"].as_array().into_iter().flatten() {
        used(choice, root, name, value, found);
    }
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                if let Some(schema) = schema["properties"].get(key) {
                    found.insert(format!("{name}.{key}"));
                    used(schema, root, key, inner, found);
                } else if schema["additionalProperties"].is_object() {
                    used(&schema["additionalProperties"], root, key, inner, found);
                }
            }
        }
        Value::Array(entries) => {
            entries.iter().for_each(|it| used(&schema["items"], root, name, it, found));
        }
        Value::String(word) => {
            // A word of a list of words counts as a key does.
            _ = found.insert(format!("{name} = {word}"));
        }
        Value::Bool(_) | Value::Number(_) | Value::Null => {}
    }
}

#[test]
fn the_full_example_uses_every_key() {
    let root = schema();
    let study: Value = serde_json::from_str(&text(STUDY)).expect("the example is JSON");
    let mut found = BTreeSet::new();
    used(&root, &root, "", &study, &mut found);
    let mut missing = Vec::new();
    let mut count = 0;
    for (name, definition) in root["$defs"].as_object().expect("a schema has definitions") {
        let shapes = definition["anyOf"].as_array().cloned().unwrap_or_else(|| vec![definition.clone()]);
        for key in shapes.iter().filter_map(|it| it["properties"].as_object()).flat_map(|it| it.keys()) {
            count += 1;
            let key = format!("{name}.{key}");
            if !found.contains(&key) {
                missing.push(key);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(count > 150, "{count} keys");
}

#[test]
fn the_full_example_has_fields_and_consents_of_every_kind() {
    let root = schema();
    let study: Value = serde_json::from_str(&text(STUDY)).expect("the example is JSON");
    let mut found = BTreeSet::new();
    used(&root, &root, "", &study, &mut found);
    for (name, key) in [
        ("FieldFile", "type"),
        ("FieldFile", "send"),
        ("FieldFile", "precision"),
        ("Material", "type"),
        ("RequestFile", "kind"),
        ("CriterionFile", "category"),
        ("ConsentFile", "kind"),
        ("ConsentFile", "givenBy"),
        ("EndpointFile", "format"),
    ] {
        let words = root["$defs"][name]["properties"][key]["oneOf"].as_array().expect("a list of words");
        for word in words.iter().filter_map(|it| it["const"].as_str()) {
            assert!(found.contains(&format!("{key} = {word}")), "{name}.{key} is never {word}");
        }
    }
}

/// What somebody did with the full example.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    source: String,
    today: String,
    code: String,
    channel: BTreeMap<String, String>,
    consents: Vec<String>,
    answers: Map<String, Value>,
}

#[test]
fn the_full_example_yields_the_referral_beside_it() {
    let case: Case = serde_json::from_str(&text(ANSWERS)).expect("the answers are JSON");
    let bytes = fs::read(STUDY).expect("the example is there");
    let Ok(study) = Study::read(&bytes, Reading::default()) else { panic!("{STUDY} has problems") };
    let script = Script {
        source: Some(&case.source),
        request: None,
        today: Date::parse(&case.today).expect("a day"),
        consents: &case.consents,
        answers: &case.answers,
        origin: Origin { code: Some(case.code), channel: case.channel.into_iter().collect() },
        file_sha256: sha256(&bytes),
        sha256,
    };
    let outcome = dry_run::run(&study, &script).unwrap_or_else(|it| panic!("{}", it.join("\n")));
    let referral = outcome.referral.unwrap_or_else(|| panic!("{}", outcome.remarks.join("\n")));
    let written = serde_json::to_string_pretty(&referral).expect("a referral can be written") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(REFERRAL, &written).expect("a golden file can be written");
    }
    assert_eq!(text(REFERRAL), written);
}
