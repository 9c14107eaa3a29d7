//! Strings that break software, and names in every script: as every text of a study file, and as answers.

use std::collections::BTreeSet;

use referral_form::domain::body;
use referral_form::domain::dry_run::{self, Script};
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{Reading, Study};
use referral_form::domain::validate::unseen::is_unseen;
use serde_json::{Map, Value, json};

use crate::people::today;
use crate::small_study;

/// Keys of a study file whose values are texts that a person reads.
const TEXTS: [&str; 21] = [
    "title",
    "condition",
    "sponsor",
    "summary",
    "controller",
    "purpose",
    "legalBasis",
    "recipients",
    "retention",
    "withdrawal",
    "name",
    "role",
    "hours",
    "respondsWithin",
    "label",
    "text",
    "question",
    "answer",
    "instructions",
    "checklist",
    "hint",
];

fn strings() -> Vec<String> {
    let naughty: Vec<String> =
        serde_json::from_str(include_str!("../fixtures/data/blns.json")).expect("a list of strings");
    let people: Vec<Value> =
        serde_json::from_str(include_str!("../fixtures/data/person_names.json")).expect("a list of people");
    let names = people.iter().map(|it| it["name"].as_str().expect("a name").to_owned());
    let all: BTreeSet<String> = naughty.into_iter().chain(names).collect();
    all.into_iter().collect()
}

/// Puts a string in the place of every text, and counts them.
fn fill(value: &mut Value, is_text: bool, with: &str, count: &mut usize) {
    match value {
        Value::String(text) if is_text => {
            with.clone_into(text);
            *count += 1;
        }
        Value::Array(list) => list.iter_mut().for_each(|it| fill(it, is_text, with, count)),
        Value::Object(object) => {
            for (key, value) in object {
                // Versions of consents, ids of overlays and the like are no texts.
                fill(value, TEXTS.contains(&key.as_str()), with, count);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_text_of_a_study_file_may_be_any_string() {
    let mut good: Value =
        serde_json::from_str(include_str!("../../examples/contract/study.json")).expect("JSON");
    good.as_object_mut().expect("an object").remove("languages");
    let strings = strings();
    assert!(strings.len() > 900, "{} strings", strings.len());
    // Every seventh is enough to go through the whole file; the small study below takes them all.
    for text in strings.iter().filter(|it| !it.trim().is_empty()).step_by(7) {
        let mut file = good.clone();
        let mut count = 0;
        fill(&mut file, false, text, &mut count);
        assert!(count > 80, "{count} texts");
        // Nobody consents to a text that reads otherwise than it is.
        if let Err(problems) = small_study::read(&file) {
            let is_disguised =
                |it: &str| it.starts_with("/consents/") && it.contains("hidden or look like others");
            assert!(problems.lines().all(is_disguised), "{text:?}: {problems}");
            file["consents"] = good["consents"].clone();
        }
        let study = small_study::read(&file).unwrap_or_else(|problems| panic!("{text:?}: {problems}"));
        assert_eq!(study.cover.head.title.as_str(), text);
        assert_eq!(study.next_steps[0].text.as_str(), text);
        assert_eq!(study.fields[1].kind.options()[1].label.as_str(), text);
    }
}

#[test]
fn a_text_of_nothing_but_space_is_refused() {
    let field = json!([{ "id": "note", "type": "text", "label": "\u{2003}\u{a0} \t", "send": "value" }]);
    let problems = small_study::read(&small_study::file(field)).err().unwrap_or_default();
    assert!(problems.contains("/sections/0/fields/0/label: this text is empty"), "{problems}");
}

/// A study that sends a line and a long text, in JSON or as a form.
fn study_of_two_texts(format: &str) -> Study {
    let mut file = small_study::file(json!([
        { "id": "name", "type": "text", "label": "Name", "maxLength": 10000, "send": "value" },
        { "id": "note", "type": "long-text", "label": "Note", "maxLength": 10000, "send": "value" }
    ]));
    file["consents"][0]["covers"] = json!(["name", "note"]);
    file["endpoint"]["format"] = json!(format);
    Study::read(file.to_string().as_bytes(), Reading::default()).expect("a good study")
}

/// The body that two equal answers cause.
fn body_of(study: &Study, text: &str) -> String {
    let given = ["all".to_owned()];
    let Value::Object(answers) = json!({ "name": text, "note": text }) else { panic!("an object") };
    let script = script(&answers, &given);
    let said = dry_run::run(study, &script).unwrap_or_else(|it| panic!("{}", it.join("\n")));
    let referral = said.referral.expect("any text is an answer");
    body::write(&referral, referral.endpoint(study)).text
}

fn script<'a>(answers: &'a Map<String, Value>, consents: &'a [String]) -> Script<'a> {
    Script {
        source: None,
        request: None,
        today: today(),
        consents,
        answers,
        origin: Origin::default(),
        file_sha256: String::new(),
        sha256: |_| String::new(),
    }
}

/// Whether nothing of a text can be seen.
fn is_blank(text: &str) -> bool {
    text.chars().all(is_unseen)
}

#[test]
fn every_string_leaves_as_it_was_typed() {
    let study = study_of_two_texts("json");
    for text in strings() {
        let body: Value = serde_json::from_str(&body_of(&study, &text)).expect("the body is JSON");
        let expected = if is_blank(&text) { Value::Null } else { json!(text) };
        assert_eq!(body["answers"].get("name").cloned().unwrap_or_default(), expected);
        assert_eq!(body["answers"].get("note").cloned().unwrap_or_default(), expected);
    }
}

#[test]
fn every_string_leaves_as_it_was_typed_in_a_form_too() {
    let study = study_of_two_texts("form");
    for text in strings().into_iter().filter(|it| !is_blank(it)) {
        let body = body_of(&study, &text);
        let pair = body.split('&').find_map(|it| it.strip_prefix("answers.name=")).expect("the name is sent");
        assert_eq!(decoded(pair), text);
    }
}

/// Reads one value of a form. Source: URL Standard, application/x-www-form-urlencoded parsing.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                let digits = std::str::from_utf8(&digits).expect("two digits");
                u8::from_str_radix(digits, 16).expect("two hexadecimal digits")
            }
            other => other,
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_text_of_a_hundred_thousand_characters_is_too_long_and_nothing_breaks() {
    let study = study_of_two_texts("json");
    let long = "é".repeat(100_000);
    let Value::Object(answers) = json!({ "name": long }) else { panic!("an object") };
    let said = dry_run::run(&study, &script(&answers, &[])).unwrap_or_else(|it| panic!("{}", it.join("\n")));
    let said = serde_json::to_value(&said).expect("it can be written");
    assert_eq!(said["problems"], json!({ "name": "too_long" }));
}
