//! National Provider Identifiers, against published examples and their verdicts.

use proptest::prelude::*;
use referral_form::domain::validate::npi;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    value: String,
    verdict: String,
}

#[test]
fn every_verdict_is_the_published_one() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../fixtures/data/npi.json")).expect("a list of identifiers");
    for case in cases {
        let expected = match case.verdict.as_str() {
            "valid" => Some(case.value.as_str()),
            "card_form_valid" => Some(&case.value[5..]),
            _ => None,
        };
        assert_eq!(npi::parse(&case.value).as_deref(), expected, "{}: {}", case.value, case.verdict);
    }
}

#[test]
fn grouped_and_arabic_digits_are_read_as_the_ten_digits() {
    for text in [" 1234567893 ", "1234 567 893", "123-456-7893", "١٢٣٤٥٦٧٨٩٣", "１２３４５６７８９３"]
    {
        assert_eq!(npi::parse(text).as_deref(), Some("1234567893"), "{text:?}");
    }
}

proptest! {
    #[test]
    fn nine_digits_have_one_check_digit_and_a_read_identifier_reads_as_itself(start in "[12][0-9]{8}") {
        let read: Vec<String> = (0..10).filter_map(|it| npi::parse(&format!("{start}{it}"))).collect();
        prop_assert_eq!(read.len(), 1);
        let again = npi::parse(&read[0]);
        prop_assert_eq!(again.as_deref(), Some(read[0].as_str()));
    }

    #[test]
    fn one_wrong_digit_is_always_found(start in "[12][0-9]{8}", at in 0usize..10, more in 1u8..10) {
        let number = (0..10).find_map(|it| npi::parse(&format!("{start}{it}"))).expect("a check digit");
        let mut wrong = number.into_bytes();
        wrong[at] = (wrong[at] - b'0' + more) % 10 + b'0';
        prop_assert_eq!(npi::parse(&String::from_utf8(wrong).expect("digits")), None);
    }
}
