//! What is ahead: told from a study file at a glance, it is what the form tells that comes of the same file.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use referral_form::domain::form::{Form, FormEvent};
use referral_form::domain::pace;
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{Ahead, Glance, Reading, RequestId, SourceId, Study};
use serde_json::{Map, Value, json};

use crate::people::conditions;
use crate::small_study;

/// What a form tells that nobody has begun.
fn told_by_the_form(study: &Study, source: SourceId, request: RequestId) -> Ahead {
    let mut form = Form::new(study, Some(source), Origin::default(), conditions());
    form.apply(study, FormEvent::RequestChosen(request));
    // The receipt is where the steps lead, not one of them.
    Ahead { steps: form.steps(study).len() as u32 - 1, minutes: pace::minutes_left(study, &form) }
}

/// Holds a glance against the form for every source and request, and gives what both tell.
fn compare(bytes: &[u8], study: &Study, language: Option<&str>) -> Vec<Ahead> {
    let glance = Glance::of(bytes, language).expect("what can be read can be looked at");
    let sources = (0..study.sources.len() as u16).map(SourceId);
    let choices = sources
        .flat_map(|source| (0..study.requests.len() as u16).map(move |request| (source, RequestId(request))));
    let mut told = Vec::new();
    for (source, request) in choices {
        let ahead = glance.ahead(source, request);
        assert_eq!(ahead, told_by_the_form(study, source, request), "{source:?}, {request:?}, {language:?}");
        told.push(ahead);
    }
    told
}

/// Every JSON file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    let paths = entries.map(|it| it.expect("the folder can be listed").path());
    let below = paths.flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] });
    below.filter(|it| it.extension().is_some_and(|it| it == "json")).collect()
}

#[test]
fn of_every_study_in_every_language_as_much_is_ahead_as_the_form_says() {
    let (mut studies, mut translations) = (0, 0);
    for file in ["examples", "tests/fixtures"].iter().flat_map(|it| files(Path::new(it))) {
        let bytes = fs::read(&file).expect("the file is there");
        let read = |language| Study::read(&bytes, Reading { language, ..Reading::default() }).ok();
        let Some(study) = read(None) else { continue };
        compare(&bytes, &study, None);
        studies += 1;
        for language in &study.cover.offered[1..] {
            let study = read(Some(language)).expect("what is offered can be read");
            compare(&bytes, &study, Some(language));
            translations += 1;
        }
    }
    assert!(studies > 12 && translations > 2, "{studies} studies, {translations} translations");
}

#[test]
fn what_only_a_whole_reading_refuses_is_looked_at_all_the_same() {
    let mut looked_at = 0;
    for file in files(Path::new("tests/fixtures/broken")) {
        let bytes = fs::read(&file).expect("the file is there");
        if let Some(glance) = Glance::of(&bytes, None) {
            let ahead = glance.ahead(SourceId(0), RequestId(0));
            assert!(ahead.steps >= 3, "{}: {ahead:?}", file.display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 12, "{looked_at} files");
}

/// Types of fields, with the keys that they need and those that change how long an answer takes.
fn types() -> Vec<Value> {
    let plain = [
        "text",
        "long-text",
        "email",
        "phone",
        "number",
        "yes-no",
        "npi",
        "postal",
        "contact-window",
        "site",
    ];
    let dates = ["day", "month", "year"].map(|it| json!({ "type": "date", "precision": it }));
    let options =
        json!([{ "value": "a", "label": "One of two" }, { "value": "b", "label": "The other one" }]);
    let choices = ["choice", "choices"].map(|it| json!({ "type": it, "options": options }));
    let plain = plain.iter().map(|it| json!({ "type": it }));
    plain.chain([json!({ "type": "date" })]).chain(dates).chain(choices).collect()
}

#[test]
fn an_answer_of_every_type_takes_as_long_as_in_the_form() {
    let mut told = Vec::new();
    for keys in types() {
        for more in [
            json!({}),
            json!({ "required": true }),
            json!({ "required": true, "autocomplete": "name" }),
            json!({ "required": true, "autocomplete": { "self": "name" } }),
            json!({ "required": true, "autocomplete": { "carer": "name" } }),
        ] {
            // So many that seconds are told by minutes.
            let field = |number: usize| {
                let mut field =
                    json!({ "id": format!("f{number}"), "label": "What?", "hint": "As far as you know." });
                for (key, value) in [&keys, &more].iter().filter_map(|it| it.as_object()).flatten() {
                    field[key] = value.clone();
                }
                field
            };
            let mut file = small_study::file((0..100).map(field).collect());
            file["sources"] = json!([{ "id": "self", "label": "Me" }, { "id": "carer", "label": "A carer" }]);
            file["sites"] = json!([
                { "id": "north", "name": "North ward", "city": "New Example ", "country": "US" },
                { "id": "south", "name": "South ward", "city": "Example", "country": "US" }
            ]);
            let study = small_study::read(&file).unwrap_or_else(|it| panic!("{it}"));
            told.extend(compare(file.to_string().as_bytes(), &study, None).iter().map(|it| it.minutes));
        }
    }
    told.sort_unstable();
    told.dedup();
    assert!(told.len() > 12, "{told:?}");
}

const SOURCES: [&str; 3] = ["self", "carer", "staff"];

/// The first is what a file asks for that names nothing.
const REQUESTS: [&str; 2] = ["refer", "question"];

const SECTIONS: [&str; 4] = ["s0", "s1", "s2", "s3"];

const CONSENTS: [&str; 2] = ["c0", "c1"];

/// Three to a section.
const FIELDS: usize = 12;

/// Words enough for a minute in every language, so that minutes tell of every text whether it is read.
fn words() -> String {
    "w ".repeat(360)
}

/// The keys of a field's type, and the tests that it can answer.
fn type_of(field: usize) -> (Value, Vec<Value>) {
    let options = || json!([{ "value": "a", "label": words() }, { "value": "b", "label": "B" }]);
    match field % 6 {
        0 => (json!({ "type": "yes-no" }), vec![json!({ "is": "yes" }), json!({ "isAnyOf": ["yes", "no"] })]),
        1 => (
            json!({ "type": "number" }),
            vec![json!({ "atLeast": "3" }), json!({ "moreThan": "9", "atMost": "3" })],
        ),
        2 => (
            json!({ "type": "date", "precision": "month" }),
            vec![
                json!({ "ageAtLeast": 18, "ageAtMost": 65 }),
                json!({ "before": "1990-01-01", "after": "2020-01-01" }),
            ],
        ),
        3 => (json!({ "type": "choice", "options": options() }), vec![json!({ "is": "a" })]),
        4 => (json!({ "type": "choices", "options": options() }), vec![json!({ "isAnyOf": ["a", "b"] })]),
        _ => (json!({ "type": "site" }), vec![json!({ "is": "north" })]),
    }
}

/// Any of these ids, one of them by itself, or none.
fn some_of(ids: &[&'static str]) -> impl Strategy<Value = Value> + use<> {
    let one = select(ids.to_vec()).prop_map(|it| json!(it));
    prop_oneof![2 => subsequence(ids.to_vec(), 1..=ids.len()).prop_map(|it| json!(it)), 1 => one]
}

/// Some of these ids, or null for a key that is left out.
fn list_of(ids: &[&'static str]) -> impl Strategy<Value = Value> + use<> {
    let list = subsequence(ids.to_vec(), 1..=ids.len()).prop_map(|it| json!(it));
    prop_oneof![Just(Value::Null), list]
}

/// A rule of any form that reads none but the first `fields` fields.
fn rule(fields: usize, requests: &[&'static str]) -> BoxedStrategy<Value> {
    let by_whom = prop_oneof![
        some_of(&SOURCES).prop_map(|it| json!({ "source": it })),
        some_of(requests).prop_map(|it| json!({ "request": it })),
    ];
    let test = (0..fields.max(1), any::<prop::sample::Index>(), select(vec![None, Some(true), Some(false)]));
    let test = (test, any::<bool>()).prop_map(|((field, which, answered), is_alone)| {
        let tests = type_of(field).1;
        let mut test = if answered.is_some() && is_alone { json!({}) } else { which.get(&tests).clone() };
        test["field"] = json!(format!("f{field}"));
        if let Some(answered) = answered {
            test["answered"] = json!(answered);
        }
        test
    });
    let leaf = if fields == 0 { by_whom.boxed() } else { prop_oneof![1 => by_whom, 2 => test].boxed() };
    let rule = leaf.prop_recursive(3, 16, 3, |inner| {
        let list = || proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            list().prop_map(|it| json!({ "all": it })),
            list().prop_map(|it| json!({ "any": it })),
            inner.clone().prop_map(|it| json!({ "not": it })),
            (1..4usize, list()).prop_map(|(least, of)| json!({ "count": least.min(of.len()), "of": of })),
        ]
    });
    rule.boxed()
}

fn field(number: usize, requests: &[&'static str]) -> impl Strategy<Value = Value> + use<> {
    let show_when = proptest::option::weighted(0.7, rule(number, requests));
    (show_when, list_of(&SOURCES), any::<bool>()).prop_map(move |(show_when, sources, is_required)| {
        let mut field = type_of(number).0;
        field["id"] = json!(format!("f{number}"));
        field["label"] = json!(words());
        field["showWhen"] = json!(show_when);
        field["sources"] = sources;
        field["required"] = json!(is_required);
        field
    })
}

fn section(number: usize, requests: &[&'static str]) -> impl Strategy<Value = Value> + use<> {
    let fields: Vec<_> = (number * 3..number * 3 + 3).map(|it| field(it, requests)).collect();
    (fields, list_of(&SOURCES)).prop_map(move |(fields, sources)| {
        json!({ "id": SECTIONS[number], "title": words(), "fields": fields, "sources": sources })
    })
}

fn criterion(requests: &[&'static str]) -> impl Strategy<Value = Value> + use<> {
    proptest::option::weighted(0.9, rule(FIELDS, requests))
        .prop_map(|when| json!({ "category": "inclusion", "label": words(), "when": when }))
}

/// A study file with rules of every form, for some of the sources and some of the requests.
fn file() -> impl Strategy<Value = Value> {
    prop_oneof![Just(1), Just(2)].prop_flat_map(|count| {
        let requests = &REQUESTS[..count];
        let asked_for = proptest::collection::vec((list_of(&SECTIONS), list_of(&CONSENTS)), count);
        let sections: Vec<_> = (0..SECTIONS.len()).map(|it| section(it, requests)).collect();
        let criteria = proptest::collection::vec(criterion(requests), 0..4);
        let consents = proptest::collection::vec(list_of(&SOURCES), CONSENTS.len());
        (select(vec!["en", "ja", "zh-Hans"]), asked_for, sections, criteria, consents).prop_map(
            |(language, asked_for, sections, mut criteria, consents)| {
                let mut file = small_study::file(json!([]));
                file["language"] = json!(language);
                file["sources"] = SOURCES.map(|it| json!({ "id": it, "label": "Who", "instructions": words() })).into();
                file["sites"] = json!([{ "id": "north", "name": words(), "city": "Example", "country": "US" }]);
                if asked_for.len() > 1 {
                    let request = |(id, (sections, consents))| json!({ "id": id, "kind": id, "label": "What", "sections": sections, "consents": consents });
                    file["requests"] = REQUESTS.into_iter().zip(asked_for).map(request).collect();
                }
                file["sections"] = json!(sections);
                for (number, criterion) in criteria.iter_mut().enumerate() {
                    criterion["id"] = json!(format!("k{number}"));
                }
                if !criteria.is_empty() {
                    file["precheck"] = json!({ "criteria": criteria });
                }
                let consent = |(id, sources)| {
                    json!({ "id": id, "version": "1", "kind": "consent", "givenBy": "self", "text": words(),
                        "covers": ["@source"], "sources": sources })
                };
                file["consents"] = CONSENTS.into_iter().zip(consents).map(consent).collect();
                leave_out_nulls(&mut file);
                file
            },
        )
    })
}

fn leave_out_nulls(value: &mut Value) {
    if let Value::Object(object) = value {
        object.retain(|_, it| !it.is_null());
    }
    let inner: Vec<&mut Value> = match value {
        Value::Object(object) => Map::values_mut(object).collect(),
        Value::Array(list) => list.iter_mut().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    inner.into_iter().for_each(leave_out_nulls);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_rules_as_much_is_ahead_as_the_form_says(file in file()) {
        let study = small_study::read(&file).unwrap_or_else(|it| panic!("{it}"));
        compare(file.to_string().as_bytes(), &study, None);
    }
}
