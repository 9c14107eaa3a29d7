//! What a page may answer for the person: nothing that a rule reads, and nothing that tells it what was typed.

use referral_form::domain::form::{Form, FormEvent, Part, Step};
use referral_form::domain::prefill::{Prefill, prefill};
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{Reading, Study};
use referral_form::domain::typing::events;
use referral_form::domain::validate::check::Conditions;
use serde_json::{Value, json};

use crate::contract::study;
use crate::people::conditions;

fn opened(study: &Study) -> Form {
    Form::new(study, study.cover.source_of("self"), Origin::default(), conditions())
}

fn asks(study: &Study, form: &Form, answers: &Value) -> Prefill {
    prefill(study, form, answers.as_object().expect("answers are an object"))
}

/// Does what is taken, and gives the ids of what is not.
fn fills_in(study: &Study, form: &mut Form, answers: &Value) -> Vec<String> {
    let found = asks(study, form, answers);
    for event in found.taken.into_iter().flat_map(|it| it.1) {
        form.prefill(study, event);
    }
    found.refused.into_iter().map(|it| it.0).collect()
}

fn typed<'a>(study: &Study, form: &'a Form, field: &str, part: Part) -> &'a str {
    form.draft(study.field_of(field).expect("the study has this field")).part(part)
}

#[test]
fn what_no_rule_reads_stands_in_its_controls_as_if_typed() {
    let study = study("examples/contract/study.json");
    let mut form = opened(&study);
    let answers = json!({
        "candidate_name": "Ada Example", "candidate_phone": "(212) 555-0123", "voicemail": "yes", "postcode": "1",
        "best_time": { "days": ["mon"], "from": "09:00", "to": "12:00" },
    });
    assert!(fills_in(&study, &mut form, &answers).is_empty());
    assert_eq!(typed(&study, &form, "candidate_name", Part::Text), "Ada Example");
    assert_eq!(typed(&study, &form, "best_time", Part::To), "12:00");
    assert!(form.problems().is_empty(), "a problem shows once somebody goes on");
    assert_eq!(form.step(), Step::Start);
    assert!(!form.is_begun(), "the person has done nothing");
}

#[test]
fn every_field_that_a_rule_reads_is_the_persons_own() {
    let study = study("examples/full.json");
    let mut read: Vec<String> = Vec::new();
    let file: Value = serde_json::from_str(include_str!("../../examples/full.json")).expect("JSON");
    walk(&file, &mut |key, value| {
        if key == "field"
            && let Some(id) = value.as_str().filter(|it| study.field_of(it).is_some())
        {
            read.push(id.to_owned());
        }
    });
    read.sort();
    read.dedup();
    assert!(read.len() > 3, "{read:?}");
    let form = Form::new(&study, None, Origin::default(), conditions());
    for id in read {
        for answer in [json!("yes"), json!("1988-03"), json!(["yes"]), json!({ "unsure": true }), json!("x")]
        {
            let found = asks(&study, &form, &json!({ &id: answer }));
            assert!(found.taken.is_empty(), "{id} was taken");
            assert_eq!(found.refused[0].0, id);
        }
    }
}

/// Visits every key of an object in a file, with its value.
fn walk(value: &Value, visit: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(entries) => {
            for (key, inner) in entries {
                visit(key, inner);
                walk(inner, visit);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| walk(it, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn what_is_refused_is_named_with_a_reason_and_without_its_answer() {
    let study = study("examples/contract/study.json");
    let mut form = opened(&study);
    let answers = json!({
        "candidate_nam": "zebra", "permission_self": "zebra", "sex": "zebra", "birth_date": "1988-03", "postcode": ["zebra"],
        "voicemail": "zebra", "note": { "unsure": true }, "best_time": { "days": ["mon"], "timeZone": "zebra" },
        "candidate_name": { "value": "zebra" },
    });
    let found = asks(&study, &form, &answers);
    assert!(found.taken.is_empty());
    let told = format!("{:?}", found.refused);
    assert!(!told.contains("zebra"), "{told}");
    for expected in [
        r#"no field is called \"candidate_nam\"; did you mean \"candidate_name\"?"#,
        r#"("sex", "a rule reads it"#,
        r#"("voicemail", "write an option: yes, no""#,
        r#"("note", "only the person"#,
        r#"("best_time", "leave out timeZone"#,
    ] {
        assert!(told.contains(expected), "{told}");
    }
    assert_eq!(fills_in(&study, &mut form, &answers).len(), 9);
    assert!(form.is_blank());
}

#[test]
fn the_page_does_not_learn_whether_the_person_has_answered() {
    let study = study("examples/contract/study.json");
    let (mut one, mut other) = (opened(&study), opened(&study));
    let name = study.field_of("candidate_name").expect("a field");
    for form in [&mut one, &mut other] {
        form.apply(&study, FormEvent::Typed(name, Part::Text, "Bo Example".to_owned()));
        form.apply(&study, FormEvent::Typed(name, Part::Text, String::new()));
    }
    one.apply(&study, FormEvent::Typed(name, Part::Text, "Ada Example".to_owned()));
    let answers = json!({ "candidate_name": "Cleo Example", "sex": "male", "postcode": "10001" });
    assert_eq!(fills_in(&study, &mut one, &answers), fills_in(&study, &mut other, &answers));
    assert_eq!(typed(&study, &one, "candidate_name", Part::Text), "Ada Example");
    assert_eq!(typed(&study, &other, "candidate_name", Part::Text), "Cleo Example");
}

#[test]
fn nothing_is_put_where_the_person_has_been() {
    let study = study("examples/contract/study.json");
    let answers = json!({ "candidate_name": "Ada Example", "candidate_email": "ada@person.example" });
    let mut form = opened(&study);
    let steps = form.steps(&study);
    let candidate = study.field(study.field_of("candidate_name").expect("a field")).section;
    let mut refused = Vec::new();
    for step in &steps {
        // As a person gets there whose answers fit; only the place counts here.
        form = at(&study, *step);
        refused.push(fills_in(&study, &mut form, &answers).len());
    }
    let place = steps.iter().position(|it| *it == Step::Section(candidate)).expect("it is asked");
    assert_eq!(refused[..=place], vec![0; place + 1]);
    assert_eq!(refused[place + 1..], vec![2; steps.len() - place - 1]);
}

/// A form of somebody who has got to a step.
fn at(study: &Study, step: Step) -> Form {
    let mut form = opened(study);
    let answers = json!({
        "birth_date": "1988-03", "sex": "male", "diagnosis": "haemophilia_a", "on_emicizumab": "no", "gene_therapy": "no",
        "candidate_name": "Ada Example", "preferred_contact": "email", "candidate_email": "ada@person.example",
    });
    let answers = answers.as_object().expect("an object");
    for event in events(study, answers).expect("the controls take them") {
        form.apply(study, event);
    }
    for consent in
        study.consents_for(form.source().expect("somebody refers"), form.request()).collect::<Vec<_>>()
    {
        form.apply(study, FormEvent::Consented(consent, Some("2026-11-22T12:00:00Z".to_owned())));
    }
    if step == Step::Receipt {
        form.apply(study, FormEvent::Delivered);
    }
    while form.step() != step {
        let before = form.step();
        form.apply(study, FormEvent::Continued);
        assert_ne!(form.step(), before, "Continue leads on");
    }
    form
}

#[test]
fn a_number_has_the_comma_of_the_language_and_one_line_has_no_line_ends() {
    // Without its criteria, no rule of the contract reads the number.
    let mut file: Value =
        serde_json::from_str(include_str!("../../examples/contract/study.json")).expect("JSON");
    file.as_object_mut().expect("an object").remove("languages");
    file["precheck"]["criteria"].as_array_mut().expect("a list").retain(|it| it["when"]["field"] != "egfr");
    let study = Study::read(file.to_string().as_bytes(), Reading::default()).expect("the study is whole");
    let comma = Conditions { decimal_comma: true, ..conditions() };
    let mut form = Form::new(&study, None, Origin::default(), comma);
    let answers = json!({ "egfr": "85.5", "candidate_name": "Ada\r\nExample", "note": "Ada\nExample" });
    assert!(fills_in(&study, &mut form, &answers).is_empty());
    for (field, expected) in [("egfr", "85,5"), ("candidate_name", "AdaExample"), ("note", "Ada\nExample")] {
        assert_eq!(typed(&study, &form, field, Part::Text), expected);
    }
}
