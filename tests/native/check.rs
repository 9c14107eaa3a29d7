//! `referral-form check` as an author meets it: real files, the real command, its exit code and its lines.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

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

#[test]
fn a_good_file_has_no_problems() {
    let output = check(&[PathBuf::from("examples/contract/study.json")]);
    assert_eq!(lines(&output), ["examples/contract/study.json: no problems"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_misspelt_key_is_found_where_it_stands_with_the_name_that_was_meant() {
    let study = study().replacen("\"summary\"", "\"sumary\"", 1);
    let output = check(&[write("misspelt", &study)]);
    let found = lines(&output);
    let line = found.iter().find(|it| it.contains("/study/sumary: ")).expect("the key is named");
    assert!(line.contains(&place(&study, "\"sumary\"")), "{line}");
    assert!(line.contains("did you mean \"summary\"?"), "{line}");
    assert_eq!(output.status.code(), Some(1));
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
    assert_eq!(lines(&output).iter().filter(|it| it.ends_with("no problems")).count(), 2);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = check(&[PathBuf::from("missing.json")]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("missing.json cannot be read"));
    assert_eq!(output.status.code(), Some(1));
}
