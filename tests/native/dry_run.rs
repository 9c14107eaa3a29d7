//! `referral-form dry-run` as an author meets it: real files, the real command, what it prints.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

const STUDY: &str = "examples/contract/study.json";

/// Answers of somebody who refers themself.
fn answers() -> Value {
    json!({
        "birth_date": "1988-03",
        "sex": "female",
        "diagnosis": { "unsure": true },
        "on_emicizumab": "yes",
        "emicizumab_start": "2026",
        "gene_therapy": "no",
        "pregnant": "no",
        "candidate_name": "Ada Example",
        "preferred_contact": "email",
        "candidate_email": "ada@person.example"
    })
}

fn dry_run(test: &str, answers: &Value, options: &[&str]) -> Output {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("dry-run");
    fs::create_dir_all(&directory).expect("a directory can be made");
    let file = directory.join(format!("{test}.json"));
    fs::write(&file, answers.to_string()).expect("a file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral-form"));
    command.args(["dry-run", STUDY]).arg(file).args(["--today", "2026-11-22"]).args(options);
    command.output().expect("the command runs")
}

fn printed(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON, but: {said}"))
}

#[test]
fn a_whole_form_prints_its_precheck_and_its_referral() {
    let said = printed(&dry_run("whole", &answers(), &["--source", "self", "--consent", "permission_self"]));
    assert_eq!(said["problems"], json!({}));
    assert_eq!(said["precheck"]["outcome"], "pending");
    assert_eq!(said["precheck"]["criteria"]["emicizumab_8_weeks"]["because"], "imprecise");
    assert_eq!(said["referral"]["answers"]["birth_date"], json!({ "age": 38 }));
    assert_eq!(said["referral"]["source"], json!({ "type": "self" }));
    assert_eq!(said["referral"].get("precheck"), None, "the consent to share it was not given");
}

#[test]
fn two_runs_print_the_same() {
    let run = || dry_run("same", &answers(), &["--source", "self", "--consent", "permission_self"]).stdout;
    assert_eq!(run(), run());
}

#[test]
fn problems_are_codes_by_field_and_keep_the_referral_back() {
    let mut answers = answers();
    answers["candidate_email"] = json!("ada at person.example");
    answers["birth_date"] = json!("2027-01");
    answers["candidate_name"] = json!(" ");
    let output = dry_run("problems", &answers, &["--source", "self", "--consent", "permission_self"]);
    let said = printed(&output);
    let expected =
        json!({ "birth_date": "in_future", "candidate_name": "missing", "candidate_email": "email" });
    assert_eq!(said["problems"], expected);
    assert_eq!(said["referral"], Value::Null);
    assert_eq!(said["precheck"]["criteria"]["age"]["because"], "missing");
}

#[test]
fn a_minor_cannot_refer_themself() {
    let mut answers = answers();
    answers["birth_date"] = json!("2012-05");
    let said = printed(&dry_run("minor", &answers, &["--source", "self", "--consent", "permission_self"]));
    assert_eq!(said["problems"], json!({ "birth_date": "minor" }));
    assert_eq!(said["referral"], Value::Null);
}

#[test]
fn a_missing_consent_is_named_beside_the_output() {
    let output = dry_run("consent", &answers(), &["--source", "self"]);
    assert_eq!(printed(&output)["referral"], Value::Null);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("the required consent \"permission_self\" is not given"), "{said}");
}

#[test]
fn another_language_is_what_the_consent_records() {
    let options = ["--source", "self", "--consent", "permission_self", "--language", "es"];
    let said = printed(&dry_run("language", &answers(), &options));
    assert_eq!(said["referral"]["consents"][0]["language"], "es");
    let english = printed(&dry_run("english", &answers(), &options[..4]));
    let digest = |said: &Value| said["referral"]["consents"][0]["textSha256"].clone();
    assert_ne!(digest(&said), digest(&english));
}

#[test]
fn names_that_the_study_does_not_have_are_refused_with_the_nearest() {
    for (options, expected) in [
        (&["--source", "selv"][..], "no source is called \"selv\"; did you mean \"self\"?"),
        (&["--request", "refr"], "no request is called \"refr\"; did you mean \"refer\"?"),
        (&["--source", "self", "--consent", "permission"], "called \"permission\""),
        (&["--language", "fr"], "offers en, es only"),
    ] {
        let output = dry_run("names", &answers(), options);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(expected), "{said}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn an_answer_that_no_control_takes_is_refused_without_repeating_it() {
    for (field, answer) in [
        ("sex", json!("zebra")),
        ("sex", json!(["zebra"])),
        ("candidate_name", json!(["zebra"])),
        ("candidate_name", json!({ "unsure": true, "zebra": 1 })),
        ("birth_date", json!("1988-03-zebra")),
        ("egfr", json!({ "value": "zebra", "unit": "zebra" })),
        ("best_time", json!({ "days": ["zebra"] })),
    ] {
        let output = dry_run("refused", &json!({ field: answer }), &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!("/{field}: ")), "{said}");
        assert!(!said.contains("zebra"), "{said}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn what_is_typed_plays_with_no_terminal_and_stays_what_it_is() {
    let hostile = "Ada \u{9b}2J\u{202E}Example";
    let mut answers = answers();
    answers["candidate_name"] = json!(hostile);
    let output = dry_run("escapes", &answers, &["--source", "self", "--consent", "permission_self"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains(['\u{9b}', '\u{202E}']), "{text}");
    assert_eq!(printed(&output)["referral"]["answers"]["candidate_name"], hostile);
}
