//! E-mail addresses, against the verdicts of a browser's own `input type=email`.

use proptest::prelude::*;
use referral_form::domain::validate::email;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    value: String,
    multiple: bool,
    chromium_valid: bool,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../fixtures/data/email_cases.json")).expect("a list of addresses")
}

#[test]
fn every_verdict_is_the_browsers() {
    for case in cases() {
        // The browser judges each address of a list by the same rule as a single one.
        let is_valid = if case.multiple {
            case.value.split(',').all(|it| !it.is_empty() && email::is_valid(it))
        } else {
            email::is_valid(&case.value)
        };
        assert_eq!(is_valid, case.chromium_valid, "{:?}", case.value);
    }
}

#[test]
fn spaces_and_newlines_around_an_address_go_as_in_the_input() {
    assert_eq!(email::sanitise("\r\n\t ada@clinic.example \n"), "ada@clinic.example");
    assert_eq!(email::sanitise("ada\n@clinic.example"), "ada@clinic.example");
    assert_eq!(email::sanitise("\u{A0}ada@clinic.example"), "\u{A0}ada@clinic.example");
}

#[test]
fn a_label_of_the_domain_has_63_characters_at_most() {
    let label = "a".repeat(email::EMAIL_LABEL_MAX_CHARS);
    assert!(email::is_valid(&format!("ada@{label}.example")));
    assert!(!email::is_valid(&format!("ada@{label}a.example")));
}

proptest! {
    #[test]
    fn a_sanitised_address_stays_as_it_is(text in "\\PC{0,30}|[ \\t\\r\\na@.]{0,12}") {
        let sanitised = email::sanitise(&text);
        prop_assert_eq!(email::sanitise(&sanitised), sanitised.clone());
        prop_assert_eq!(email::is_valid(&sanitised), email::is_valid(&text));
    }
}
