//! Broken study files: each is refused with every problem it has, at its place, in words that tell how to mend it.
//!
//! `tests/fixtures/broken/<name>.txt` holds the problems of `<name>.json`; adding a case needs no Rust.
//! `UPDATE_GOLDEN=1` writes the texts anew.

use std::fs;
use std::path::{Path, PathBuf};

use referral_form::domain::study::{Reading, STUDY_FILE_MAX_BYTES, Study, StudyProblem, Wrong};
use serde_json::{Value, json};

use crate::golden::{entries, is_golden};
use crate::small_study;

fn problems(bytes: &[u8]) -> Vec<StudyProblem> {
    Study::read(bytes, Reading::default()).err().unwrap_or_default()
}

fn lines(problems: &[StudyProblem]) -> String {
    problems.iter().map(|it| format!("{it}\n")).collect()
}

fn files(folder: &str) -> Vec<PathBuf> {
    let is_json = |it: &PathBuf| it.extension().is_some_and(|it| it == "json");
    entries(folder).into_iter().filter(is_json).collect()
}

#[test]
fn every_broken_file_is_refused_with_all_that_is_wrong() {
    let files = files("tests/fixtures/broken");
    assert!(files.len() > 50, "{} files", files.len());
    let differing: Vec<&PathBuf> = files
        .iter()
        .filter(|file| {
            let found = problems(&fs::read(file).expect("the file can be read"));
            assert!(!found.is_empty(), "{} is read without a problem", file.display());
            !is_golden(&file.with_extension("txt"), &lines(&found))
        })
        .collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn every_problem_points_to_something_that_is_there() {
    for file in files("tests/fixtures/broken") {
        let bytes = fs::read(&file).expect("the file can be read");
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
        for problem in problems(&bytes) {
            let is_there = value.pointer(&problem.at).is_some() || problem.what == Wrong::OtherVersion;
            assert!(is_there, "{}: {problem}", file.display());
        }
    }
}

#[test]
fn a_problem_is_told_once() {
    for file in files("tests/fixtures/broken") {
        let found = problems(&fs::read(&file).expect("the file can be read"));
        for (index, problem) in found.iter().enumerate() {
            assert!(!found[..index].contains(problem), "{}: twice: {problem}", file.display());
        }
    }
}

#[test]
fn a_file_that_is_too_big_is_refused_unread() {
    let big = vec![b' '; STUDY_FILE_MAX_BYTES + 1];
    assert_eq!(lines(&problems(&big)), "/: the file is larger than 1000 kB\n");
}

#[test]
fn a_study_without_any_endpoint_is_refused_where_it_must_deliver() {
    let mut file = small_study::file(json!([{ "id": "name", "type": "text", "label": "Name" }]));
    file["endpoint"] = json!({ "deduplicates": true });
    let reading = Reading { must_deliver: true, ..Reading::default() };
    let found = Study::read(file.to_string().as_bytes(), reading).err().unwrap_or_default();
    assert!(lines(&found).starts_with("/endpoint: the endpoint needs a \"url\""), "{}", lines(&found));
    let from_page = Reading { endpoint: Some("https://page.study.example/referrals"), ..reading };
    let study = Study::read(file.to_string().as_bytes(), from_page).expect("the page names an endpoint");
    assert_eq!(study.endpoint.url, "https://page.study.example/referrals");
}

/// Whether a file is JSON is a matter of its name: y_ is, n_ is not, i_ may be either.
#[test]
fn what_is_json_and_what_is_not_is_told_apart() {
    let files = files("tests/fixtures/data/json");
    assert!(files.len() > 150, "{} files", files.len());
    for file in files {
        let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let found = problems(&fs::read(&file).expect("the file can be read"));
        let is_refused_as_json = found.iter().any(|it| matches!(it.what, Wrong::NotJson { .. }));
        match name.as_bytes()[0] {
            b'y' => assert!(!found.is_empty() && !is_refused_as_json, "{name}: {}", lines(&found)),
            b'n' => assert!(is_refused_as_json, "{name}: {}", lines(&found)),
            _ => assert!(!found.is_empty(), "{name}"),
        }
    }
}

/// The same files as a part of a study file: where they are JSON, as the value of every key at the root.
#[test]
fn no_value_in_any_place_of_a_study_file_makes_the_reader_fail() {
    let good: Value = serde_json::from_slice(&read("examples/contract/study.json")).expect("JSON");
    let keys: Vec<String> = good.as_object().expect("an object").keys().cloned().collect();
    for file in files("tests/fixtures/data/json") {
        let Ok(value) = serde_json::from_slice::<Value>(&read(&file)) else { continue };
        for key in &keys {
            let mut file = good.clone();
            file[key] = value.clone();
            let may_pass = value == json!({}) || value.is_string() || key == "channels";
            let is_refused = !problems(file.to_string().as_bytes()).is_empty();
            assert!(is_refused || may_pass, "{key}: {value}");
        }
    }
}

fn read(file: impl AsRef<Path>) -> Vec<u8> {
    fs::read(file).expect("the file can be read")
}
