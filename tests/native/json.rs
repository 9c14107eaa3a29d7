//! JSON as people write it: what is wrong is told as they made it, and nothing is read in two ways.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use referral_form::domain::study::{Reading, Study, contact_of};

use crate::small_study;

/// The smallest study file, with the name of its only question on a line of its own.
fn file() -> String {
    let fields = serde_json::json!([{ "id": "name", "type": "text", "label": "Name", "maxLength": 10 }]);
    let file = small_study::file(fields).to_string();
    file.replace("{\"", "{\n\"").replace(",\"", ",\n\"")
}

/// The first problem of a file, in words.
fn told(file: &[u8]) -> String {
    let problems = Study::read(file, Reading::default()).err().unwrap_or_default();
    problems.first().map(ToString::to_string).unwrap_or_default()
}

#[track_caller]
fn expect(file: impl AsRef<[u8]>, words: &str) {
    let told = told(file.as_ref());
    assert!(told.contains(words), "{words:?} is not in {told:?}");
}

/// The line of a text, from 1.
fn line_of(file: &str, text: &str) -> usize {
    file.split(text).next().map_or(0, |it| it.matches('\n').count() + 1)
}

#[test]
fn a_mistake_is_told_as_people_make_it() {
    let good = file();
    assert_eq!(told(good.as_bytes()), "");
    let without_comma = good.replace("\"language\":\"en\",", "\"language\":\"en\"");
    let line = line_of(&without_comma, "\"language\"") + 1;
    expect(&without_comma, &format!("line {line}, column 1: a comma is missing before line {line}"));
    expect(
        good.replace("\"recipients\":[\"Nobody\"]", "\"recipients\":[\"Nobody\" \"All\"]"),
        "a comma is missing before this",
    );
    expect(good.replace("\"language\"", "\u{201C}language\u{201D}"), "straight quotes");
    expect(good.replace("\"en\"", "\u{201C}en\u{201D}"), "straight quotes");
    expect(good.replace("\"language\":\"en\"", "\"language\u{201D}:\"en\""), "straight quotes");
    expect(good.replace("\"language\":\"en\"", "\"language\":\"en\u{201D}"), "straight quotes");
    expect(good.replace("\"language\":\"en\",", "\"language\":\"en\", // English\n"), "no comments");
    expect(good.replace("\"language\":\"en\",", "/* English */ \"language\":\"en\","), "no comments");
    expect(good.replace("\"language\":\"en\",", "# English\n\"language\":\"en\","), "no comments");
    expect(good.replace("\"Nobody\"]", "\"Nobody\",]"), "take the comma before it out");
    expect(good.replace("\"maxLength\":10", "\"maxLength\":10,"), "take the comma before it out");
    expect(good.replace("\"en\"", "'en'"), "double quotes");
    expect(good.replace("\"en\"", "en"), "names and texts in quotes");
    expect(good.replace("\"required\":true", "\"required\":True"), "true, false and null in small letters");
    expect(good.replace("\"en\"", "\"en"), "a quote (\") is missing");
    expect(good.replace("\"language\":", "\"language\" "), "a colon is missing");
    expect(good.trim_end_matches('}'), "the file ends too soon");
    expect(format!("{good}}}"), "goes on after its last }");
    expect("", "the file is empty");
    expect("<!doctype html>", "a web page");
    let latin = good.replace("Nobody", "Zo\u{eb}").chars().map(|it| it as u32 as u8).collect::<Vec<u8>>();
    expect(&latin, &format!("line {}, column", line_of(&good, "Nobody")));
    expect(&latin, "not UTF-8");
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    expect([&[0xFF, 0xFE], utf16.as_slice()].concat(), "not UTF-8");
}

#[test]
fn quotes_around_a_number_are_told() {
    expect(
        file().replace("\"maxLength\":10", "\"maxLength\":\"10\""),
        "write the number without quotes here",
    );
    expect(
        file().replace("\"required\":true", "\"required\":\"true\""),
        "write true or false without quotes here",
    );
}

#[test]
fn a_key_that_stands_twice_is_refused_wherever_it_stands() {
    let good = file();
    let found = good
        .replace("\"maxLength\":10", "\"maxLength\":10, \"maxLength\":20, \"max/imum\": 1, \"max/imum\": 2");
    let problems = Study::read(found.as_bytes(), Reading::default()).err().expect("it is refused");
    let twice: Vec<&str> = problems
        .iter()
        .filter(|it| it.to_string().contains("stands twice"))
        .map(|it| it.at.as_str())
        .collect();
    assert_eq!(twice, ["/sections/0/fields/0/maxLength", "/sections/0/fields/0/max~1imum"]);
    expect(
        good.replacen("\"version\":", "\"version\": 1, \"version\":", 1),
        "/version: this key stands twice",
    );
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    let good = format!("\u{FEFF}{}", file());
    assert_eq!(told(good.as_bytes()), "");
    assert!(contact_of(good.as_bytes()).is_some());
}

/// What the command says of two files, the second of which a name stands for in the arguments.
fn says(test: &str, files: [&str; 2], arguments: &[&str]) -> (String, bool) {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("json").join(test);
    fs::create_dir_all(&directory).expect("a directory can be made");
    for (name, text) in ["study.json", "other.json"].iter().zip(files) {
        fs::write(directory.join(name), text).expect("a file can be written");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral-form"));
    let output = command.current_dir(directory).args(arguments).output().expect("the command runs");
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&text).into_owned(), output.status.success())
}

#[test]
fn answers_and_referrals_with_a_key_that_stands_twice_are_refused() {
    let (said, is_done) = says(
        "answers",
        [&file(), r#"{"name": "Ada", "name": "Bob"}"#],
        &["dry-run", "study.json", "other.json"],
    );
    assert!(!is_done && said.contains("/name: this key stands twice"), "{said}");
    let referral = fs::read_to_string("examples/contract/referral.json").expect("the example is there");
    let referral = referral.replacen("\"version\"", "\"id\": \"1\", \"version\"", 1);
    let study = fs::read_to_string("examples/contract/study.json").expect("the example is there");
    let (said, is_done) =
        says("referral", [&study, &referral], &["fhir", "other.json", "--study", "study.json"]);
    assert!(!is_done && said.contains("/id: this key stands twice"), "{said}");
}

#[test]
fn the_command_reads_files_with_a_byte_order_mark() {
    let study = format!("\u{FEFF}{}", file().replace("\"Nobody\"]", "\"Nobody\", \"\"]"));
    let (said, _) = says("mark", [&study, ""], &["check", "study.json"]);
    let line = line_of(&study, "\"recipients\"");
    assert!(said.contains(&format!("study.json:{line}:")), "{said}");
    let answers = "\u{FEFF}{\"name\": \"Ada\"}";
    let (said, is_done) = says(
        "mark-answers",
        [&format!("\u{FEFF}{}", file()), answers],
        &["dry-run", "study.json", "other.json"],
    );
    assert!(is_done, "{said}");
}
