//! Forms and wrapped JSON: other bytes, the same referral.

use std::fs;

use referral_form::domain::body;
use referral_form::domain::dry_run::DRY_RUN_ID;
use referral_form::domain::study::{BodyFormat, Endpoint, Reading, Study};
use serde_json::{Value, json};

use super::server::{Server, empty_directory};
use super::{ID, referral};
use crate::golden::example_cases;
use crate::small_study;

fn form_endpoint() -> Endpoint {
    Endpoint {
        url: String::new(),
        format: BodyFormat::Form,
        deduplicates: true,
        timeout_seconds: 20,
        wrap: None,
        headers: Vec::new(),
        names: Vec::new(),
        idempotency_header: false,
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// The shortest form that is a referral.
fn short_form() -> Vec<(&'static str, &'static str)> {
    vec![
        ("version", "1"),
        ("id", ID),
        ("createdAt", "2026-11-22T15%3A04%3A05Z"),
        ("study.id", "DEMO-05878938"),
        ("study.fileSha256", super::SHA256),
        ("consents.0.id", "permission"),
        ("consents.0.version", "2026-11"),
        ("consents.0.kind", "consent"),
        ("consents.0.givenBy", "self"),
        ("consents.0.given", "true"),
        ("consents.0.language", "en"),
        ("consents.0.textSha256", super::SHA256),
        ("consents.0.privacyVersion", "2026-11"),
        ("consents.0.at", "2026-11-22T15%3A03%3A41Z"),
    ]
}

#[test]
fn every_example_s_referral_arrives_from_a_form_as_it_would_from_json() {
    let directory = empty_directory("forms");
    for (folder, ..) in example_cases() {
        let shown = directory.join(&folder);
        fs::create_dir_all(&shown).expect("a directory can be made");
        fs::copy(folder.join("study.json"), shown.join("study.json")).expect("a file can be copied");
    }
    let server = Server::start_in(directory, &["--rate-limit", "1000"]);
    let mut expected = Vec::new();
    for (folder, name, case) in example_cases() {
        let bytes = fs::read(folder.join("study.json")).expect("the study file is there");
        let Ok(study) = Study::read(&bytes, Reading::default()) else {
            panic!("{} has problems", folder.display())
        };
        let Some(referral) = case.outcome(&study).referral else { continue };
        let id = format!("0e6f7c1e-6c0b-4a4e-9d59-{:012}", expected.len());
        let sent = body::write(&referral, &form_endpoint()).text.replace(DRY_RUN_ID, &id);
        let reply = server.post_form(&sent);
        assert_eq!(reply.status, 201, "{}, {name}: {}", folder.display(), reply.body);
        let mut written = serde_json::to_value(&referral).expect("a referral can be written");
        written["id"] = json!(id);
        if let Some(answers) = written["answers"].as_object_mut() {
            // Of a list without entries, a form says nothing.
            answers.retain(|_, answer| *answer != json!([]));
        }
        expected.push(written);
    }
    assert!(expected.len() > 20, "{} referrals", expected.len());
    let stored: Vec<Value> =
        server.rows().iter().map(|it| serde_json::from_str(&it.2).expect("JSON is stored")).collect();
    assert_eq!(stored, expected);
}

#[test]
fn the_receiver_s_names_in_the_study_file_lead_back_to_ours() {
    let mut study = small_study::file(json!([
        { "id": "person.name", "type": "text", "label": "Name", "send": "value" },
        { "id": "person", "type": "date", "label": "Born", "send": "age" }
    ]));
    study["consents"][0]["id"] = json!("permission");
    study["consents"][0]["covers"] = json!(["person.name", "person"]);
    study["endpoint"] = json!({ "url": "https://crm.example/web-to-lead", "format": "form",
        "names": { "answers.person.name": "00N5f_Last_Name", "id": "external_id" } });
    let directory = empty_directory("names");
    fs::write(directory.join("study.json"), study.to_string()).expect("a file can be written");
    let server = Server::start_in(directory, &[]);
    let mut pairs = short_form();
    pairs[1].0 = "external_id";
    let study_id = study["study"]["id"].as_str().expect("a study has an id");
    pairs[3].1 = study_id;
    pairs.extend([("00N5f_Last_Name", "Ada+Example"), ("answers.person.age", "38")]);
    let reply = server.post_form(&form(&pairs));
    assert_eq!(reply.status, 201, "{}", reply.body);
    let stored: Value = serde_json::from_str(&server.rows()[0].2).expect("JSON is stored");
    assert_eq!(stored["answers"], json!({ "person.name": "Ada Example", "person": { "age": 38 } }));
    assert_eq!(stored["id"], json!(ID));
}

#[test]
fn a_form_is_stored_once_and_never_changed() {
    let server = Server::start("form-again");
    let first = form(&short_form());
    let replies = [server.post_form(&first), server.post_form(&first)];
    assert_eq!(replies.each_ref().map(|it| it.status), [201, 200]);
    assert_eq!(replies[0].reference(), replies[1].reference());
    assert_eq!(server.post_form(&format!("{first}&answers.email=ada%40people.example")).status, 409);
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn a_form_that_is_no_referral_is_refused_by_our_places() {
    let server = Server::start("form-refused");
    for broken in ["id=%zz", "id", "id=%FF", "id=1&id=2", "answers.a=1&answers.a.b=2"] {
        assert_eq!(server.post_form(broken).status, 400, "{broken}");
    }
    let reply = server.post_form(&form(&short_form()).replace("given=true", "given=canary"));
    assert_eq!(reply.status, 422);
    assert_eq!(reply.json()["errors"][0]["pointer"], "#/consents/0/given");
    assert!(!reply.body.contains("canary"), "{}", reply.body);
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn a_wrapped_referral_is_stored_without_its_wrapping_byte_for_byte() {
    let server = Server::start("wrapped");
    let inner = format!("{{ {}", &referral(ID).to_string()[1..]);
    let wrapped = format!("{{\n  \"a/b ~data\" : {inner} }}\n");
    let first = server.post(&wrapped);
    let again = server.post(&wrapped);
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.reference(), again.reference());
    assert_eq!(server.rows()[0].2, inner);
    assert_eq!(server.post(&inner).status, 409, "other bytes came before under this id");
}

#[test]
fn problems_of_a_wrapped_referral_lead_into_the_referral() {
    let server = Server::start("wrapped-problems");
    let mut wrong = referral(ID);
    wrong["answers"]["candidate_name"] = json!(7);
    let reply = server.post(&json!({ "data": wrong }).to_string());
    assert_eq!(
        (reply.status, &reply.json()["errors"][0]["pointer"]),
        (422, &json!("#/answers/candidate_name"))
    );
    for body in [
        json!({ "data": "x" }),
        json!({ "data": { "data": referral(ID) } }),
        json!({ "answers": referral(ID) }),
    ] {
        assert_eq!(server.post(&body.to_string()).status, 422, "{body}");
    }
}

#[test]
fn a_browser_may_send_the_headers_that_the_study_file_asks_for() {
    let mut study =
        small_study::file(json!([{ "id": "name", "type": "text", "label": "Name", "send": "value" }]));
    study["consents"][0]["covers"] = json!(["name"]);
    study["endpoint"] = json!({ "url": "https://intake.example/", "headers": { "X-Form": "referral" } });
    let directory = empty_directory("headers");
    fs::write(directory.join("study.json"), study.to_string()).expect("a file can be written");
    let server = Server::start_in(directory, &["--origin", "https://clinic.example"]);
    let asked = server.send(
        &format!(
            "OPTIONS /api/referrals HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: https://clinic.example\r\n\
             Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type,x-form\r\n",
            server.port
        ),
        b"",
    );
    let allowed = asked.header("access-control-allow-headers").expect("headers are allowed");
    assert_eq!((asked.status, allowed), (204, "Content-Type, Idempotency-Key, x-form"));
}
