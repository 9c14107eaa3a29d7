//! A referral from every source, and one with each outcome of the precheck.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::intake::Intake;
use crate::people::{
    self, CANDIDATE_SECTION, First, REFERRER_CONTACT, SHARE_OUTCOME, SHARE_PRECHECK, SHARE_PRECHECK_OWN, Who,
    answers, consents_to, gives_contact, introduces_themself, opens, opens_contract, prepares, starts_as,
    without_id_and_times,
};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::{self, Study};
use crate::words;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fills in, sends, and returns what arrived.
fn sends_as(who: Who, first: &First, more_consents: &[&str]) -> Value {
    let intake = Intake::open();
    let (_site, referrer) = opens_contract(&intake);
    prepares(&referrer, who, first, more_consents);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    referrer.sees(&words::reference("R-1001"));
    intake.receives_one()
}

#[test]
fn clinic_staff_send_a_referral_of_the_contracts_shape() {
    let intake = Intake::open();
    let study = Study::contract(&intake);
    let site = Site::open();
    site.put_study(study.bytes());
    let referrer = Referrer::opens(
        &site,
        "customer.html?referral-code=CLINIC-12&utm_source=newsletter&utm_medium=other",
    );

    starts_as(&referrer, Who::Staff);
    answers(&referrer, &First { gene_therapy: words::NOT_SURE, ..First::fitting() });
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::PRECHECK);
    referrer.sees(words::TO_BE_LOOKED_AT);
    referrer.presses(words::CONTINUE);
    gives_contact(&referrer, Who::Staff);
    people::prefers_mornings(&referrer);
    referrer.presses(words::CONTINUE);
    introduces_themself(&referrer, Who::Staff);
    consents_to(&referrer, &[people::PERMISSION, SHARE_PRECHECK, REFERRER_CONTACT]);
    referrer.sees("127.0.0.1");
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);

    let referral = intake.receives_one();
    assert_eq!(referral["study"]["fileSha256"], json!(sha256(&study.bytes())));
    for consent in referral["consents"].as_array().expect("a list of consents") {
        let texts = study.0["consents"].as_array().expect("a list of consents");
        let text =
            texts.iter().find(|it| it["id"] == consent["id"]).expect("only consents of the study file");
        let text = text["text"].as_str().expect("a text");
        assert_eq!(consent["textSha256"], json!(sha256(text.as_bytes())));
    }
    assert_eq!(without_id_times_and_hashes(referral), without_id_times_and_hashes(the_contracts_referral()));
}

/// `referral.json` of the contract, as the staff of a clinic send it today.
fn the_contracts_referral() -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contract/referral.json");
    let text = std::fs::read_to_string(path).expect("the contract's referral is in examples/contract");
    serde_json::from_str(&text).expect("the contract's referral is JSON")
}

fn without_id_times_and_hashes(referral: Value) -> Value {
    let mut referral = without_id_and_times(referral);
    referral["study"]["fileSha256"] = json!("hash");
    for consent in referral["consents"].as_array_mut().expect("a list of consents") {
        consent["textSha256"] = json!("hash");
    }
    referral
}

#[test]
fn a_clinician_shares_what_the_answers_mean_and_asks_to_hear_of_it() {
    let referral = sends_as(Who::Clinician, &First::fitting(), &[SHARE_PRECHECK, SHARE_OUTCOME]);

    assert_eq!(referral["source"]["type"], "clinician");
    assert_eq!(referral["route"], "clinical-operations");
    assert_eq!(referral["precheck"]["outcome"], "eligible");
    assert_eq!(referral["answers"]["npi"], "1234567893");
    let given: Vec<_> = consents_of(&referral);
    assert_eq!(
        given,
        [("permission", true), ("share_precheck", true), ("share_outcome", true), ("referrer_contact", true)]
    );
}

#[test]
fn a_navigator_is_not_asked_for_an_npi() {
    let referral = sends_as(Who::Navigator, &First::fitting(), &[]);
    assert_eq!(referral["source"], json!({ "type": "navigator" }));
    assert_eq!(referral["answers"]["npi"], Value::Null);
    assert_eq!(referral["answers"]["referrer_name"], "Sam Example");
}

#[test]
fn the_person_themself_sends_nothing_about_a_referrer() {
    let referral = sends_as(Who::Themself, &First::fitting(), &[]);
    assert_eq!(referral["source"], json!({ "type": "self" }));
    assert_eq!(referral["route"], "patient-services");
    assert_eq!(
        referral["answers"],
        json!({ "birth_date": { "age": 38 }, "candidate_name": "Ada Example", "preferred_contact": "phone",
            "candidate_phone": "+12125550123", "voicemail": "yes", "postcode": { "postal3": "100" } })
    );
    assert_eq!(referral["precheck"], Value::Null);
    assert_eq!(consents_of(&referral), [("permission_self", true), ("share_precheck_own", false)]);
}

#[test]
fn a_carer_gives_their_own_name_too() {
    let referral = sends_as(Who::Carer, &First { age: 13, ..First::fitting() }, &[SHARE_PRECHECK_OWN]);
    assert_eq!(referral["source"]["type"], "carer");
    assert_eq!(referral["answers"]["contact_name"], "Cleo Example");
    assert_eq!(referral["answers"]["birth_date"], json!({ "age": 13 }));
    assert_eq!(consents_of(&referral), [("permission_carer", true), ("share_precheck_own", true)]);
}

#[test]
fn a_patient_organisation_is_routed_to_patient_services() {
    let referral = sends_as(Who::Partner, &First::fitting(), &[SHARE_OUTCOME]);
    assert_eq!(referral["source"]["type"], "partner");
    assert_eq!(referral["route"], "patient-services");
    assert_eq!(referral["precheck"], Value::Null);
}

#[test]
fn answers_that_may_not_match_are_said_so_and_may_be_sent() {
    let intake = Intake::open();
    let (_site, referrer) = opens_contract(&intake);
    starts_as(&referrer, Who::Clinician);
    answers(&referrer, &First { diagnosis: "Haemophilia B", ..First::fitting() });
    referrer.does_not_see(words::MAY_NOT_FIT);
    referrer.presses(words::CONTINUE);

    referrer.arrives_at(words::PRECHECK);
    referrer.sees(words::MAY_NOT_FIT);
    referrer.sees("Congenital haemophilia A of any severity");
    referrer.sees("Surgery planned during the study");
    referrer.sees("The study team asks about this.");
    assert!(!referrer.text().to_lowercase().contains("eligible"), "a precheck decides nothing");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(CANDIDATE_SECTION);
    gives_contact(&referrer, Who::Clinician);
    referrer.presses(words::CONTINUE);
    introduces_themself(&referrer, Who::Clinician);
    consents_to(&referrer, &[people::PERMISSION, REFERRER_CONTACT, SHARE_PRECHECK]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);

    let precheck = &intake.receives_one()["precheck"];
    assert_eq!(precheck["outcome"], "not_eligible");
    assert_eq!(precheck["criteria"]["haemophilia_a"], json!({ "verdict": "conflict" }));
}

#[test]
fn answers_that_rule_nothing_out_are_said_so() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers(&referrer, &First::fitting());
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::PRECHECK);
    referrer.sees(words::FITS);
}

#[test]
fn an_unanswered_question_leaves_the_precheck_incomplete_and_the_referral_goes() {
    let intake = Intake::open();
    let (_site, referrer) = opens(&Study::contract(&intake).without("/precheck/criteria/5/optional"));
    starts_as(&referrer, Who::Themself);
    answers(&referrer, &First::fitting());
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::PRECHECK);
    referrer.sees(words::NOT_ALL_ANSWERED);
    referrer.presses(words::CONTINUE);
    gives_contact(&referrer, Who::Themself);
    referrer.presses(words::CONTINUE);
    consents_to(&referrer, &[people::PERMISSION_SELF, SHARE_PRECHECK_OWN]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);

    let precheck = &intake.receives_one()["precheck"];
    assert_eq!(precheck["outcome"], "incomplete");
    assert_eq!(precheck["criteria"]["kidney"], json!({ "verdict": "unknown", "because": "missing" }));
}

#[test]
fn another_study_with_other_ids_and_nothing_optional_works_unchanged() {
    let intake = Intake::open();
    let (_site, referrer) = opens(&study::registry(&intake));
    referrer.sees("A register of people who walk uphill");
    referrer.presses(words::START);
    referrer.arrives_at("Your walks");
    referrer.types("What may we call you?", "Pia");
    referrer.ticks_in("Which hills have you been on?", "The high hill");
    referrer.ticks_in("Which hills have you been on?", "The low hill");
    referrer.presses(words::CONTINUE);
    consents_to(&referrer, &["I agree that the society writes to me."]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);

    let referral = intake.receives_one();
    assert_eq!(referral["answers"], json!({ "nickname": "Pia", "hills": ["low", "high"] }));
    assert_eq!(referral["precheck"], Value::Null);
    assert_eq!(referral["route"], Value::Null);
    assert_eq!(referral["source"], json!({ "type": "walker" }));
}

/// Ids of the consents, and whether each was given.
fn consents_of(referral: &Value) -> Vec<(&str, bool)> {
    let consents = referral["consents"].as_array().expect("a referral lists its consents");
    consents.iter().map(|it| (it["id"].as_str().expect("an id"), it["given"] == true)).collect()
}
