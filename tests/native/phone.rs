//! Phone numbers, against libphonenumber's verdicts and its E.164 forms.

use std::collections::BTreeMap;

use proptest::prelude::*;
use referral_form::domain::validate::phone::{self, PhoneProblem};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    input: String,
    region: String,
    valid: bool,
    e164: Option<String>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../fixtures/data/phones.json")).expect("a list of numbers")
}

fn mobile_examples() -> BTreeMap<String, String> {
    serde_json::from_str(include_str!("../fixtures/data/phone_examples.json")).expect("numbers by region")
}

#[test]
fn every_valid_number_is_read_in_every_form_it_is_typed_in() {
    for case in cases().into_iter().filter(|it| it.valid) {
        let read = phone::parse(&case.input, &case.region);
        assert_eq!(read.ok(), case.e164, "{} in {:?}", case.input, case.region);
    }
}

#[test]
fn ninety_five_of_a_hundred_invalid_numbers_are_refused() {
    let invalid: Vec<Case> = cases().into_iter().filter(|it| !it.valid).collect();
    let refused = invalid.iter().filter(|it| phone::parse(&it.input, &it.region).is_err()).count();
    assert!(refused * 100 >= invalid.len() * 95, "{refused} of {}", invalid.len());
}

#[test]
fn a_mobile_number_of_every_region_is_read_at_home() {
    for (region, national) in mobile_examples() {
        let e164 = phone::parse(&national, &region).unwrap_or_else(|problem| {
            panic!("{national} in {region}: {problem:?}");
        });
        assert!(e164.starts_with('+') && e164.ends_with(&national), "{region}: {e164}");
    }
}

#[test]
fn each_problem_says_what_to_change() {
    for (text, region, problem) in [
        ("", "US", PhoneProblem::NotANumber),
        ("call me", "US", PhoneProblem::NotANumber),
        ("1-800-FLOWERS", "US", PhoneProblem::NotANumber),
        ("212 555 0123 ext. 5", "US", PhoneProblem::NotANumber),
        ("+1 +212 555 0123", "US", PhoneProblem::NotANumber),
        ("212 555 012", "US", PhoneProblem::TooShort),
        ("212 555 01234", "US", PhoneProblem::TooLong),
        ("112 555 0123", "US", PhoneProblem::NotInPlan),
        ("212 555 0123", "", PhoneProblem::UnknownRegion),
        ("212 555 0123", "ZZ", PhoneProblem::UnknownRegion),
        ("+999 123 456 789", "US", PhoneProblem::UnknownRegion),
    ] {
        assert_eq!(phone::parse(text, region), Err(problem), "{text:?} in {region:?}");
    }
}

#[test]
fn prefixes_of_each_region_are_understood() {
    for (text, region, e164) in [
        ("011 15-2345-6789", "AR", "+5491123456789"),
        ("02954 15-123456", "AR", "+5492954123456"),
        ("+54 9 11 2345-6789", "", "+5491123456789"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("0 21 11 96123-4567", "BR", "+5511961234567"),
        ("(011) 96123-4567", "BR", "+5511961234567"),
        ("(55) 96831-3049", "BR", "+5555968313049"),
        ("0195 559 6711", "KP", "+8501955596711"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("06 20 123 4567", "HU", "+36201234567"),
        ("464-1234", "AG", "+12684641234"),
        ("+44 (0)20 7946 0958", "US", "+442079460958"),
        ("0011 44 20 7946 0958", "AU", "+442079460958"),
        ("8~10 44 20 7946 0958", "RU", "+442079460958"),
        ("39 06 1234 5678", "IT", "+390612345678"),
    ] {
        let read = phone::parse(text, region).unwrap_or_default();
        assert_eq!(read, e164, "{text:?} in {region:?}");
    }
}

#[test]
fn punctuation_digits_and_marks_of_any_script_are_understood() {
    for text in [
        "+1.212.555.0123",
        "＋１（２１２）５５５－０１２３",
        "+١٢١٢٥٥٥٠١٢٣",
        "\u{202A}+1\u{A0}212\u{2011}555\u{2011}0123\u{202C}",
        "TEL:+1-212-555-0123",
        "(+1) 212/555/0123",
    ] {
        assert_eq!(phone::parse(text, "").as_deref(), Ok("+12125550123"), "{text:?}");
    }
}

#[test]
fn a_number_that_could_mean_two_people_is_refused() {
    // With 43 as Austria's calling code, or as the start of an area code without its 0.
    assert_eq!(phone::parse("43664123456", "AT"), Err(PhoneProblem::NotInPlan));
    assert_eq!(phone::parse("+43664123456", "AT").as_deref(), Ok("+43664123456"));
    assert_eq!(phone::parse("0664123456", "AT").as_deref(), Ok("+43664123456"));
}

#[test]
fn regions_are_known_by_their_two_letters() {
    assert!(["US", "GB", "GG", "KZ", "AX", "XK"].into_iter().all(phone::is_region));
    assert!(!["", "us", "USA", "ZZ", "0", "1", "001", "U"].into_iter().any(phone::is_region));
}

proptest! {
    #[test]
    fn a_read_number_reads_as_itself_everywhere(digits in "[1-9][0-9]{5,14}", region in "|US|AR|BR|IT|AU") {
        if let Ok(e164) = phone::parse(&format!("+{digits}"), "") {
            let again = phone::parse(&e164, &region);
            prop_assert_eq!(again.as_deref(), Ok(e164.as_str()));
        }
    }

    #[test]
    fn nothing_typed_breaks_the_reader(text in "\\PC{0,24}|[0-9+ ()-]{0,24}", region in "[A-Z]{0,3}") {
        if let Ok(e164) = phone::parse(&text, &region) {
            prop_assert!(e164.starts_with('+') && e164[1..].bytes().all(|it| it.is_ascii_digit()));
        }
    }

    #[test]
    fn a_national_number_and_its_e164_form_are_one_person(digits in "0?[0-9]{5,12}", region in "US|GB|DE|AT|AR|BR|MX|IT|JP|CN|IN|RU|KR|AU|SM") {
        if let Ok(e164) = phone::parse(&digits, &region) {
            let again = phone::parse(&e164, "");
            prop_assert_eq!(again.as_deref(), Ok(e164.as_str()));
        }
    }
}
