//! A distinct value in every field: none of them is in a body unless a consent that was given lets it out.

use referral_form::domain::body;
use referral_form::domain::study::{RequestId, Send, SourceId, Study};
use serde_json::{Value, json};

use crate::people::Answers;
use crate::privacy::{consents, filled, run};

/// The contract's study, in which every option has a name of its own, and where some values leave only with an
/// optional consent.
fn canary_study() -> (Study, Value) {
    let mut file: Value =
        serde_json::from_slice(&std::fs::read("examples/contract/study.json").expect("it is there"))
            .expect("JSON");
    file.as_object_mut().expect("an object").remove("languages");
    rename_options(&mut file);
    for consent in file["consents"].as_array_mut().expect("a list") {
        let covers = consent["covers"].as_array_mut().expect("a list");
        covers.retain(|it| !["note", "npi", "@source"].contains(&it.as_str().expect("a text")));
    }
    let optional = |id: &str, covers: Value| json!({ "id": id, "version": "1", "kind": "consent", "givenBy": "self", "text": id, "covers": covers });
    let consents = file["consents"].as_array_mut().expect("a list");
    consents.push(optional("optional_note", json!(["note", "npi"])));
    consents.push(optional("optional_source", json!(["@source"])));
    let study = Study::read(file.to_string().as_bytes(), Default::default()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    (study, file)
}

/// Makes every option's value one that stands nowhere else: `canary-<field>-<value>`.
fn rename_options(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(rename_options),
        Value::Object(object) => {
            if let (Some(id), Some(Value::Array(options))) =
                (object.get("id").cloned(), object.get_mut("options"))
            {
                for option in options {
                    option["value"] = canary(&id, &option["value"]);
                }
            }
            if let (Some(field), Some(is)) = (object.get("field").cloned(), object.get("is").cloned())
                && is != "yes"
                && is != "no"
            {
                object.insert("is".to_owned(), canary(&field, &is));
            }
            object.values_mut().for_each(rename_options);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn canary(field: &Value, value: &Value) -> Value {
    json!(format!("canary-{}-{}", field.as_str().expect("an id"), value.as_str().expect("a value")))
}

/// Distinct answers to every question of the contract, under which every one of them is asked.
fn canaries(contact: &str) -> Answers {
    let answers = json!({
        "birth_date": "1971-05",
        "sex": "canary-sex-female",
        "diagnosis": "canary-diagnosis-haemophilia_b",
        "on_emicizumab": "yes",
        "emicizumab_start": "2019-07",
        "gene_therapy": "yes",
        "pregnant": "yes",
        "egfr": "43.7",
        "candidate_name": "Canary Candidate",
        "contact_name": "Canary Contact",
        "preferred_contact": format!("canary-preferred_contact-{contact}"),
        "candidate_phone": "+1 212 555 0187",
        "voicemail": "no",
        "best_time": { "days": [ "sat" ], "from": "03:14", "to": "15:09", "timeZone": "Pacific/Chatham" },
        "candidate_email": "candidate@canary.example",
        "postcode": "94117",
        "note": "Canary Note",
        "referrer_name": "Canary Referrer",
        "organisation": "Canary Organisation",
        "clinician_name": "Canary Clinician",
        "npi": "1234567893",
        "referrer_email": "referrer@canary.example"
    });
    let Value::Object(answers) = answers else { panic!("an object of answers") };
    answers
}

/// The texts by which the answer to a field would be found in a body, in whatever form.
fn traces(id: &str, answer: &Value) -> Vec<String> {
    match id {
        "candidate_phone" => vec!["5550187".to_owned(), "555-0187".to_owned()],
        "best_time" => vec!["03:14".to_owned(), "15:09".to_owned(), "Chatham".to_owned()],
        "on_emicizumab" | "gene_therapy" | "pregnant" | "voicemail" => Vec::new(),
        _ => vec![answer.as_str().expect("a text").to_owned()],
    }
}

#[test]
fn no_value_leaves_that_the_given_consents_do_not_cover() {
    let (study, file) = canary_study();
    let mut bodies = 0;
    let mut withheld = 0;
    for (source, contact) in (0..study.sources.len() as u16).flat_map(|it| [(it, "phone"), (it, "email")]) {
        let source = SourceId(source);
        let optional: Vec<String> = study
            .consents_for(source, RequestId(0))
            .filter(|it| !study.consent(*it).is_required)
            .map(|it| study.consent(it).id.clone())
            .collect();
        for bits in 0..1u16 << optional.len() {
            let mut given = consents(&study, source, 0);
            given.extend(
                optional.iter().enumerate().filter(|it| bits >> it.0 & 1 == 1).map(|it| it.1.clone()),
            );
            let answers = canaries(contact);
            let form = filled(&study, source, &answers);
            let said = run(&study, source, &given, &answers);
            let referral = said.referral.as_ref().expect("everything is answered");
            let text = body::write(referral, referral.endpoint(&study)).text;
            let body: Value = serde_json::from_str(&text).expect("the body is JSON");
            let covers = |name: &str| {
                let consents = file["consents"].as_array().expect("a list");
                let covering = consents
                    .iter()
                    .filter(|it| it["covers"].as_array().expect("a list").iter().any(|it| it == name));
                covering.map(|it| it["id"].as_str().expect("an id")).any(|id| given.iter().any(|it| it == id))
            };
            for (id, answer) in &answers {
                let field = study.field_of(id).expect("the contract has the field");
                let is_shown = form.is_shown(field);
                let send = study.field(field).send;
                let leaves = is_shown && covers(id) && send != Send::Never;
                assert_eq!(body["answers"].get(id).is_some(), leaves, "{id} under {given:?}");
                let traces = traces(id, answer);
                let is_told = leaves && send == Send::Value;
                let is_found = traces.iter().any(|it| text.contains(it));
                assert_eq!(is_found, is_told && !traces.is_empty(), "{id} under {given:?}: {text}");
                withheld += u32::from(!is_told);
            }
            let source_is_told = covers("@source");
            assert_eq!(text.contains("CODE-1"), source_is_told);
            assert_eq!(text.contains("utm_source"), source_is_told);
            assert_eq!(body.get("precheck").is_some(), covers("@precheck"));
            bodies += 1;
        }
    }
    assert!(bodies > 100 && withheld > 1000, "{bodies} bodies, {withheld} withheld values");
}
