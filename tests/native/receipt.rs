//! The consent receipt: the fields of ISO/IEC TS 27560:2023, the words agreed to, and the bytes sent.
//!
//! `tests/fixtures/<case>/receipt.json` is what a person keeps of that case's referral.

use std::fs;
use std::path::Path;

use referral_form::domain::body;
use referral_form::domain::consent_receipt::{self, Arrival, file_name};
use referral_form::domain::date::Date;
use referral_form::domain::form::{Form, FormEvent};
use referral_form::domain::referral::Origin;
use referral_form::domain::review::{Digests, Review};
use referral_form::domain::study::{Reading, Study};
use referral_form::domain::typing::events;
use referral_form::domain::validate::check::Conditions;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::golden::is_golden;

const CASES: [&str; 3] = ["contract-staff", "contract-self", "contract-carer-spanish"];
const ID: &str = "7c6e1f0a-3f0b-4c7d-9a51-6f6f3f0f8f11";

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// Fills in the form of a golden case up to its review; consents are given at noon, and the review opens a minute later.
fn review(case: &str) -> (Study, Review) {
    review_with(case, |study_file| study_file)
}

/// The same, of a study file that `change` has had its way with.
pub fn review_with(case: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> (Study, Review) {
    let text = fs::read(format!("tests/fixtures/{case}/answers.json")).expect("the case has answers");
    let case: Value = serde_json::from_slice(&text).expect("the answers are JSON");
    let bytes = fs::read(case["study"].as_str().expect("a path")).expect("the study file is there");
    let reading = Reading { language: case["language"].as_str(), ..Reading::default() };
    let Ok(study) = Study::read(&change(bytes), reading) else { panic!("the study file has problems") };
    let today = case["today"].as_str().expect("a day");
    let conditions = Conditions {
        today: Date::parse(today).expect("a day"),
        decimal_comma: false,
        time_zone: "America/New_York".to_owned(),
    };
    let mut form = Form::new(&study, None, Origin::default(), conditions);
    let source = study.cover.source_of(case["source"].as_str().expect("an id")).expect("a source");
    form.apply(&study, FormEvent::SourceChosen(source));
    let answers: Map<String, Value> = case["answers"].as_object().expect("answers by field").clone();
    for event in events(&study, &answers).expect("answers that the controls take") {
        form.apply(&study, event);
    }
    let given = case["consents"].as_array().expect("a list");
    for consent in study.consents_for(source, form.request()).collect::<Vec<_>>() {
        if given.iter().any(|it| *it == study.consent(consent).id.as_str()) {
            form.apply(&study, FormEvent::Consented(consent, Some(format!("{today}T12:00:00Z"))));
        }
    }
    let consents = study.consents.iter().map(|it| sha256(it.text.as_str().as_bytes())).collect();
    // The study file's own bytes: its texts may change without a word about the receipt.
    let digests = Digests { file: "0".repeat(64), consents };
    let review = Review::open(&study, &form, &digests, format!("{today}T12:01:00Z"), || ID.to_owned(), None);
    (study, review.unwrap_or_else(|problems| panic!("{problems:?}")))
}

fn receipt(case: &str) -> (Review, String) {
    let (study, review) = review(case);
    let digest = sha256(review.body.text.as_bytes());
    let arrival = Arrival {
        at: "2026-11-22T12:02:03Z",
        reference: Some("R-1001"),
        status_link: Some("https://study.example/#referral-status=DEMO-05878938:/status/TOKEN"),
        body_sha256: &digest,
    };
    let text = consent_receipt::write(&study, &review, arrival);
    (review, text)
}

fn read(case: &str) -> Value {
    serde_json::from_str(&receipt(case).1).expect("a receipt is JSON")
}

fn list<'a>(receipt: &'a Value, key: &str) -> &'a Vec<Value> {
    receipt[key].as_array().expect("a list")
}

#[test]
fn every_case_yields_its_receipt() {
    let is_same = |case: &&str| {
        let file = format!("tests/fixtures/{case}/receipt.json");
        is_golden(Path::new(&file), &format!("{}\n", receipt(case).1))
    };
    let differing: Vec<_> = CASES.iter().filter(|it| !is_same(it)).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn every_field_that_the_specification_asks_for_is_there() {
    // Source: ISO/IEC TS 27560:2023, §6.3.3 to §6.3.7 and §6.4.5, the mandatory ones.
    const OF_A_RECORD: [&str; 20] = [
        "/record_header/schema_version",
        "/record_header/record_id",
        "/record_header/pii_principal_id",
        "/pii_processing/privacy_notice",
        "/pii_processing/language",
        "/pii_processing/purposes/0/purpose",
        "/pii_processing/purposes/0/pii_information/0/pii_type",
        "/pii_processing/purposes/0/pii_controllers/0",
        "/pii_processing/purposes/0/storage_locations/0",
        "/pii_processing/purposes/0/retention_period",
        "/pii_processing/purposes/0/recipient_third_parties/0",
        "/pii_processing/purposes/0/withdrawal_method",
        "/party_identification/0/party_id",
        "/party_identification/0/party_name",
        "/party_identification/0/party_contact",
        "/party_identification/0/party_type",
        "/event/event_time",
        "/event/entity_id",
        "/event/event_type",
        "/event/event_state",
    ];
    // Asked for too, and told by no study file.
    const UNTOLD: [&str; 3] = [
        "/pii_processing/purposes/0/jurisdiction",
        "/party_identification/0/party_address",
        "/event/validity_duration",
    ];
    for case in CASES {
        let receipt = read(case);
        assert_eq!(receipt["receipt_metadata"]["receipt_id"], ID);
        assert_eq!(receipt["receipt_metadata"]["schema_version"], "referral-form-receipt-1");
        for record in list(&receipt, "consent_records") {
            for pointer in OF_A_RECORD {
                let told = record.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
                assert!(!told.is_empty(), "{case}: {pointer}");
            }
            for pointer in UNTOLD {
                assert_eq!(record.pointer(pointer), Some(&Value::Null), "{case}: {pointer}");
            }
            let parties = list(record, "party_identification");
            for named in [&record["record_header"]["pii_principal_id"], &record["event"]["entity_id"]] {
                assert!(parties.iter().any(|it| it["party_id"] == *named), "{case}: {named} is no party");
            }
        }
    }
}

#[test]
fn the_digests_are_those_of_the_words_and_of_the_body() {
    for case in CASES {
        let (review, text) = receipt(case);
        let receipt: Value = serde_json::from_str(&text).expect("a receipt is JSON");
        let consents = list(&receipt, "consent_records").iter().map(|it| &it["consent"]);
        let statements = list(&receipt, "attestations").iter().map(|it| &it["attestation"]);
        let words: Vec<_> = consents.chain(statements).collect();
        assert!(!words.is_empty(), "{case}");
        for words in words {
            let text = words["text"].as_str().expect("the words");
            assert_eq!(words["text_sha256"], sha256(text.as_bytes()), "{case}");
        }
        assert_eq!(receipt["referral"]["body"], review.body.text.as_str());
        assert_eq!(receipt["referral"]["body_sha256"], sha256(review.body.text.as_bytes()));
    }
}

#[test]
fn what_a_referrer_states_is_no_consent_of_the_person() {
    let receipt = read("contract-staff");
    let records = list(&receipt, "consent_records");
    let ids: Vec<_> = records.iter().map(|it| it["consent"]["id"].as_str().expect("an id")).collect();
    assert_eq!(ids, ["referrer_contact"]);
    assert_eq!(records[0]["record_header"]["pii_principal_id"], format!("{ID}/referrer"));
    let statements = list(&receipt, "attestations");
    let stated: Vec<_> = statements
        .iter()
        .map(|it| (it["attestation"]["id"].as_str().expect("an id"), it["stated"] == true))
        .collect();
    assert_eq!(stated, [("permission", true), ("share_precheck", true), ("share_outcome", false)]);
}

#[test]
fn a_consent_that_was_refused_is_on_record() {
    let receipt = read("contract-self");
    let states: Vec<_> = list(&receipt, "consent_records")
        .iter()
        .map(|it| (it["consent"]["id"].as_str().expect("an id"), it["event"]["event_state"].as_str()))
        .collect();
    assert_eq!(states, [("permission_self", Some("given")), ("share_precheck_own", Some("refused"))]);
}

#[test]
fn a_carer_consents_for_the_person_in_the_language_that_was_shown() {
    let receipt = read("contract-carer-spanish");
    let record = &list(&receipt, "consent_records")[0];
    assert_eq!(record["pii_processing"]["language"], "es");
    assert_eq!(record["consent"]["language"], "es");
    assert_eq!(record["record_header"]["pii_principal_id"], format!("{ID}/person"));
    assert_eq!(record["event"]["entity_id"], format!("{ID}/representative"));
    assert!(record["consent"]["text"].as_str().expect("the words").contains("Acepto que el equipo"));
}

#[test]
fn the_words_of_a_consent_stay_out_of_the_body() {
    let (study, review) = review("contract-self");
    let body = body::write(&review.referral, review.referral.endpoint(&study)).text;
    for consent in &study.consents {
        assert!(!body.contains(consent.text.as_str()));
    }
}

#[test]
fn a_reference_names_the_file_only_where_it_is_fit_for_a_name() {
    assert_eq!(file_name(Some("R-1001"), ID, "json"), "referral-receipt-R-1001.json");
    let unfit = ["../../etc/passwd", "", "a b", "C:\\x", "Ω", "R.exe", &"9".repeat(41)];
    for reference in unfit.into_iter().map(Some).chain([None]) {
        assert_eq!(file_name(reference, ID, "html"), format!("referral-receipt-{ID}.html"));
    }
}
