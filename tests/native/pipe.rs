//! Commands whose reader goes away, as `… | head` does: they end quietly, and as they would have.

use std::process::{Command, Stdio};

#[test]
fn a_reader_that_goes_is_no_fault() {
    let answers = "examples/narcolepsy/answers-complete.json";
    let (study, broken) = ("examples/narcolepsy/study.json", answers);
    let referral = "examples/narcolepsy/referral-complete.json";
    for (arguments, code) in [
        (vec!["dry-run", study, answers], 0),
        (vec!["check", study], 0),
        (vec!["check", broken], 1),
        (vec!["schema"], 0),
        (vec!["fhir", referral, "--study", study], 0),
        (vec!["--help"], 0),
    ] {
        let mut process = Command::new(env!("CARGO_BIN_EXE_referral-form"))
            .args(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        drop(process.stdout.take());
        let output = process.wait_with_output().expect("the command ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
}
