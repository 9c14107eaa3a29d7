//! Sealing in the browser: what leaves is ciphertext, and the study team opens exactly what was shown.

use serde_json::{Value, json};

use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::keys::Keys;
use crate::people::stands_before_sending;
use crate::study::Study;
use crate::words;

#[test]
fn a_sealed_referral_is_read_by_the_study_team_alone() {
    let (intake, keys) = (Intake::open(), Keys::made_for("sealed-alone"));
    let (_site, referrer) = stands_before_sending(&keys.seal(Study::contract(&intake)));
    referrer.presses(words::SHOW_BODY);
    let shown = referrer.page_runs(
        "return document.querySelector('referral-form').shadowRoot.querySelector('.rf-body').textContent",
    );
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);

    let request = intake.requests().into_iter().find(|it| it.method == "POST").expect("it arrived");
    assert_eq!(request.header("content-type"), Some("application/jose"));
    let sealed = String::from_utf8(request.body.clone()).expect("a compact JWE is ASCII");
    assert!(!sealed.contains("Ada"), "{sealed}");
    let opened = keys.open(&request.body);
    let referral: Value = serde_json::from_str(&opened).expect("what was sealed is JSON");
    assert_eq!(serde_json::from_str::<Value>(shown.as_str().expect("a text")).expect("JSON"), referral);
    assert_eq!(referral["answers"]["candidate_name"], "Ada Example");

    let header = header_of(&sealed);
    assert_eq!(header["kid"], "sealed-alone");
    assert_eq!(header["study"], referral["study"]["id"]);
    assert_eq!(header["studyHash"], referral["study"]["fileSha256"]);
    assert_eq!(header["referral"], referral["id"]);
    keys.leave_for_the_judges("browser", &request.body);
}

#[test]
fn what_is_sealed_once_is_sent_again_as_it_is() {
    let keys = Keys::made_for("sealed-once");
    let intake = Intake::in_moods([
        Mood::Replies(Reply::new(429).header("retry-after", "1")),
        Mood::ResetsAfterReading,
        Mood::Stores("R-9"),
    ]);
    let (_site, referrer) = stands_before_sending(&keys.seal(Study::contract(&intake).deduplicating(true)));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let bodies = intake.bodies();
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|it| *it == bodies[0]), "it was sealed anew");
}

#[test]
fn an_edited_referral_is_sealed_anew() {
    let keys = Keys::made_for("sealed-anew");
    let intake = Intake::in_moods([
        Mood::FindsFaults(&[("/answers/candidate_phone", "This number is not in use.")]),
        Mood::Stores("R-2"),
    ]);
    let (_site, referrer) = stands_before_sending(&keys.seal(Study::contract(&intake)));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::REFUSED);
    referrer.types("Phone number", "(212) 555-0199");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::REVIEW);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let opened: Vec<Value> = intake
        .bodies()
        .iter()
        .map(|it| serde_json::from_str(&keys.open(it)).expect("what was sealed is JSON"))
        .collect();
    assert_eq!(opened[1]["answers"]["candidate_phone"], "+12125550199");
    assert_ne!(opened[0]["id"], opened[1]["id"]);
}

#[test]
fn a_service_that_takes_forms_or_wrapped_json_gets_the_seal_in_its_own_way() {
    let keys = Keys::made_for("sealed-carried");
    let intake = Intake::open();
    let wrapped = keys.seal(Study::contract(&intake)).with("/endpoint/wrap", json!("data"));
    let (site, referrer) = stands_before_sending(&wrapped);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let form = keys.seal(Study::contract(&intake)).with("/endpoint/format", json!("form"));
    crate::people::stands_again_before_sending(&referrer, &site, &form);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);

    let bodies = intake.bodies();
    let body: Value = serde_json::from_slice(&bodies[0]).expect("JSON around the seal");
    let sealed = body["data"].as_str().expect("the seal as a text");
    assert!(keys.open(sealed.as_bytes()).contains("Ada Example"));
    let body = String::from_utf8(bodies[1].clone()).expect("a form is ASCII");
    let sealed = body.strip_prefix("sealed=").expect("one value");
    assert!(keys.open(sealed.as_bytes()).contains("Ada Example"));
}

/// The protected header, which anybody can read.
pub fn header_of(sealed: &str) -> Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let header = URL_SAFE_NO_PAD.decode(sealed.split('.').next().unwrap_or_default()).expect("base64url");
    serde_json::from_slice(&header).expect("a header is JSON")
}
