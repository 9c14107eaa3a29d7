//! Study files that are missing, broken or hostile: whoever can mend it is told, and a visitor is never left alone.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{First, Who, opens_contract, prepares, stands_before_sending};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

/// The children of the element on `with-children.html`.
const CHILDREN: &str = "You can also ring the desk: +1 212 555 0142.";

/// Two problems that `check` would report: a key nobody knows, and a field that is not there.
fn broken() -> Study {
    Study::contract(&Intake::open())
        .with("/study/titel", json!("A mistyped key"))
        .with("/precheck/criteria/1/when", json!({ "field": "diagnosi", "is": "haemophilia_a" }))
}

#[test]
fn an_author_on_their_own_machine_sees_every_problem_at_once() {
    let site = Site::open();
    site.put_study(broken().bytes());
    let referrer = Referrer::opens(&site, "with-children.html");
    for problem in ["/study/titel", "title", "/precheck/criteria/1/when", "diagnosi", "diagnosis"] {
        referrer.sees(problem);
    }
    referrer.does_not_see(words::WHO_REFERS);
    referrer.author_is_told("/study/titel");
    referrer.author_is_told("/precheck/criteria/1/when");
    referrer.sees_no_panic();
}

#[test]
fn a_study_file_with_a_byte_order_mark_is_sent_by_the_first_press() {
    let intake = Intake::open();
    let file = [b"\xEF\xBB\xBF".as_slice(), &Study::contract(&intake).bytes()].concat();
    let site = Site::open();
    site.put_study(file.clone());
    let referrer = Referrer::opens(&site, "customer.html");
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let digest: String = Sha256::digest(&file).iter().map(|it| format!("{it:02x}")).collect();
    assert_eq!(intake.receives_one()["study"]["fileSha256"], json!(digest));
}

#[test]
fn a_visitor_of_a_broken_study_sees_the_contact_and_the_elements_own_words() {
    if lacks(&[Instrument::TrustedName]) {
        return;
    }
    let site = Site::open();
    site.put_study(broken().bytes());
    let referrer = Referrer::opens_elsewhere(&site, "with-children.html");
    // Nothing is taken away from whoever reads the start page.
    referrer.page_hears("referral-form-failed");
    referrer.begins_as(Who::Clinician.label());
    referrer.sees("desk@study.example");
    referrer.sees(CHILDREN);
    referrer.does_not_see("/study/titel");
    referrer.does_not_see(words::WHO_REFERS);
    referrer.author_is_told("/study/titel");
}

#[test]
fn a_study_that_cannot_be_read_leaves_a_visitor_the_elements_own_words() {
    if lacks(&[Instrument::TrustedName]) {
        return;
    }
    let replies = [
        ("missing", Reply::new(404)),
        ("a page instead", Reply::new(200).body("text/html", "<!doctype html><title>Not found</title>")),
        ("cut off", Reply::new(200).body("application/json", "{ \"version\": 1, ")),
        ("empty", Reply::new(200).body("application/json", "")),
        ("a list", Reply::new(200).body("application/json", "[]")),
        ("deep", Reply::new(200).body("application/json", "[".repeat(100_000))),
        ("no text", Reply::new(200).body("application/json", vec![0xff, 0xfe, 0x00, 0x80])),
        ("of another version", Reply::new(200).body("application/json", "{ \"version\": 2 }")),
        ("5 MB", Reply::new(200).body("application/json", five_megabytes())),
    ];
    let site = Site::open();
    let referrer = Referrer::opens_elsewhere(&site, "static.html");
    for (what, reply) in replies {
        site.put("study.json", reply);
        referrer.goes_to(&site.url_elsewhere("with-children.html"));
        assert_eq!(
            referrer.page_hears("referral-form-failed")[1]["kind"].as_str().map(str::is_empty),
            Some(false),
            "{what}"
        );
        referrer.sees(CHILDREN);
        referrer.does_not_see(words::WHO_REFERS);
        let told = referrer.browser().console();
        assert!(told.iter().any(|it| it.contains("study.json")), "{what}: nobody was told: {told:#?}");
        referrer.sees_no_panic();
    }
}

#[test]
fn a_study_that_cannot_be_read_is_explained_to_its_author() {
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    for (reply, explained) in [
        (Reply::new(404), "404"),
        (Reply::new(200).body("application/json", "{\n  \"version\": 1,\n  oops"), "line 3"),
        (Reply::new(200).body("application/json", "{ \"version\": 2 }"), "/version"),
    ] {
        site.put("study.json", reply);
        referrer.goes_to(&site.url("with-children.html"));
        referrer.sees(explained);
        referrer.sees_no_panic();
    }
}

#[test]
fn a_study_that_never_comes_is_waited_for_no_longer_than_half_a_minute() {
    let site = Site::open();
    site.never_answers("study.json");
    let referrer = Referrer::opens(&site, "with-children.html");
    assert_eq!(referrer.page_hears("referral-form-failed")[1]["kind"], "study");
    referrer.sees("could not be fetched");
}

#[test]
fn an_endpoint_that_is_not_https_is_refused() {
    let site = Site::open();
    site.put_study(Study::contract_sending_to("http://intake.study.example/referrals").bytes());
    let referrer = Referrer::opens(&site, "with-children.html");
    referrer.sees("/endpoint/url");
    referrer.sees("https");
    referrer.does_not_see(words::WHO_REFERS);
}

#[test]
fn links_with_a_forbidden_scheme_are_refused() {
    let site = Site::open();
    let link = json!("javascript:alert(1)");
    site.put_study(Study::contract(&Intake::open()).with("/privacy/noticeUrl", link).bytes());
    let referrer = Referrer::opens(&site, "with-children.html");
    referrer.sees("/privacy/noticeUrl");
    referrer.does_not_see(words::WHO_REFERS);
}

#[test]
fn a_closed_study_collects_nothing_and_shows_the_contact() {
    let intake = Intake::open();
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    for study in [
        Study::contract(&intake).with("/study/closes", json!("2020-01-31")),
        Study::contract(&intake).with("/study/status", json!("closed")),
        Study::contract(&intake).with("/study/status", json!("paused")),
    ] {
        site.put_study(study.bytes());
        referrer.goes_to(&site.url("customer.html"));
        referrer.arrives_at(words::CLOSED);
        referrer.page_hears("referral-form-closed");
        referrer.sees("desk@study.example");
        referrer.sees_no_question(words::WHO_REFERS);
    }
}

#[test]
fn a_study_that_changed_meanwhile_is_not_sent_to() {
    let intake = Intake::open();
    let study = Study::contract(&intake);
    let (site, referrer) = stands_before_sending(&study);
    site.put_study(study.with("/consents/1/text", json!("I agree to something else.")).bytes());
    referrer.presses(words::SEND);
    referrer.arrives_at(words::CHANGED);
    assert!(intake.requests().is_empty(), "it was sent under a consent that is no more");
}

#[test]
fn hostile_texts_are_shown_as_text() {
    const HOSTILE: &str =
        r#"<img src="/hit" onerror="window.hit=1"><script>window.hit=1</script>{{7*7}}%s${7*7}'";--"#;
    let mut study = Study::contract(&Intake::open()).without("/languages");
    spoil_texts(&mut study.0, HOSTILE);
    let site = Site::open();
    site.put_study(study.bytes());
    let referrer = Referrer::opens(&site, "customer.html");
    referrer.sees(HOSTILE);
    assert_eq!(referrer.page_runs("return window.hit ?? null"), Value::Null);
    assert!(!site.asked_for().iter().any(|it| it.starts_with("/hit")), "a text became an image");
    referrer.sees_no_panic();
}

#[test]
fn naughty_strings_are_shown_typed_and_sent_unchanged() {
    let naughty = naughty_strings();
    let intake = Intake::open();
    let (_site, referrer) = opens_contract(&intake);
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    // All of them in one answer, as many as its limit lets in at a time, would hide which one broke: a sample, one by one.
    referrer.goes_back_to(crate::people::CANDIDATE_SECTION);
    for text in naughty.iter().step_by(40) {
        referrer.types("Name of the person", text);
        assert_eq!(referrer.value_of("Name of the person"), *text);
    }
    let whole: String =
        naughty.iter().flat_map(|it| it.chars()).filter(|it| !it.is_control()).take(500).collect();
    referrer.types("Name of the person", "Ada Example");
    referrer.types("Practical points for the call", &whole);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::REVIEW);
    referrer.sees(&whole[..whole.char_indices().nth(60).expect("long enough").0]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(intake.receives_one()["answers"]["note"], json!(whole.trim()));
    referrer.sees_no_panic();
}

/// Strings that fit into a line. Source: `tests/fixtures/data`, Big List of Naughty Strings.
fn naughty_strings() -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/data/blns.json");
    let text = std::fs::read_to_string(path).expect("the naughty strings are among the fixtures");
    let all: Vec<String> = serde_json::from_str(&text).expect("a list of strings");
    all.into_iter()
        .filter(|it| !it.trim().is_empty() && !it.contains(['\n', '\r']) && it.len() <= 120)
        .collect()
}

/// Adds a hostile tail to every text that is only ever shown.
fn spoil_texts(value: &mut Value, tail: &str) {
    const SHOWN: [&str; 14] = [
        "title",
        "summary",
        "label",
        "text",
        "hint",
        "question",
        "answer",
        "instructions",
        "sponsor",
        "condition",
        "purpose",
        "retention",
        "role",
        "note",
    ];
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                match inner {
                    Value::String(text) if SHOWN.contains(&key.as_str()) => text.push_str(tail),
                    _ => spoil_texts(inner, tail),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| spoil_texts(it, tail)),
        _ => {}
    }
}

fn five_megabytes() -> Vec<u8> {
    let summary = "A very long summary. ".repeat(5_000_000 / 21);
    Study::contract(&Intake::open()).with("/study/summary", json!(summary)).bytes()
}
