//! `referral-form schema` as an editor uses it: whatever the reader takes it takes, and it refuses what it can.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jsonschema::{Draft, Validator};
use referral_form::domain::study::{Reading, Study, Wrong};
use serde_json::{Value, json};

/// What the command prints.
fn printed() -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_referral-form")).arg("schema").output();
    let output = output.expect("the command runs");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("a schema is JSON")
}

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    options.build(schema).expect("the schema is one of JSON Schema 2020-12")
}

/// Every study file of the examples.
fn examples() -> Vec<PathBuf> {
    let entries = fs::read_dir("examples").expect("there is a folder of examples");
    let entries = entries.map(|it| it.expect("the folder can be listed").path());
    let mut files: Vec<PathBuf> =
        entries.map(|it| if it.is_dir() { it.join("study.json") } else { it }).collect();
    files.retain(|it| it.ends_with("study.json") || it.ends_with("full.json"));
    files.sort();
    files
}

fn read(file: &Path) -> Value {
    let bytes = fs::read(file).expect("the file is there");
    serde_json::from_slice(&bytes).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()))
}

#[test]
fn the_schema_is_one() {
    let schema = printed();
    jsonschema::draft202012::meta::validate(&schema).expect("the schema keeps to its own schema");
}

#[test]
fn every_example_keeps_to_the_schema() {
    let validator = validator(&printed());
    let files = examples();
    assert!(files.len() > 10, "{} examples", files.len());
    for file in files {
        let study = read(&file);
        let problems: Vec<String> =
            validator.iter_errors(&study).map(|it| format!("{}: {it}", it.instance_path())).collect();
        assert!(problems.is_empty(), "{}:\n{}", file.display(), problems.join("\n"));
    }
}

/// Tells whether a problem can be seen only by comparing two places of the file, or by knowing the world.
fn is_beyond_a_schema(wrong: &Wrong) -> bool {
    match wrong {
        // Names that lead nowhere or stand twice.
        Wrong::IdUnknown { .. } | Wrong::IdTwice { .. } => true,
        // Two values that do not go together.
        Wrong::CountOutOfReach { .. }
        | Wrong::MinAboveMax
        | Wrong::StaleConsent { .. }
        | Wrong::LastRouteConditional
        | Wrong::OperatorDoesNotFit { .. } => true,
        // What becomes of an answer.
        Wrong::Cycle { .. }
        | Wrong::Uncovered { .. }
        | Wrong::OnlyOptional { .. }
        | Wrong::ShowWhenReveals { .. } => true,
        // What the world knows: regions with a numbering plan, time zones, secrets, what browsers send; and who embeds the form.
        Wrong::Disguised
        | Wrong::LinkMisleads
        | Wrong::RegionUnknown { .. }
        | Wrong::ZoneUnknown { .. }
        | Wrong::Secret { .. }
        | Wrong::EndpointNotUrl
        | Wrong::NotAHeader
        | Wrong::EndpointMissing => true,
        // A point of a curve.
        Wrong::NotOnCurve => true,
        // The sites of a field of type site stand elsewhere.
        Wrong::KindNeeds { key, .. } => *key == "sites",
        // A translation of a text that the file does not have, or of a list of another length.
        Wrong::NotTranslatable => true,
        Wrong::WrongType { expected } => expected.starts_with("as many texts"),
        Wrong::TooBig { .. } | Wrong::KeyTwice | Wrong::More { .. } => true,
        Wrong::NotJson { .. }
        | Wrong::OtherVersion
        | Wrong::KeyMissing { .. }
        | Wrong::KeyUnknown { .. }
        | Wrong::WordUnknown { .. }
        | Wrong::NotAnId
        | Wrong::EmptyText
        | Wrong::EmptyList
        | Wrong::Scheme { .. }
        | Wrong::EndpointNotHttps
        | Wrong::NotADate
        | Wrong::NotADuration
        | Wrong::NotADecimal
        | Wrong::NotInRange { .. }
        | Wrong::PrivateKey
        | Wrong::NotACoordinate
        | Wrong::TooManyKeys { .. }
        | Wrong::OutboxUnsealed
        | Wrong::NotAStaffCode
        | Wrong::DoesNotFit { .. }
        | Wrong::SendDoesNotFit { .. }
        | Wrong::RuleEmpty
        | Wrong::RuleMixed
        | Wrong::RuleWithoutTest => false,
    }
}

#[test]
fn every_broken_file_is_refused_where_a_schema_can_tell() {
    let entries = fs::read_dir("tests/fixtures/broken").expect("there is a folder of broken files");
    let validator = validator(&printed());
    let mut taken = Vec::new();
    for file in entries.map(|it| it.expect("the folder can be listed").path()) {
        let bytes = fs::read(&file).expect("the file is there");
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
        let Err(problems) = Study::read(&bytes, Reading::default()) else {
            panic!("{} is not broken", file.display());
        };
        let telling = problems.iter().find(|it| !is_beyond_a_schema(&it.what));
        if let Some(problem) = telling
            && validator.is_valid(&value)
        {
            taken.push(format!("{}: {problem}", file.display()));
        }
    }
    taken.sort();
    assert!(taken.is_empty(), "the schema takes these:\n{}", taken.join("\n"));
}

/// Puts `value` at a place of the contract's study file.
fn contract_with(pointer: &str, value: Value) -> Value {
    let mut study = read(Path::new("examples/contract/study.json"));
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    match study.pointer_mut(parent).expect("the place is there") {
        Value::Object(object) => _ = object.insert(key.to_owned(), value),
        Value::Array(list) => list[key.parse::<usize>().expect("an index")] = value,
        _ => panic!("{parent} holds nothing"),
    }
    study
}

#[test]
fn what_does_not_go_together_is_refused_in_the_editor_already() {
    let validator = validator(&printed());
    for (pointer, value) in [
        ("/sections/0/fields/1/maxLength", json!(20)),
        ("/sections/0/fields/3/options", json!([{ "value": "a", "label": "A" }])),
        ("/sections/0/fields/1/options/0/exclusive", json!(true)),
        ("/sections/0/fields/7/units/0/factor", json!("2")),
        ("/sections/0/fields/7/min", json!("today")),
        ("/sections/1/fields/0/send", json!("age")),
        ("/sections/1/fields/7/region", json!("CA")),
        ("/precheck/criteria/0/when", json!({ "field": "birth_date" })),
        ("/precheck/criteria/0/when", json!({ "ageAtLeast": 12 })),
        ("/precheck/criteria/0/when", json!({ "all": [], "field": "sex", "is": "male" })),
        ("/endpoint/url", json!("http://intake.study.example/")),
        ("/languages/es/fields/sex/lable", json!("Sexo")),
        ("/languages/es/fields/sex/type", json!("choice")),
        ("/languages/es/study/id", json!("OTHER")),
        ("/languages/es/criteria/age/when", json!({ "field": "sex", "is": "male" })),
        ("/languages/es/nonsense", json!({})),
    ] {
        assert!(!validator.is_valid(&contract_with(pointer, value.clone())), "{pointer}: {value}");
    }
}

#[test]
fn translations_may_be_written_in_short() {
    let validator = validator(&printed());
    for (pointer, value) in [
        ("/languages/es/nextSteps/call", json!({ "text": "Le llamarán." })),
        ("/languages/es/fields/sex/options/female", json!({ "label": "Mujer" })),
        ("/languages/es/fields/egfr/units", json!({ "mL/min/{1.73_m2}": "mL/min/1,73 m²" })),
        ("/languages/es/privacy/noticeUrl", json!("https://study.example/privacidad")),
        ("/languages/es/sections/candidate/fields", json!({ "note": { "label": "Detalles" } })),
    ] {
        let study = contract_with(pointer, value);
        assert!(validator.is_valid(&study), "{pointer} is refused by the schema");
        let read = Study::read(study.to_string().as_bytes(), Reading::default());
        assert!(read.is_ok(), "{pointer} is refused by the reader");
    }
}

/// Calls `visit` with every object that has properties.
fn objects(schema: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    for (name, definition) in schema["$defs"].as_object().expect("a schema has definitions") {
        let parts = definition["anyOf"].as_array().cloned().unwrap_or_else(|| vec![definition.clone()]);
        parts.iter().filter(|it| it["properties"].is_object()).for_each(|it| visit(name, it));
    }
}

#[test]
fn every_key_has_a_hover_text() {
    let mut bare = Vec::new();
    objects(&printed(), &mut |name, object| {
        for (key, schema) in object["properties"].as_object().expect("properties are an object") {
            if schema["description"].as_str().is_none_or(str::is_empty) {
                bare.push(format!("{name}.{key}"));
            }
        }
    });
    assert!(bare.is_empty(), "{bare:?}");
}
