//! Large and odd study files: read to their end, with limits that are told. A file that takes a square of its size would not end here.

use referral_form::domain::field::FieldId;
use referral_form::domain::form::{Form, FormEvent};
use referral_form::domain::referral::Origin;
use referral_form::domain::study::advice::advise;
use referral_form::domain::study::{Study, Wrong};
use serde_json::{Value, json};

use crate::people::conditions;
use crate::small_study;

/// So many questions, each shown by "yes" to the one before it.
fn chain(length: usize) -> Value {
    let field = |index: usize| {
        let mut field =
            json!({ "id": format!("f{index}"), "type": "yes-no", "label": format!("Question {index}") });
        if index > 0 {
            field["showWhen"] = json!({ "field": format!("f{}", index - 1), "is": "yes" });
        }
        field
    };
    small_study::file((0..length).map(field).collect())
}

fn read(file: &Value) -> Study {
    small_study::read(file).unwrap_or_else(|it| panic!("{it}"))
}

#[test]
fn a_chain_of_questions_may_be_as_long_as_the_file() {
    let study = read(&chain(9_000));
    let mut form = Form::new(&study, None, Origin::default(), conditions());
    for field in study.field_ids() {
        form.apply(&study, FormEvent::Picked(field, 0, true));
    }
    assert!(form.is_shown(FieldId(8_999)));
    form.apply(&study, FormEvent::Picked(FieldId(0), 1, true));
    assert!(!form.is_shown(FieldId(1)) && !form.is_shown(FieldId(8_999)));
}

#[test]
fn a_long_cycle_is_told_by_its_first_names() {
    let mut file = chain(9_000);
    file["sections"][0]["fields"][0]["showWhen"] = json!({ "field": "f8999", "is": "yes" });
    let problems = small_study::problems(&file);
    let [problem] = &problems[..] else { panic!("{} problems", problems.len()) };
    let told = problem.to_string();
    assert!(told.contains("f0 → f8999 → ") && told.ends_with("… → f0") && told.len() < 300, "{told}");
}

#[test]
fn a_question_with_two_ways_to_it_is_read_once_after_both() {
    // Each pair reads both questions of the pair before: read by its way alone, the last would be read a million times.
    let pairs = 40;
    let field = |index: usize| {
        let mut field =
            json!({ "id": format!("f{index}"), "type": "yes-no", "label": format!("Question {index}") });
        if index > 1 {
            let earlier = index / 2 * 2 - 2;
            field["showWhen"] = json!({ "all": [
                { "field": format!("f{earlier}"), "is": "yes" }, { "field": format!("f{}", earlier + 1), "is": "yes" }
            ] });
        }
        field
    };
    let study = read(&small_study::file((0..2 * pairs).map(field).collect()));
    let mut form = Form::new(&study, None, Origin::default(), conditions());
    for field in study.field_ids() {
        form.apply(&study, FormEvent::Picked(field, 0, true));
    }
    let last = FieldId(2 * pairs as u16 - 1);
    assert!(form.is_shown(last));
    for (option, is_shown) in [(1, false), (0, true)] {
        form.apply(&study, FormEvent::Picked(FieldId(0), option, true));
        assert_eq!(form.is_shown(last), is_shown);
    }
}

#[test]
fn thousands_of_wrong_names_are_told_up_to_a_limit() {
    let mut file = chain(2_000);
    let criterion = |index: usize| {
        let when = json!({ "field": format!("wrong_{index}"), "is": "yes" });
        json!({ "id": format!("c{index}"), "category": "inclusion", "label": "Criterion", "when": when })
    };
    file["precheck"] = json!({ "criteria": (0..5_000).map(criterion).collect::<Vec<_>>() });
    let problems = small_study::problems(&file);
    assert_eq!(problems.len(), 1_001);
    assert_eq!(problems.last().map(|it| &it.what), Some(&Wrong::More { max: 1_000 }));
    // A name that was meant is looked for as long as there are few.
    let suggested = |it: &Wrong| matches!(it, Wrong::IdUnknown { known, .. } if !known.is_empty());
    assert_eq!(problems.iter().filter(|it| suggested(&it.what)).count(), 100);
}

#[test]
fn thousands_of_sites_stand_by_region_with_those_of_the_country_first() {
    let site = |index: usize| {
        let (country, region) = if index.is_multiple_of(2) { ("US", "West") } else { ("CA", "East") };
        json!({ "id": format!("s{index}"), "name": "Clinic", "city": "City", "region": region, "country": country })
    };
    let mut file = small_study::file(json!([{ "id": "site", "type": "site", "label": "Where?" }]));
    file["sites"] = (0..4_000).map(site).collect();
    let study = read(&file);
    let expected: Vec<u16> =
        (0..4_000).filter(|it| it % 2 == 1).chain((0..4_000).filter(|it| it % 2 == 0)).collect();
    assert_eq!(study.sites_nearest_first("CA"), expected);
}

#[test]
fn advice_on_a_large_file_comes_to_an_end() {
    let mut file = chain(1_500);
    let bounds: Vec<Value> =
        (0..1_500).map(|it| json!({ "field": "n", "atLeast": it.to_string() })).collect();
    let fields = file["sections"][0]["fields"].as_array_mut().expect("a list");
    fields.push(json!({ "id": "n", "type": "number", "label": "Number" }));
    file["precheck"] = json!({ "criteria": [
        { "id": "c", "category": "inclusion", "label": "Criterion", "when": { "any": bounds } }
    ] });
    let bytes = file.to_string().into_bytes();
    assert!(!advise(&bytes, &read(&file)).paces.is_empty());
}
