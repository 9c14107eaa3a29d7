//! `referral-form serve` as its clients meet it: the real command, real HTTP, a real SQLite file.

mod described;
mod exporting;
mod files;
mod formats;
mod misfits;
mod older_files;
mod pages;
mod refusing;
mod sealed;
pub mod server;
mod starting;
mod status;
mod storing;
mod strangers;

use serde_json::{Value, json};

use crate::small_study;

const ID: &str = "0e6f7c1e-6c0b-4a4e-9d59-2f6f0c6f6c1a";
const OTHER_ID: &str = "5d1c2b8a-0a57-4a55-8f0e-3c1a6f1b9e42";
const SHA256: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn referral(id: &str) -> Value {
    json!({
        "version": 1,
        "id": id,
        "createdAt": "2026-11-22T15:04:05Z",
        "study": { "id": "DEMO-05878938", "fileSha256": SHA256 },
        "source": { "type": "clinician" },
        "route": "clinical-operations",
        "precheck": { "outcome": "pending", "criteria": { "age": { "verdict": "unknown", "because": "not_sure" } } },
        "answers": {
            "candidate_name": "Ada Example",
            "birth_date": { "age": 38 },
            "languages": ["en", "es"]
        },
        "consents": [{
            "id": "permission", "version": "2026-11", "kind": "attestation", "givenBy": "referrer", "given": true,
            "language": "en", "textSha256": SHA256, "privacyVersion": "2026-11", "at": "2026-11-22T15:03:41Z"
        }]
    })
}

/// A study file that lets [`referral`] through, and a few answers more.
fn study() -> Value {
    let ids = ["candidate_name", "birth_date", "languages", "note", "weight", "email"].map(str::to_owned);
    let fields: Vec<String> = ids.into_iter().chain((0..9).map(|it| it.to_string())).collect();
    let field = |id: &String| json!({ "id": id, "type": "text", "label": "A question", "send": "value" });
    let mut study = small_study::file(fields.iter().map(field).collect());
    study["study"]["id"] = referral(ID)["study"]["id"].clone();
    study["consents"][0]["id"] = json!("permission");
    study["consents"][0]["covers"] = json!(fields);
    let covers = study["consents"][0]["covers"].as_array_mut().expect("a list");
    covers.extend([json!("@precheck"), json!("@source")]);
    study
}

/// Takes out what the contract's study would not let through.
fn without_what_the_contract_lacks(referral: &mut Value) {
    referral["answers"].as_object_mut().expect("an object").remove("languages");
    referral.as_object_mut().expect("an object").remove("precheck");
}

/// A referral with one member changed, given by JSON Pointer.
fn referral_with(pointer: &str, value: Value) -> String {
    let mut referral = referral(ID);
    *referral.pointer_mut(pointer).expect("the pointer leads to a member") = value;
    referral.to_string()
}
