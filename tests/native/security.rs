//! `SECURITY.md`: each row of its threat table names tests, and each of them is there.

use std::fs;
use std::path::PathBuf;

/// The tests that a row names, such as "native `serve::misfits::name`".
fn tests(row: &str) -> Vec<(&str, &str)> {
    let cell = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
    let named = cell.split(',').filter_map(|it| it.trim().split_once(' '));
    named.map(|(program, path)| (program, path.trim_matches('`'))).collect()
}

fn is_there(program: &str, path: &str) -> bool {
    let Some((module, name)) = path.rsplit_once("::") else { return false };
    let file = PathBuf::from("tests").join(program).join(format!("{}.rs", module.replace("::", "/")));
    let source = fs::read_to_string(file).unwrap_or_default();
    let is_marked = |(before, _): (&str, &str)| {
        let mut attributes = before.trim_end().lines().rev().take_while(|it| it.starts_with("#["));
        attributes.any(|it| it == "#[test]")
    };
    source.split_once(&format!("fn {name}()")).is_some_and(is_marked)
}

#[test]
fn every_threat_names_tests_that_exist() {
    let text = fs::read_to_string("SECURITY.md").expect("it is there");
    let table =
        text.split("## What is promised").nth(1).and_then(|it| it.split("\n## ").next()).expect("the table");
    let rows: Vec<&str> = table.lines().filter(|it| it.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 15, "{} rows", rows.len());
    for row in rows {
        let tests = tests(row);
        assert!(!tests.is_empty(), "no test is named: {row}");
        for (program, path) in tests {
            assert!(["native", "embed"].contains(&program), "{row}");
            assert!(is_there(program, path), "there is no test {program} {path}: {row}");
        }
    }
}

#[test]
fn everybody_whom_the_form_is_to_be_safe_from_has_a_row() {
    let text = fs::read_to_string("SECURITY.md").expect("it is there");
    for who in [
        "script of the page",
        "other site",
        "network",
        "relay",
        "endpoint",
        "next person at the tablet",
        "author",
    ] {
        assert!(text.lines().any(|it| it.starts_with(&format!("| {who}"))), "{who}");
    }
}
