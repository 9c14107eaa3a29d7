//! `referral-form export`: the referrals as a spreadsheet sees them.

use std::fs;

use serde_json::json;

use super::server::{Server, empty_directory, run};
use super::{ID, OTHER_ID, referral};

/// Reads CSV. Source: RFC 4180.
fn parsed(csv: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut letters = csv.chars().peekable();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        let record = records.last_mut().expect("a record is begun");
        let cell = record.last_mut().expect("a cell is begun");
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                cell.push(letters.next().expect("it was there"))
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => record.push(String::new()),
            '\r' if !is_quoted && letters.peek() == Some(&'\n') => {
                letters.next();
                records.push(vec![String::new()]);
            }
            other => cell.push(other),
        }
    }
    assert_eq!(records.pop(), Some(vec![String::new()]), "the last record has its line end");
    records
}

fn exported(server: &Server) -> Vec<Vec<String>> {
    parsed(&run(&server.directory, &["export"]).expect("the referrals are exported"))
}

fn cell<'r>(records: &'r [Vec<String>], row: usize, column: &str) -> &'r str {
    let at = records[0].iter().position(|it| it == column).unwrap_or_else(|| panic!("no column {column}"));
    &records[row][at]
}

#[test]
fn one_row_a_referral_and_one_column_a_value() {
    let server = Server::start("export");
    let mut later = referral(OTHER_ID);
    later["replaces"] = json!(ID);
    later["answers"] =
        json!({ "note": "One, \"two\"\nand Åda 😀", "weight": { "value": "72.5", "unit": "kg" } });
    let first = server.post(&referral(ID).to_string()).reference();
    let second = server.post(&later.to_string()).reference();
    run(&server.directory, &["status", &second, "accepted", "--by", "Sam"]).expect("the state is set");
    let records = exported(&server);
    assert_eq!(records.len(), 3);
    assert!(records.iter().all(|it| it.len() == records[0].len()));
    let rows =
        [1, 2].map(|row| ["reference", "status", "replacedByReference"].map(|it| cell(&records, row, it)));
    assert_eq!(rows, [[first.as_str(), "created", &second], [&second, "accepted", ""]]);
    assert_eq!(cell(&records, 1, "answers.birth_date.age"), "38");
    assert_eq!(cell(&records, 1, "answers.languages"), "en; es");
    assert_eq!(cell(&records, 1, "consents.permission"), "given");
    assert_eq!(cell(&records, 2, "answers.birth_date.age"), "");
    assert_eq!(cell(&records, 2, "answers.note"), "One, \"two\"\nand Åda 😀");
    assert_eq!(cell(&records, 2, "answers.weight.value"), "72.5");
}

#[test]
fn nothing_that_was_sent_is_run_by_a_spreadsheet() {
    let server = Server::start("export-formulas");
    let formulas = ["=1+1", "+12125550123", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=1\",=2"];
    let mut hostile = referral(ID);
    hostile["answers"] = json!({});
    for (number, formula) in formulas.iter().enumerate() {
        hostile["answers"][number.to_string()] = json!(formula);
    }
    hostile["=cmd|' /C calc'!A0"] = json!("a name is a stranger's too");
    hostile["consents"][0]["version"] = json!("=2");
    server.post(&hostile.to_string());
    let records = exported(&server);
    for (number, formula) in formulas.iter().enumerate() {
        assert_eq!(cell(&records, 1, &format!("answers.{number}")), format!("'{formula}"));
    }
    let starts = |it: &String| it.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']);
    assert!(!records.iter().flatten().any(starts), "{records:?}");
}

#[test]
fn only_the_referrals_of_the_named_study_are_exported() {
    let directory = empty_directory("export-study");
    let mut study = super::study();
    study["study"]["id"] = json!("HAY-1");
    fs::create_dir(directory.join("examples")).expect("a directory can be made");
    fs::write(directory.join("examples/hay.json"), study.to_string()).expect("a file can be written");
    let server = Server::start_in(directory, &[]);
    server.post(&referral(ID).to_string());
    let mut other = referral(OTHER_ID);
    other["study"]["id"] = json!("HAY-1");
    server.post(&other.to_string());
    let csv = run(&server.directory, &["export", "--study", "HAY-1"]).expect("the referrals are exported");
    let records = parsed(&csv);
    assert_eq!((records.len(), cell(&records, 1, "id")), (2, OTHER_ID));
}
