//! Golden cases: answers of a whole form, and the referral that they yield, byte for byte.
//!
//! `tests/fixtures/<case>/answers.json` holds what a person does, `referral.json` beside it what would be sent;
//! `study.json` beside it is the study, unless `"study"` names another. Every `examples/<name>/expect-<case>.json`
//! is a case too, with the precheck that it has to come to. `UPDATE_GOLDEN=1` writes the referrals anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use referral_form::domain::date::Date;
use referral_form::domain::dry_run::{self, DryRun, Script};
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{Reading, Study};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// What a person does, from the first question to the review.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    study: Option<String>,
    source: Option<String>,
    request: Option<String>,
    language: Option<String>,
    today: String,
    code: Option<String>,
    #[serde(default)]
    channel: BTreeMap<String, String>,
    #[serde(default)]
    consents: Vec<String>,
    #[serde(default)]
    answers: Map<String, Value>,
    /// The precheck that has to come out; only beside the examples.
    precheck: Option<Value>,
}

impl Case {
    /// Fills in the form, and tells what the command prints: problems, precheck and referral.
    fn said(&self, study: &Path) -> (Value, String) {
        let bytes = fs::read(study).expect("the study file is there");
        let reading = Reading { language: self.language.as_deref(), ..Reading::default() };
        let Ok(study) = Study::read(&bytes, reading) else { panic!("{} has problems", study.display()) };
        let outcome = self.outcome(&study);
        let referral = serde_json::to_string_pretty(&outcome.referral).expect("a referral can be written");
        let said = serde_json::to_value(&outcome).expect("an outcome can be written");
        (said, referral + "\n")
    }

    /// Fills in the form of a study.
    pub fn outcome(&self, study: &Study) -> DryRun {
        let script = Script {
            source: self.source.as_deref(),
            request: self.request.as_deref(),
            today: Date::parse(&self.today).expect("a day"),
            consents: &self.consents,
            answers: &self.answers,
            origin: Origin { code: self.code.clone(), channel: self.channel.clone().into_iter().collect() },
            // The study file's own bytes: its texts may change without a word about the referral.
            file_sha256: "0".repeat(64),
            sha256,
        };
        dry_run::run(study, &script).unwrap_or_else(|it| panic!("{}", it.join("\n")))
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

fn read<T: for<'a> Deserialize<'a>>(file: &Path) -> T {
    let bytes = fs::read(file).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()))
}

/// Lists the entries of a folder by name.
pub fn entries(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut entries: Vec<PathBuf> = entries.map(|it| it.expect("the folder can be listed").path()).collect();
    entries.sort();
    entries
}

/// Holds a text against a golden file, or writes the file anew; tells whether they are the same.
pub fn is_golden(file: &Path, text: &str) -> bool {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(file, text).expect("a golden file can be written");
    }
    let golden = fs::read_to_string(file).unwrap_or_default();
    if golden != text {
        eprintln!("{} differs from:\n{text}", file.display());
    }
    golden == text
}

#[test]
fn every_case_yields_its_referral() {
    let cases: Vec<PathBuf> =
        entries("tests/fixtures").into_iter().filter(|it| it.join("answers.json").exists()).collect();
    assert!(cases.len() > 5, "{} cases", cases.len());
    let differing: Vec<PathBuf> = cases
        .into_iter()
        .filter(|folder| {
            let case: Case = read(&folder.join("answers.json"));
            let study = case.study.as_ref().map_or_else(|| folder.join("study.json"), PathBuf::from);
            !is_golden(&folder.join("referral.json"), &case.said(&study).1)
        })
        .collect();
    assert!(differing.is_empty(), "{differing:?}");
}

/// Every case beside an example, by its name there: what a person does, with the answers.
pub fn example_cases() -> Vec<(PathBuf, String, Case)> {
    let mut cases = Vec::new();
    for folder in entries("examples").into_iter().filter(|it| it.is_dir()) {
        for file in entries(&folder) {
            let name = file.file_name().expect("an entry has a name").to_string_lossy().into_owned();
            let Some(name) = name.strip_prefix("expect-") else { continue };
            let mut case: Case = read(&file);
            case.answers = read(&folder.join(format!("answers-{name}")));
            cases.push((folder.clone(), name.to_owned(), case));
        }
    }
    assert!(cases.len() > 25, "{} cases", cases.len());
    cases
}

#[test]
fn every_example_comes_to_the_precheck_that_was_worked_out_by_hand() {
    let mut differing = Vec::new();
    for (folder, name, case) in example_cases() {
        let (said, referral) = case.said(&folder.join("study.json"));
        let expected = case.precheck.unwrap_or_default();
        let is_same = is_golden(&folder.join(format!("referral-{name}")), &referral);
        if said["precheck"] != expected || !is_same {
            let place = folder.join(name);
            differing.push(format!("{}: {:#}, not {expected:#}", place.display(), said["precheck"]));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// Puts a word for everything that no two referrals share: id, times and digests.
fn without_chance(mut referral: Value) -> Value {
    for pointer in ["/id", "/createdAt", "/study/fileSha256"] {
        *referral.pointer_mut(pointer).expect("every referral has it") = json!("chance");
    }
    for consent in referral["consents"].as_array_mut().expect("consents are a list") {
        for key in ["textSha256", "at"] {
            *consent.get_mut(key).expect("every consent has it") = json!("chance");
        }
    }
    referral
}

#[test]
fn the_contract_s_referral_comes_from_the_contract_s_study() {
    let promised: Value = read(Path::new("examples/contract/referral.json"));
    let case: Case = read(Path::new("tests/fixtures/contract-staff/answers.json"));
    let (mut said, _) = case.said(Path::new("examples/contract/study.json"));
    assert_eq!(without_chance(said["referral"].take()), without_chance(promised));
}
