//! The staff's code: the digest that the command makes, and how soon a code may be tried again.

use std::path::Path;
use std::process::Output;

use referral_form::domain::staff_code::{CODE_MIN_CHARS, Tries, salted};
use referral_form::domain::study::{Reading, Study};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::sealing::fed;

/// The code of `examples/full.json`, as docs/reference.md tells it.
const CODE: &str = "plum-tree-7";

fn typed(study: &str, code: &str) -> Output {
    fed(Path::new(env!("CARGO_MANIFEST_DIR")), &["staff-code", study], code)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

fn full() -> Value {
    serde_json::from_slice(&std::fs::read("examples/full.json").expect("the example is there")).expect("JSON")
}

#[test]
fn the_digest_is_that_of_the_id_a_colon_and_the_code() {
    let file = full();
    let id = file["study"]["id"].as_str().expect("an id");
    let expected: String =
        Sha256::digest(format!("{id}:{CODE}")).iter().map(|it| format!("{it:02x}")).collect();
    for end in ["", "\n", "\r\n", "\nmore\n"] {
        let output = typed("examples/full.json", &format!("{CODE}{end}"));
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout), format!("{expected}\n"));
        assert!(!text(&output.stderr).contains(CODE));
    }
    assert_eq!(file["outbox"]["staffCode"], json!(expected));
    assert_ne!(salted("A-1", CODE), salted("A-2", CODE));
}

#[test]
fn a_code_that_is_short_or_cannot_be_typed_everywhere_is_refused_without_being_told() {
    assert_eq!(CODE_MIN_CHARS, 8);
    for code in [
        "",
        "\n",
        "seven-7\n",
        " leading-space\n",
        "trailing-space \n",
        "Äpfel-und-Birnen\n",
        "tab\there-in\n",
    ] {
        let output = typed("examples/full.json", code);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{code:?}");
        assert!(output.stdout.is_empty(), "{code:?}");
        assert!(said.contains("a code has"), "{said}");
        assert!(code.trim().is_empty() || !said.contains(code.trim()), "{said}");
    }
    assert!(typed("examples/full.json", "eight-88\n").status.success());
    assert!(typed("examples/full.json", "plum tree 7\n").status.success(), "spaces between words");
}

#[test]
fn a_file_whose_digest_is_still_missing_gets_one() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("staff-code");
    std::fs::create_dir_all(&folder).expect("a directory can be made");
    let mut file = full();
    file["outbox"]["staffCode"] = json!("later");
    let path = folder.join("study.json");
    std::fs::write(&path, file.to_string()).expect("a file can be written");
    let output = typed(&path.to_string_lossy(), CODE);
    assert_eq!(json!(text(&output.stdout).trim_end()), full()["outbox"]["staffCode"]);
    std::fs::write(&path, "{}").expect("a file can be written");
    let output = typed(&path.to_string_lossy(), CODE);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("has no study with an id"));
}

#[test]
fn a_study_file_takes_the_digest_alone_and_tells_nobody_what_else_stood_there() {
    for (written, is_taken) in [
        ("0".repeat(64), true),
        ("0".repeat(63), false),
        ("A".repeat(64), false),
        ("g".repeat(64), false),
        (CODE.to_owned(), false),
    ] {
        let mut file = full();
        file["outbox"]["staffCode"] = json!(written);
        let problems = Study::read(file.to_string().as_bytes(), Reading::default()).err().unwrap_or_default();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.is_empty(), is_taken, "{written}: {told:?}");
        assert!(
            told.iter().all(|it| it.starts_with("/outbox/staffCode: ") && !it.contains(&written)),
            "{told:?}"
        );
    }
}

#[test]
fn after_three_wrong_codes_the_next_one_has_to_wait_ever_longer() {
    let mut tries = Tries::default();
    let mut now = 1_000_000;
    let waits: Vec<u32> = (0..10)
        .map(|_| {
            tries.fail(now);
            let wait = tries.wait(now);
            assert_eq!(tries.wait(now + wait), 0, "it passes");
            now += wait;
            wait
        })
        .collect();
    assert_eq!(waits, [0, 0, 60, 120, 240, 480, 960, 960, 960, 960]);
}

#[test]
fn a_clock_that_was_set_back_locks_nobody_out() {
    let mut tries = Tries::default();
    for _ in 0..3 {
        tries.fail(1_000_000);
    }
    assert_eq!(tries.wait(1_000_010), 50);
    assert_eq!(tries.wait(0), 0);
}
