//! National Provider Identifiers, which number clinicians and clinics in the United States.
//!
//! Only the form and its check digit are judged; whose number it is stands in the public registry,
//! which is not asked: nothing leaves before consent.

use super::digits;

/// What stands before an NPI on a card: 80 for health applications, 840 for the United States.
const CARD_PREFIX: &str = "80840";

/// Reads an NPI and returns its ten digits.
///
/// Spaces and hyphens may group the digits, and the 15 digits of the card form are read too. `None`
/// for another length, a first digit other than 1 or 2, or a wrong check digit.
/// Source: 45 CFR 162.406; CMS, "NPI check digit calculation" (Luhn over 80840 and the NPI).
pub fn parse(text: &str) -> Option<String> {
    let mut npi = digits::ascii(text.trim());
    npi.retain(|it| it != ' ' && it != '-');
    if npi.len() == 15 && npi.starts_with(CARD_PREFIX) {
        npi.drain(..CARD_PREFIX.len());
    }
    let has_form =
        npi.len() == 10 && npi.starts_with(['1', '2']) && npi.bytes().all(|it| it.is_ascii_digit());
    (has_form && luhn_sum(&[CARD_PREFIX, &npi].concat()).is_multiple_of(10)).then_some(npi)
}

/// Adds the digits, every second one doubled from the right; of a doubled one its two digits count.
///
/// Source: ISO/IEC 7812-1, annex B.
fn luhn_sum(digits: &str) -> u32 {
    let weigh = |(at, byte): (usize, u8)| {
        let digit = u32::from(byte - b'0');
        if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
    };
    digits.bytes().rev().enumerate().map(weigh).sum()
}
