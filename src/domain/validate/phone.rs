//! Phone numbers: from what a person types to E.164.
//!
//! The numbering plans come from [`super::phone_plan`]: they know which lengths the numbers of a
//! calling code have by their first digits. So a digit too few or too many is found, and no valid
//! number is refused; that a number is assigned to somebody is beyond any table.
//!
//! Refuses to drop anything that is said: extensions ("ext. 5") have no place in E.164, and letters
//! ("1-800-FLOWERS") are not digits.

use super::digits;
use super::phone_plan;

/// Why a text is no phone number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhoneProblem {
    /// It holds something besides digits, a leading "+", and what separates digits; or no digit.
    NotANumber,
    /// Shorter than any number of its calling code.
    TooShort,
    /// Longer than any number of its calling code.
    TooLong,
    /// No calling code begins it, or it is a national number and the region is empty or not known.
    UnknownRegion,
    /// Of a possible length, but no number of its calling code begins like this with this length; or
    /// it lacks "+" and the national prefix, and could be read with and without its calling code.
    NotInPlan,
}

/// Reads a phone number and returns it in E.164, such as "+12125550123".
///
/// `region` is an ISO 3166-1 code such as "US" and says how to read a number without "+": with or
/// without its national prefix, with a carrier's prefix, with the prefix for calls abroad. With the
/// region "" only the international form is read, also as a `tel:` URI.
pub fn parse(text: &str, region: &str) -> Result<String, PhoneProblem> {
    let (digits, has_plus) = read(text)?;
    if has_plus {
        return international(&digits);
    }
    let (plan, home) = find_region(region).ok_or(PhoneProblem::UnknownRegion)?;
    let abroad = alternatives(home.exit_codes)
        .filter_map(|it| strip(&digits, it))
        .find_map(|it| international(it).ok());
    if let Some(number) = abroad {
        return Ok(number);
    }
    let mut prefixes = alternatives(home.prefixes);
    let prefix = prefixes.next().unwrap_or("");
    let typed = strip(&digits, prefix).unwrap_or(&digits);
    let national = [typed, &digits]
        .into_iter()
        .chain(prefixes.filter_map(|it| strip(&digits, it)))
        .find_map(|it| plan.number(it))
        .or_else(|| plan.number(&[home.area, &digits].concat()))
        .or_else(|| argentine_mobile(&plan, typed));
    // "43664123456" in Austria, where a national number begins with 0: is 43 the calling code?
    let lacks_prefix = !prefix.is_empty() && typed == digits;
    let with_code = || digits.starts_with(plan.code).then(|| international(&digits).ok())?;
    match national {
        Some(number) if !lacks_prefix => Ok(number),
        Some(number) => with_code().map_or(Ok(number), |_| Err(PhoneProblem::NotInPlan)),
        None => with_code().ok_or_else(|| plan.problem(typed)),
    }
}

/// Says whether national numbers of this region can be read.
pub fn is_region(code: &str) -> bool {
    !code.is_empty() && phone_plan::REGIONS.split(' ').any(|it| it == code)
}

/// The numbers of one calling code. All parts are slices of the table.
#[derive(Clone, Copy)]
struct Plan {
    code: &'static str,
    regions: &'static str,
    numbers: &'static str,
}

/// How numbers are dialled inside a region. In prefixes and codes "." is any digit, "|" means or.
#[derive(Clone, Copy)]
struct Home {
    /// The national prefix first, or nothing; then prefixes with a carrier's code.
    prefixes: &'static str,
    /// What is dialled before a calling code.
    exit_codes: &'static str,
    /// The area code that may be left out of a local call.
    area: &'static str,
}

impl Plan {
    /// Returns the E.164 form of a national number that the plan has.
    fn number(&self, national: &str) -> Option<String> {
        let lengths = lengths(self.numbers.as_bytes(), national);
        lengths.contains(&length_letter(national)).then(|| ["+", self.code, national].concat())
    }

    /// Says why there is no such number, by the lengths of those that begin like it, if any do.
    fn problem(&self, national: &str) -> PhoneProblem {
        let length = length_letter(national);
        let mut known = lengths(self.numbers.as_bytes(), national);
        if known.is_empty() {
            known = self.numbers.as_bytes();
        }
        let known = || known.iter().filter(|it| it.is_ascii_uppercase());
        if known().all(|it| length < *it) {
            PhoneProblem::TooShort
        } else if known().all(|it| length > *it) {
            PhoneProblem::TooLong
        } else {
            PhoneProblem::NotInPlan
        }
    }

    fn homes(&self) -> impl Iterator<Item = (&'static str, Home)> {
        let mut main = None;
        self.regions.split(',').map(move |entry| {
            let (region, rules) = entry.split_at(entry.len().min(2));
            let (rules, area) = rules.split_once('+').unwrap_or((rules, ""));
            let (prefixes, exit_codes) = rules.split_once('/').unwrap_or((rules, "00"));
            // A region without rules of its own shares those of the first.
            let home = match main {
                Some(shared) if rules.is_empty() => Home { area, ..shared },
                _ => Home { prefixes, exit_codes, area },
            };
            main.get_or_insert(home);
            (region, home)
        })
    }
}

fn plans() -> impl Iterator<Item = Plan> {
    phone_plan::TABLE.lines().map(|line| {
        let (places, numbers) = line.split_once('=').expect("a plan has numbers");
        let (code, regions) = places.split_once(' ').expect("a plan has a calling code");
        Plan { code, regions, numbers }
    })
}

fn find_region(code: &str) -> Option<(Plan, Home)> {
    if code.is_empty() {
        return None;
    }
    plans().find_map(|plan| {
        let (_, home) = plan.homes().find(|(region, _)| *region == code)?;
        Some((plan, home))
    })
}

/// Reads the digits after "+": the number as it is first, so that E.164 stays what it is.
///
/// A national prefix after the calling code is a common slip, as in "+44 (0)20 7946 0958".
fn international(digits: &str) -> Result<String, PhoneProblem> {
    let plan = plans().find(|it| digits.starts_with(it.code)).ok_or(PhoneProblem::UnknownRegion)?;
    let typed = &digits[plan.code.len()..];
    let (_, home) = plan.homes().next().expect("a plan has an entry for its main region");
    plan.number(typed)
        .or_else(|| {
            alternatives(home.prefixes).filter_map(|it| strip(typed, it)).find_map(|it| plan.number(it))
        })
        .or_else(|| plan.number(&[home.area, typed].concat()))
        .or_else(|| argentine_mobile(&plan, strip(typed, home.prefixes).unwrap_or(typed)))
        .ok_or_else(|| plan.problem(typed))
}

/// Reads an Argentine mobile number as dialled at home: area code, 15, subscriber.
///
/// Abroad the 15 goes and a 9 stands before the area code, which has two digits in Buenos Aires
/// and three or four elsewhere.
fn argentine_mobile(plan: &Plan, typed: &str) -> Option<String> {
    if plan.code != "54" || typed.len() != 12 {
        return None;
    }
    (2..=4).find_map(|at| {
        let subscriber = typed[at..].strip_prefix("15")?;
        plan.number(&["9", &typed[..at], subscriber].concat())
    })
}

/// Keeps the digits, and says whether a "+" stood before them.
fn read(text: &str) -> Result<(String, bool), PhoneProblem> {
    let text = text.trim();
    let text = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => &text[4..],
        _ => text,
    };
    let mut number = String::new();
    let mut has_plus = false;
    for c in text.chars() {
        match digits::ascii_char(c) {
            digit @ '0'..='9' => number.push(digit),
            '+' | '\u{FF0B}' if number.is_empty() && !has_plus => has_plus = true,
            it if separates(it) => {}
            _ => return Err(PhoneProblem::NotANumber),
        }
    }
    match number.len() {
        0 => Err(PhoneProblem::NotANumber),
        _ => Ok((number, has_plus)),
    }
}

/// Says whether a character may stand between digits: spaces, dashes, brackets, dots, slashes, also
/// full-width, and the invisible marks of direction that address books copy along.
fn separates(c: char) -> bool {
    matches!(c, ' ' | '\t' | '-' | '(' | ')' | '[' | ']' | '.' | '/' | '~' | '\u{A0}' | '\u{AD}'
        | '\u{2000}'..='\u{2015}' | '\u{202A}'..='\u{202F}' | '\u{2053}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{2212}' | '\u{223C}' | '\u{3000}' | '\u{30FC}'
        | '\u{FF08}' | '\u{FF09}' | '\u{FF0D}'..='\u{FF0F}' | '\u{FF3B}' | '\u{FF3D}' | '\u{FF5E}')
}

fn alternatives(texts: &'static str) -> impl Iterator<Item = &'static str> {
    texts.split('|')
}

/// Returns what follows a prefix, in which "." stands for any digit.
fn strip<'a>(digits: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = digits.get(prefix.len()..)?;
    let fits = |(digit, pattern)| pattern == b'.' || pattern == digit;
    digits.bytes().zip(prefix.bytes()).all(fits).then_some(rest)
}

/// Lengths stand in the table as letters: "A" is 1, "J" is 10.
fn length_letter(digits: &str) -> u8 {
    b'@' + digits.len().min(26) as u8
}

/// Looks up the lengths of the numbers that begin like this one; none when none do.
///
/// A plan is a row of digit sets ("24-9"), each followed by the lengths of the numbers that begin
/// so, or in brackets by a plan for the next digit. Plans go two digits deep.
fn lengths<'a>(plan: &'a [u8], digits: &str) -> &'a [u8] {
    let mut rest = plan;
    for digit in digits.bytes() {
        loop {
            let mut is_listed = false;
            rest = loop {
                match rest {
                    [from, b'-', to, tail @ ..] => {
                        is_listed |= (*from..=*to).contains(&digit);
                        rest = tail;
                    }
                    [it @ b'0'..=b'9', tail @ ..] => {
                        is_listed |= *it == digit;
                        rest = tail;
                    }
                    _ => break rest,
                }
            };
            let is_letter = |it: &&u8| it.is_ascii_uppercase();
            let letters = rest.iter().take_while(is_letter).count();
            match rest {
                [b'(', tail @ ..] if is_listed => {
                    rest = tail;
                    break;
                }
                [b'A'..=b'Z', ..] if is_listed => return &rest[..letters],
                [b'(', ..] => {
                    let inside = rest.iter().take_while(|it| **it != b')').count();
                    rest = &rest[inside + 1..];
                }
                [b'A'..=b'Z', ..] => rest = &rest[letters..],
                _ => return &[],
            }
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_regions_is_that_of_the_plans() {
        let mut known: Vec<&str> =
            plans().flat_map(|it| it.homes().map(|it| it.0).collect::<Vec<_>>()).collect();
        known.retain(|it| !it.is_empty());
        known.sort_unstable();
        assert_eq!(known, phone_plan::REGIONS.split(' ').collect::<Vec<_>>());
    }
}
