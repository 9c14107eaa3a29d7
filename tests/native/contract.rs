//! The contract's study file is read, and every example beside it.

use referral_form::domain::study::{Reading, Study};

/// Reads a study file of the repository, or fails with its problems.
pub fn study(path: &str) -> Study {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).expect("the study file is there");
    Study::read(&bytes, Reading::default()).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{path}:\n{}", lines.join("\n"))
    })
}

#[test]
fn every_example_is_read_without_a_problem() {
    let folder = format!("{}/examples", env!("CARGO_MANIFEST_DIR"));
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("there is a folder of examples") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
            study(&format!("examples/{name}/study.json"));
            read += 1;
        }
    }
    study("examples/full.json");
    study("examples/small.json");
    assert!(read > 4, "{read} examples");
}

#[test]
fn the_readme_explains_the_small_example() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("```jsonc\n").expect("the readme shows a study file");
    let (shown, _) = rest.split_once("```").expect("which ends");
    let plain: String = shown.lines().map(|it| it.split("  //").next().unwrap_or_default()).collect();
    let plain: serde_json::Value = serde_json::from_str(&plain).expect("without its comments it is JSON");
    let small: serde_json::Value =
        serde_json::from_str(include_str!("../../examples/small.json")).expect("JSON");
    assert_eq!(plain, small);
}
