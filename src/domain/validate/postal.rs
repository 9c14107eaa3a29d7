//! Postal codes: their canonical form by region, and the three digits that the Safe Harbor rule allows.
//!
//! Only the form is judged, not whether mail is delivered there. A region that is not in the table
//! gets a rule that refuses next to nothing, rather than a wrong one.

use super::digits;

/// The forms by region: "9" is a digit, "A" a letter, "*" either, "_" a space, else as it stands.
///
/// Source: Universal Postal Union, addressing systems by country. Regions that write their codes in
/// several ways, or are changing them, are left out.
const FORMS: &[(&str, &str)] = &[
    ("US PR VI GU AS MP SA", "99999 99999-9999"),
    ("CA", "A9A_9A9"),
    ("GB GG IM JE", "A9_9AA A99_9AA A9A_9AA AA9_9AA AA99_9AA AA9A_9AA"),
    ("IE", "A9*_****"),
    ("NL", "9999_AA"),
    ("AT AU BE BG CH CY DK GE HU LI LU NO NZ PH SI TN ZA", "9999"),
    ("DE EE ES FI FR HR ID IT KR KW MC ME MX MY SM TH TR UA VA", "99999"),
    ("CN CO EC IN KG RO RU SG UZ", "999999"),
    ("CZ GR SE SK", "999_99"),
    ("IS FO", "999"),
    ("PL", "99-999"),
    ("PT", "9999-999"),
    ("BR", "99999-999"),
    ("JP", "999-9999"),
    ("IL", "9999999"),
    ("LT", "LT-99999"),
    ("LV", "LV-9999"),
    ("MT", "AAA_9999"),
];

/// Areas of the first three ZIP digits with 20,000 people or fewer, by the Census of 2000.
///
/// Source: U.S. Department of Health and Human Services, "Guidance Regarding Methods for
/// De-identification of Protected Health Information", on 45 CFR 164.514(b)(2)(i)(B).
const SPARSE_ZIP3: &str = "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893";

/// Shortest and longest code of a region without a form here, in characters.
const LENGTHS_ELSEWHERE: std::ops::RangeInclusive<usize> = 2..=12;

/// Reads a postal code and returns the form of its region: "k1a 0b1" in CA becomes "K1A 0B1".
///
/// Spaces and hyphens may be left out or stand elsewhere, letters may be small, and the region's code
/// may stand before ("AT-1010"). Where the region has no form here, 2 to 12 ASCII letters, digits,
/// spaces and hyphens are taken as they are, in capitals.
pub fn parse(text: &str, region: &str) -> Option<String> {
    let mut typed = digits::ascii(text.trim());
    typed.make_ascii_uppercase();
    match FORMS.iter().find(|(regions, _)| regions.split(' ').any(|it| it == region)) {
        Some((_, forms)) => {
            typed.retain(|it| !is_separator(it));
            let readings = [Some(typed.as_str()), typed.strip_prefix(region)];
            readings.into_iter().flatten().find_map(|it| shape(it, forms))
        }
        None => elsewhere(typed),
    }
}

/// Returns the first three digits of a ZIP code that [`parse`] returned, or "000" for a sparse area.
pub fn zip3(canonical: &str) -> &str {
    match canonical.get(..3) {
        Some(area) if !SPARSE_ZIP3.split(' ').any(|it| it == area) => area,
        _ => "000",
    }
}

/// Writes the typed characters into the first form that they fit.
fn shape(typed: &str, forms: &str) -> Option<String> {
    forms.split(' ').find_map(|form| {
        let mut left = typed.chars();
        let mut code = String::new();
        for expected in form.chars() {
            code.push(match expected {
                '9' => left.next().filter(char::is_ascii_digit)?,
                'A' => left.next().filter(char::is_ascii_uppercase)?,
                '*' => left.next().filter(char::is_ascii_alphanumeric)?,
                '_' => ' ',
                literal => literal,
            });
        }
        left.next().is_none().then_some(code)
    })
}

fn elsewhere(typed: String) -> Option<String> {
    let fits = LENGTHS_ELSEWHERE.contains(&typed.len())
        && typed.chars().all(|it| it.is_ascii_alphanumeric() || it == ' ' || it == '-')
        && typed.contains(|it: char| it.is_ascii_alphanumeric());
    fits.then_some(typed)
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{A0}' | '\u{2010}'..='\u{2013}' | '\u{3000}')
}
