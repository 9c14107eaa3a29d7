//! Postal codes: the form of each region, and the three digits that may be sent.

use proptest::prelude::*;
use referral_form::domain::validate::postal;

#[test]
fn a_code_takes_the_form_of_its_region() {
    for (text, region, code) in [
        (" 10001 ", "US", "10001"),
        ("10001-1234", "US", "10001-1234"),
        ("100011234", "US", "10001-1234"),
        ("٩٠٢١٠", "US", "90210"),
        ("k1a0b1", "CA", "K1A 0B1"),
        ("K1A-0B1", "CA", "K1A 0B1"),
        ("sw1a1aa", "GB", "SW1A 1AA"),
        ("M1 1AE", "GB", "M1 1AE"),
        ("d02x285", "IE", "D02 X285"),
        ("1012ab", "NL", "1012 AB"),
        ("80331", "DE", "80331"),
        ("D-80331", "DE", ""),
        ("DE-80331", "DE", "80331"),
        ("75001", "FR", "75001"),
        ("28 013", "ES", "28013"),
        ("AT-1010", "AT", "1010"),
        ("11455", "SE", "114 55"),
        ("00950", "PL", "00-950"),
        ("1000001", "JP", "100-0001"),
        ("01100", "LT", "LT-01100"),
        ("lt-01100", "LT", "LT-01100"),
        ("MTF 1234", "MT", "MTF 1234"),
        ("110 001", "IN", "110001"),
        ("c1425", "AR", "C1425"),
        ("ab-12 3", "", "AB-12 3"),
    ] {
        assert_eq!(postal::parse(text, region).unwrap_or_default(), code, "{text:?} in {region:?}");
    }
}

#[test]
fn a_code_of_another_form_is_refused() {
    for (text, region) in [
        ("", "US"),
        ("1000", "US"),
        ("100012", "US"),
        ("1000A", "US"),
        ("K1A 0B", "CA"),
        ("803312", "DE"),
        ("", "AR"),
        ("1", ""),
        ("--", ""),
        ("1234567890123", ""),
        ("12_34", ""),
        ("東京", ""),
    ] {
        assert_eq!(postal::parse(text, region), None, "{text:?} in {region:?}");
    }
}

#[test]
fn three_digits_of_a_sparse_area_are_never_told() {
    let sparse = (0..1000).filter(|it| postal::zip3(&format!("{it:03}01")) == "000").count();
    assert_eq!(sparse, 18); // The 17 areas of the Census of 2000, and 000 itself.
    for zip in ["03601", "05901", "10201", "69201-1234", "82101", "87901", "89301"] {
        assert_eq!(postal::zip3(zip), "000", "{zip}");
    }
    assert_eq!(postal::zip3("10001"), "100");
    assert_eq!(postal::zip3("90210-1234"), "902");
}

proptest! {
    #[test]
    fn a_read_code_reads_as_itself(text in "[A-Za-z0-9 -]{0,14}|\\PC{0,8}", region in "|US|CA|GB|NL|LT|LV|MT|IE|JP|AR") {
        if let Some(code) = postal::parse(&text, &region) {
            let again = postal::parse(&code, &region);
            prop_assert_eq!(again.as_deref(), Some(code.as_str()));
        }
    }
}
