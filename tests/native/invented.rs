//! Invented answers: for every example a test referral that leads to each endpoint, and that is nobody's.

use referral_form::domain::dry_run::invented::{CODE, MARK, Wish, referral};
use referral_form::domain::dry_run::{DRY_RUN_ID, Occasion};
use referral_form::domain::referral::Referral;
use referral_form::domain::study::{Endpoint, Reading, Study};
use serde_json::{Map, Value, json};

use crate::people::today;
use crate::small_study;

fn invent(study: &Study, endpoint: &Endpoint, answers: &Map<String, Value>) -> Result<Referral, Vec<String>> {
    let wish = Wish {
        source: None,
        request: None,
        answers,
        endpoints: &[endpoint],
        today: today(),
        file_sha256: "",
        sha256: |_| String::new(),
        occasion: Occasion { id: DRY_RUN_ID, now: "2026-11-22T10:00:00Z" },
    };
    referral(study, &wish)
}

/// Every example, by the path of its file.
fn examples() -> Vec<(String, Study)> {
    let entries = std::fs::read_dir("examples").expect("the folder is there").filter_map(Result::ok);
    let files = entries.map(|it| it.path()).map(|it| if it.is_dir() { it.join("study.json") } else { it });
    let studies = files.filter_map(|file| {
        let study = Study::read(&std::fs::read(&file).ok()?, Reading::default()).ok()?;
        Some((file.display().to_string(), study))
    });
    studies.collect()
}

#[test]
fn every_endpoint_of_every_example_gets_a_referral_that_says_what_it_is() {
    let mut endpoints = 0;
    for (file, study) in examples() {
        let of_routes = study.routes.iter().filter_map(|it| it.endpoint.as_ref());
        let is_used = study.routes.is_empty() || study.routes.iter().any(|it| it.endpoint.is_none());
        for endpoint in of_routes.chain(is_used.then_some(&study.endpoint)) {
            let referral = invent(&study, endpoint, &Map::new());
            let referral =
                referral.unwrap_or_else(|why| panic!("{file}: {}: {}", endpoint.url, why.join("\n")));
            assert!(std::ptr::eq(referral.endpoint(&study), endpoint), "{file}");
            let text = serde_json::to_string(&referral).expect("a referral can be written");
            // A study without a text and a code says it by its address.
            let says = text.contains(MARK) && text.contains(CODE) || text.contains("test-please-delete@");
            assert!(says, "{file}: {text}");
            endpoints += 1;
        }
    }
    assert!(endpoints > 12, "{endpoints} endpoints");
}

#[test]
fn a_postal_code_is_found_for_every_region_with_a_form() {
    for region in [
        "US", "CA", "GB", "IE", "NL", "AT", "DE", "CN", "SE", "IS", "PL", "PT", "BR", "JP", "IL", "LT", "LV",
        "MT", "AR",
    ] {
        let mut file = small_study::file(json!([
            { "id": "postal", "type": "postal", "region": region, "label": "Postal code", "required": true, "send": "value" }
        ]));
        file["consents"][0]["covers"] = json!(["postal"]);
        let study = small_study::read(&file).unwrap_or_else(|it| panic!("{it}"));
        let made = invent(&study, &study.endpoint, &Map::new());
        assert!(made.is_ok(), "{region}: {}", made.err().unwrap_or_default().join("\n"));
    }
}

#[test]
fn a_form_that_stops_on_a_conflict_is_filled_in_without_one() {
    let mut file = small_study::file(json!([
        { "id": "weight", "type": "number", "label": "Weight in kg", "required": true, "send": "value" },
        { "id": "smoker", "type": "yes-no", "label": "Do you smoke?", "required": true }
    ]));
    file["consents"][0]["covers"] = json!(["weight"]);
    file["precheck"] = json!({ "onNotEligible": "explain", "criteria": [
        { "id": "weight", "category": "inclusion", "label": "50 to 90 kg",
          "when": { "field": "weight", "atLeast": "50", "atMost": "90" } },
        { "id": "smoker", "category": "exclusion", "label": "Smoking", "when": { "field": "smoker", "is": "yes" } }
    ] });
    let study = small_study::read(&file).unwrap_or_else(|it| panic!("{it}"));
    let made = invent(&study, &study.endpoint, &Map::new());
    assert!(made.is_ok(), "{:?}", made.err());
}

#[test]
fn given_answers_stay_and_wrong_ones_are_named() {
    let mut file = small_study::file(json!([
        { "id": "name", "type": "text", "label": "Name", "required": true, "send": "value" },
        { "id": "email", "type": "email", "label": "Email", "required": true, "send": "value" }
    ]));
    file["consents"][0]["covers"] = json!(["name", "email"]);
    let study = small_study::read(&file).unwrap_or_else(|it| panic!("{it}"));
    let given = |answers: Value| match answers {
        Value::Object(answers) => invent(&study, &study.endpoint, &answers),
        _ => panic!("answers are an object"),
    };
    let made = given(json!({ "name": "Ada Example" })).expect("the rest is invented");
    let text = serde_json::to_string(&made).expect("a referral can be written");
    assert!(text.contains("Ada Example") && text.contains(".example"), "{text}");
    let why = given(json!({ "email": "nowhere" })).expect_err("that is no address");
    assert_eq!(why, ["/email: email"]);
    assert!(given(json!({ "mail": "a@b.example" })).is_err());
}
