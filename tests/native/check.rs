//! `referral-form check` as an author meets it: real files, the real command, its exit code and its lines.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use referral_form::domain::integrity::is_integrity;
use serde_json::{Value, json};
use sha2::{Digest, Sha384};

fn study() -> String {
    fs::read_to_string("examples/contract/study.json").expect("the example is there")
}

fn write(test: &str, study: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("check");
    fs::create_dir_all(&directory).expect("a directory can be made");
    let file = directory.join(format!("{test}.json"));
    fs::write(&file, study).expect("a file can be written");
    file
}

fn check(files: &[PathBuf]) -> Output {
    let command = Command::new(env!("CARGO_BIN_EXE_referral-form")).arg("check").args(files).output();
    command.expect("the command runs")
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

/// Line and column of the first place of a text, from 1, the column in characters.
fn place(source: &str, text: &str) -> String {
    let before = source.split(text).next().expect("a text before it");
    let column = before.chars().rev().take_while(|it| *it != '\n').count() + 1;
    format!(":{}:{column}:", before.matches('\n').count() + 1)
}

/// What the command says of the contract's study file once its JSON has been changed.
fn said_of(test: &str, change: impl FnOnce(&mut Value)) -> (Vec<String>, Option<i32>) {
    let mut value: Value = serde_json::from_str(&study()).expect("the example is JSON");
    change(&mut value);
    let output = check(&[write(test, &value.to_string())]);
    (lines(&output), output.status.code())
}

/// The one warning about a place, without its file, line and column.
fn warning<'a>(lines: &'a [String], pointer: &str) -> &'a str {
    let mark = format!(": warning: {pointer}: ");
    let mut found = lines.iter().filter_map(|it| Some(it.split_once(&mark)?.1));
    let warning =
        found.next().unwrap_or_else(|| panic!("nothing is said of {pointer}:\n{}", lines.join("\n")));
    assert_eq!(found.next(), None, "one warning about {pointer}");
    warning
}

#[test]
fn the_digest_of_a_file_is_told_as_a_page_pins_it() {
    let file = "examples/narcolepsy/study.json";
    let output =
        Command::new(env!("CARGO_BIN_EXE_referral-form")).args(["check", "--integrity", file]).output();
    let output = output.expect("the command runs");
    let digest = STANDARD.encode(Sha384::digest(fs::read(file).expect("the example is there")));
    let expected = format!("{file}: study-integrity=\"sha384-{digest}\"");
    assert_eq!(lines(&output).last(), Some(&expected));
    assert!(is_integrity(&format!("sha384-{digest}")));
    let without = check(&[PathBuf::from(file)]);
    assert!(lines(&without).iter().all(|it| !it.contains("integrity")));
}

#[test]
fn a_good_file_has_no_problems() {
    let output = check(&[PathBuf::from("examples/narcolepsy/study.json")]);
    assert_eq!(
        lines(&output).last().map(String::as_str),
        Some("examples/narcolepsy/study.json: no problems")
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_examples_need_no_advice_but_on_their_length_dates_of_birth_and_on_what_arriving_tells() {
    let folders = fs::read_dir("examples").expect("there is a folder of examples");
    let files: Vec<PathBuf> = folders
        .map(|it| it.expect("the folder can be listed").path().join("study.json"))
        .filter(|it| it.exists())
        .collect();
    let found = lines(&check(&files));
    assert!(found.iter().filter(|it| it.contains(": no problems")).count() > 10);
    // The contract's own date of birth has no "min".
    let is_known = |it: &str| {
        it.contains("seconds, more than")
            || it.contains("a date of birth without \"min\"")
            || it.contains("a referral that arrives tells")
    };
    let others: Vec<&String> =
        found.iter().filter(|it| it.contains(": warning: ") && !is_known(it)).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn a_date_of_birth_without_a_first_day_is_told() {
    let (found, code) = said_of("birth", |_| {});
    assert!(warning(&found, "/sections/0/fields/0").starts_with("a date of birth without \"min\""));
    assert_eq!(code, Some(0));
    let (found, _) =
        said_of("bounded-birth", |it| it["sections"][0]["fields"][0]["min"] = json!("1900-01-01"));
    assert!(!found.iter().any(|it| it.contains("a date of birth")), "{found:#?}");
}

#[test]
fn the_time_that_each_source_needs_is_told() {
    let (found, code) = said_of("seconds", |_| {});
    for source in ["clinician", "staff", "navigator", "self", "carer", "partner"] {
        assert!(found.iter().any(|it| it.contains(&format!(": {source}: about "))), "{source}: {found:#?}");
    }
    assert!(warning(&found, "/sources/1").contains("more than 120"));
    assert_eq!(code, Some(0));
}

#[test]
fn warnings_do_not_fail_the_check_and_stand_where_editors_can_jump() {
    let source = study().replacen(
        r#"{ "id": "referrer_email""#,
        "{ \"id\": \"colour\", \"type\": \"text\", \"label\": \"Favourite colour\" },\n{ \"id\": \"referrer_email\"",
        1,
    );
    let output = check(&[write("for-nothing", &source)]);
    let found = lines(&output);
    assert!(warning(&found, "/sections/2/fields/4").starts_with("\"colour\" is asked for nothing"));
    let line = found.iter().find(|it| it.contains("\"colour\"")).expect("the field is named");
    assert!(line.contains(&place(&source, "{ \"id\": \"colour\"")), "{line}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_question_that_only_decides_on_an_idle_question_is_idle_too() {
    let (found, _) = said_of("idle", |study| {
        let fields = study["sections"][2]["fields"].as_array_mut().expect("the section has fields");
        fields.push(json!({ "id": "pets", "type": "yes-no", "label": "Any pets?" }));
        fields.push(json!({ "id": "pet", "type": "text", "label": "Which?", "showWhen": { "field": "pets", "is": "yes" } }));
    });
    assert!(warning(&found, "/sections/2/fields/5").contains("\"pets\" is asked for nothing"));
    assert!(warning(&found, "/sections/2/fields/6").contains("\"pet\" is asked for nothing"));
}

#[test]
fn a_route_that_looks_at_what_is_never_sent_is_told() {
    let (found, _) = said_of("route", |study| {
        study["routes"][0]["when"] = json!({ "field": "sex", "is": "female" });
    });
    assert!(warning(&found, "/routes/0/when").contains("\"sex\", of which nothing is ever sent"));
}

#[test]
fn promises_are_found_in_every_language_that_has_a_list() {
    let (found, _) = said_of("promises", |study| {
        study["study"]["summary"] = json!("Mim8 is a breakthrough: a safe new treatment.");
        study["languages"]["es"]["study"]["summary"] = json!("Un tratamiento gratuito para todos.");
    });
    for phrase in ["breakthrough", "safe", "new treatment"] {
        let named = format!("/study/summary: ethics committees refuse \"{phrase}\"");
        assert!(found.iter().any(|it| it.contains(&named)), "{phrase}: {found:#?}");
    }
    assert!(warning(&found, "/languages/es/study/summary").contains("\"tratamiento gratuito\""));
}

#[test]
fn criteria_that_never_change_are_told() {
    for (test, when, said) in [
        (
            "contradiction",
            json!({ "field": "egfr", "atLeast": "60", "atMost": "30" }),
            "no answer can conflict",
        ),
        ("outside", json!({ "field": "egfr", "moreThan": "200" }), "no answer can conflict"),
        ("everything", json!({ "field": "egfr", "atMost": "200" }), "no answer can meet"),
        ("all-options", json!({ "field": "sex", "isAnyOf": [ "female", "male" ] }), "no answer can meet"),
        (
            "ages",
            json!({ "field": "birth_date", "ageAtLeast": 18, "ageAtMost": 17 }),
            "no answer can conflict",
        ),
        (
            "future",
            json!({ "field": "birth_date", "after": "2026-01-01", "before": "2025-01-01" }),
            "no answer can conflict",
        ),
        (
            "either",
            json!({ "any": [ { "field": "egfr", "lessThan": "60" }, { "field": "egfr", "atLeast": "60" } ] }),
            "no answer can meet",
        ),
    ] {
        let (found, _) = said_of(test, |study| study["precheck"]["criteria"][5]["when"] = when);
        assert!(warning(&found, "/precheck/criteria/5/when").contains(said), "{test}: {found:#?}");
    }
}

#[test]
fn a_part_of_a_rule_that_never_changes_is_told_where_it_stands() {
    let (found, _) = said_of("part", |study| {
        study["precheck"]["criteria"][5]["when"] = json!({ "any": [
            { "field": "egfr", "atMost": "30" },
            { "all": [ { "field": "sex", "is": "male" }, { "field": "sex", "is": "female" } ] } ] });
    });
    assert!(warning(&found, "/precheck/criteria/5/when/any/1").contains("holds for no answer"));
}

#[test]
fn a_question_that_nobody_can_see_is_told() {
    let (found, _) = said_of("unseen", |study| {
        study["sections"][0]["fields"][6]["showWhen"] = json!({ "all": [
            { "field": "sex", "is": "female" }, { "not": { "field": "sex", "isAnyOf": [ "female", "male" ] } } ] });
    });
    assert!(warning(&found, "/sections/0/fields/6/showWhen").contains("no answer shows this question"));
}

#[test]
fn a_label_that_one_person_reads_twice_is_told() {
    let (found, _) = said_of("twice", |study| {
        // The two telephone and email questions exclude each other; the two names do not.
        study["sections"][1]["fields"][6]["label"] = json!("Phone number");
        study["sections"][2]["fields"][2]["label"] = json!("Your name");
    });
    let found: Vec<String> =
        found.into_iter().filter(|it| it.contains("\"es\"") || !it.contains("/languages/")).collect();
    assert!(warning(&found, "/sections/2/fields/2/label").contains("/sections/2/fields/0/label"));
    assert!(!found.iter().any(|it| it.contains("/sections/1/fields/6/label: ")), "{found:#?}");
}

#[test]
fn missing_translations_are_counted_and_named() {
    let (found, _) = said_of("untranslated", |study| {
        study["languages"]["es"]["study"].as_object_mut().expect("an object").remove("title");
        study["languages"]["es"]["fields"].as_object_mut().expect("an object").remove("npi");
    });
    assert_eq!(
        warning(&found, "/languages/es"),
        "2 texts stand in the language of the file: /study/title, /fields/npi/label"
    );
}

#[test]
fn a_language_that_is_not_offered_says_for_want_of_which_text() {
    let (found, _) = said_of("not-offered", |study| {
        study["languages"]["de"] = json!({ "consents": { "permission": { "text": "Einverstanden." } } });
    });
    let said: Vec<&String> = found.iter().filter(|it| it.contains("/languages/de: ")).collect();
    assert!(said[0].contains("\"consents/permission_self/text\" is missing"), "{said:#?}");
}

#[test]
fn texts_that_need_more_than_eight_years_of_school_are_told() {
    let hard = "Pharmacokinetic characterisation of the investigational immunomodulator necessitates \
        hospitalisation, venepuncture, ophthalmological examination and comprehensive questionnaires.";
    let (found, _) = said_of("hard", |study| {
        for fact in study["facts"].as_array_mut().expect("facts are a list") {
            fact["text"] = json!(hard.repeat(3));
        }
    });
    assert!(found.iter().any(|it| it.contains("harder than grade 8")), "{found:#?}");
    assert!(found.iter().any(|it| it.contains(": en: reading grade ")), "{found:#?}");
    assert!(found.iter().any(|it| it.contains(": es: reading ease ")), "{found:#?}");
}

#[test]
fn a_file_without_an_endpoint_relies_on_the_page() {
    let (found, code) = said_of("no-endpoint", |study| {
        study["endpoint"].as_object_mut().expect("an object").remove("url");
    });
    assert!(warning(&found, "/endpoint").contains("names no endpoint"));
    assert_eq!(code, Some(0));
}

#[test]
fn a_theme_is_held_to_aa() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("check");
    fs::create_dir_all(&directory).expect("a directory can be made");
    let file = directory.join("theme.css");
    fs::write(&file, "referral-form {\n  --referral-form-accent: #7cc4f0;\n}\n")
        .expect("a file can be written");
    let output =
        Command::new(env!("CARGO_BIN_EXE_referral-form")).arg("check").arg("--theme").arg(&file).output();
    let output = output.expect("the command runs");
    let found = lines(&output);
    let told = "theme.css:2:3: warning: --referral-form-accent on --referral-form-surface has a contrast of 1.9 to 1 in a light color-scheme; AA asks for 4.5 to 1";
    assert!(found.iter().any(|it| it.ends_with(told)), "{found:#?}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_misspelt_key_is_found_where_it_stands_with_the_name_that_was_meant() {
    let study = study().replacen("\"summary\"", "\"sumary\"", 1);
    let output = check(&[write("misspelt", &study)]);
    let found = lines(&output);
    let line = found.iter().find(|it| it.contains(": problem: /study/sumary: ")).expect("the key is named");
    assert!(line.contains(&place(&study, "\"sumary\"")), "{line}");
    assert!(line.contains("did you mean \"summary\"?"), "{line}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_language_without_words_of_the_form_is_warned_of() {
    let study = study().replacen("\"language\": \"en\"", "\"language\": \"pt\"", 1);
    let found = lines(&check(&[write("portuguese", &study)]));
    let line = found.iter().find(|it| it.contains("no words of its own in \"pt\"")).expect("a warning");
    assert!(line.contains(&place(&study, "\"language\"")), "{line}");
    assert!(!found.iter().any(|it| it.contains("in \"es\"")), "{found:?}");
}

#[test]
fn all_problems_of_a_file_come_at_once() {
    let study = study().replacen("\"closes\": \"2028-06-30\"", "\"closes\": \"2028-06-31\"", 1).replacen(
        "https://study.example/privacy",
        "javascript:alert(1)",
        1,
    );
    let found = lines(&check(&[write("all", &study)]));
    assert!(found.iter().any(|it| it.contains("/study/closes: ")), "{found:?}");
    assert!(found.iter().any(|it| it.contains("/privacy/noticeUrl: ")), "{found:?}");
    assert!(found.last().is_some_and(|it| it.ends_with(": 2 problems")), "{found:?}");
}

#[test]
fn a_file_that_is_not_json_is_placed_where_it_breaks() {
    let study = "{\n  \"título\": \"ñ\" \"x\"\n}";
    let found = lines(&check(&[write("not-json", study)]));
    assert!(found[0].contains(&place(study, "\"x\"")), "{found:?}");
}

#[test]
fn one_bad_file_among_good_ones_fails_the_check() {
    let bad = write("bad", "{}");
    let good = PathBuf::from("examples/contract/study.json");
    let output = check(&[good.clone(), bad, good]);
    assert_eq!(lines(&output).iter().filter(|it| it.contains(": no problems")).count(), 2);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = check(&[PathBuf::from("missing.json")]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("missing.json cannot be read"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_consent_that_reads_otherwise_than_it_is_is_refused_in_every_language() {
    for text in [
        "I do \u{202E}ton\u{202C} agree.",
        "I do\u{200B} agree.",
        "I agree\u{E0041}.",
        "I \u{2067}agree.",
        "I \u{430}gree.",
    ] {
        let (lines, code) = said_of("disguised", |it| {
            it["consents"][1]["text"] = json!(text);
            it["languages"]["es"]["consents"]["permission"]["text"] = json!(text);
        });
        for pointer in ["/consents/1/text", "/languages/es/consents/permission/text"] {
            let is_told = |it: &String| {
                it.contains(&format!("problem: {pointer}: this text has letters that are hidden"))
            };
            assert!(lines.iter().any(is_told), "{}: {lines:?}", text.escape_unicode());
        }
        assert_eq!(code, Some(1));
    }
    let (lines, code) = said_of("disguised-id", |it| it["sources"][0]["id"] = json!("clin\u{456}cian"));
    assert_eq!(code, Some(1), "{lines:?}");
}

#[test]
fn elsewhere_such_a_text_is_warned_of_with_its_letter() {
    let (lines, code) = said_of("disguised-label", |it| {
        it["sections"][0]["fields"][0]["label"] = json!("When\u{200B} was the person born?");
        it["contact"]["name"] = json!("\u{421}linical desk");
        it["privacy"]["recipients"] = json!(["\u{440}\u{430}\u{443}"]);
    });
    assert_eq!(code, Some(0), "{lines:?}");
    assert!(warning(&lines, "/sections/0/fields/0/label").contains("U+200B"));
    assert!(warning(&lines, "/contact/name").contains("\u{421}linical"));
    assert!(warning(&lines, "/privacy/recipients/0").contains("U+0440, U+0430, U+0443"));
}

#[test]
fn nothing_in_a_file_plays_with_the_terminal_or_makes_a_line_of_its_own() {
    let (lines, _) = said_of("escapes", |it| {
        it["study"]["status"] = json!("\u{1b}]0;owned\u{7}\u{9b}2J\u{202E}x");
        it["stu\ndy.json:1:1: problem: none"] = json!(1);
    });
    let all = lines.join("\n");
    assert!(!all.contains(|it: char| it == '\u{202E}' || (it.is_control() && it != '\n')), "{all:?}");
    assert!(all.contains("\\u{1b}]0;owned") && all.contains("stu\\u{a}dy.json"), "{all}");
}

#[test]
fn a_name_in_an_address_that_sounds_like_a_secret_is_warned_of() {
    let (lines, code) = said_of("telling-address", |it| {
        it["endpoint"]["url"] = json!("https://intake.study.example/referrals?api_key=public-123");
    });
    assert_eq!(code, Some(0), "{lines:?}");
    assert!(warning(&lines, "/endpoint/url").contains("\"api_key\" in this address sounds like a secret"));
}

#[test]
fn what_arriving_tells_is_warned_of() {
    let (lines, code) = said_of("arriving", |it| {
        it["sections"][0]["fields"][0]["send"] = json!("never");
        it["precheck"]["onNotEligible"] = json!("explain");
        let egfr = it.pointer_mut("/sections/0/fields/7").expect("a field");
        assert_eq!(egfr["id"], "egfr");
        egfr["required"] = json!(true);
        egfr["unsure"] = json!(false);
    });
    assert_eq!(code, Some(0), "{lines:?}");
    assert!(warning(&lines, "/sources/3/minimumAge").contains("18 or older by \"birth_date\""));
    assert!(warning(&lines, "/sections/0/fields/7").contains("\"egfr\" lies within its bounds"));
    assert!(warning(&lines, "/precheck/onNotEligible").contains("no answer and no criterion disagree"));
}
