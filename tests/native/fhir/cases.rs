//! Every referral of the examples and fixtures, with the Bundles that the command makes of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

use crate::golden::entries;

/// A referral, and its Bundles with and without the study file.
pub struct Case {
    pub name: String,
    pub referral: Value,
    pub study: PathBuf,
    pub with_study: Value,
    /// `None` where the referral names a request, whose kind only the study file tells.
    pub alone: Option<Value>,
}

pub fn json(file: &Path) -> Value {
    let bytes = fs::read(file).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()))
}

pub fn fhir(referral: &Path, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral-form"));
    command.arg("fhir").arg(referral).args(options).output().expect("the command runs")
}

pub fn printed(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON, but: {said}"))
}

/// Every referral file with its study file. The contract's own is an illustration: dots stand for its digests, and the
/// fixture contract-staff is the same with all of them.
fn files() -> Vec<(PathBuf, PathBuf)> {
    let mut files = vec![("examples/full.referral.json".into(), "examples/full.json".into())];
    for folder in entries("examples").into_iter().filter(|it| it.is_dir() && !it.ends_with("contract")) {
        let is_referral =
            |it: &PathBuf| it.file_name().is_some_and(|it| it.to_string_lossy().starts_with("referral-"));
        for file in entries(&folder).into_iter().filter(is_referral) {
            files.push((file, folder.join("study.json")));
        }
    }
    for folder in entries("tests/fixtures").into_iter().filter(|it| it.join("answers.json").exists()) {
        let study = json(&folder.join("answers.json"))["study"].as_str().map(PathBuf::from);
        files.push((folder.join("referral.json"), study.unwrap_or_else(|| folder.join("study.json"))));
    }
    files
}

pub fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fhir");
        _ = fs::remove_dir_all(&out);
        fs::create_dir_all(&out).expect("a directory can be made");
        let keep = |name: &str, output: &Output| {
            fs::write(out.join(format!("{name}.json")), &output.stdout).expect("a Bundle can be written");
            printed(output)
        };
        let mut cases = Vec::new();
        for (file, study) in files() {
            let referral = json(&file);
            if referral.is_null() {
                continue;
            }
            let name = file.with_extension("").display().to_string().replace('/', "-");
            let path = study.to_string_lossy();
            let with_study = keep(&name, &fhir(&file, &["--study", &path]));
            let alone = referral.get("request").is_none();
            let alone = alone.then(|| keep(&format!("{name}-alone"), &fhir(&file, &[])));
            cases.push(Case { name, referral, study, with_study, alone });
        }
        assert!(cases.len() > 25, "{} cases", cases.len());
        cases
    })
}

impl Case {
    pub fn bundles(&self) -> impl Iterator<Item = &Value> {
        [&self.with_study].into_iter().chain(&self.alone)
    }
}
