//! Names in every script and strings that break software, given to every reader of answers.

use referral_form::domain::date::{Duration, PartialDate};
use referral_form::domain::decimal::Decimal;
use referral_form::domain::validate::{digits, email, npi, phone, postal};
use serde::Deserialize;

#[derive(Deserialize)]
struct Person {
    locale: String,
    name: String,
}

fn naughty_strings() -> Vec<String> {
    serde_json::from_str(include_str!("../fixtures/data/blns.json")).expect("a list of strings")
}

fn people() -> Vec<Person> {
    serde_json::from_str(include_str!("../fixtures/data/person_names.json")).expect("a list of names")
}

#[test]
fn a_naughty_string_is_refused_or_comes_out_in_canonical_form() {
    for text in naughty_strings() {
        if let Some(date) = PartialDate::parse(&text) {
            assert_eq!(date.to_string(), text);
        }
        if let Some(span) = Duration::parse(&text) {
            assert_eq!(Duration::parse(&span.to_string()), Some(span));
        }
        for decimal_comma in [false, true] {
            if let Some(number) = Decimal::parse_typed(&text, decimal_comma) {
                assert_eq!(Decimal::parse(&number.to_string()), Some(number));
            }
        }
        for region in ["", "US", "AR", "GB"] {
            if let Ok(number) = phone::parse(&text, region) {
                assert_eq!(phone::parse(&number, "").as_ref(), Ok(&number));
            }
            if let Some(code) = postal::parse(&text, region) {
                assert_eq!(postal::parse(&code, region).as_ref(), Some(&code));
            }
        }
        assert_eq!(npi::parse(&text), None, "{text:?}");
        assert_eq!(email::is_valid(&text), email::sanitise(&text).is_empty(), "{text:?}");
    }
}

#[test]
fn digits_of_other_scripts_change_and_nothing_else_does() {
    for person in people() {
        assert_eq!(digits::ascii(&person.name), person.name, "{}", person.locale);
    }
    assert_eq!(digits::ascii("٠١٢ ۳۴۵ ６７８ 9 ०१"), "012 345 678 9 ०१");
}
