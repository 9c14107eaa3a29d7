//! Texts that read otherwise than they are: characters that nobody sees, that turn the line around, or that look like others.
//!
//! What somebody consents to is refused with any of them; elsewhere the advice warns. Joiners stay where a script needs them, and so do
//! marks of direction that turn nothing around.
//!
//! Source: Unicode Technical Report 36, Unicode Security Considerations; Unicode Standard Annex 9.

/// The first character that hides or turns around what stands beside it; an isolate that does not end counts too.
pub fn hidden(text: &str) -> Option<char> {
    let mut open = 0_usize;
    let mut last_open = None;
    let mut before = ' ';
    for letter in text.chars() {
        match letter {
            '\u{200B}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{E0000}'..='\u{E007F}' => return Some(letter),
            // Persian, Indic scripts and emoji need joiners; Latin letters do not.
            '\u{200C}' | '\u{200D}' if before < '\u{300}' => return Some(letter),
            '\u{2066}'..='\u{2068}' => {
                open += 1;
                last_open = Some(letter);
            }
            '\u{2069}' => match open.checked_sub(1) {
                Some(left) => open = left,
                None => return Some(letter),
            },
            _ => {}
        }
        before = letter;
    }
    last_open.filter(|_| open > 0)
}

/// Whether in some word Latin letters stand beside letters of another script that look like them.
pub fn mixes(text: &str) -> bool {
    let (mut has_latin, mut has_twin) = (false, false);
    text.chars().any(|letter| {
        let is_within = is_letter(letter);
        has_latin = is_within && (has_latin || is_latin(letter));
        has_twin = is_within && (has_twin || looks_latin(letter));
        has_latin && has_twin
    })
}

/// The first such word.
#[cfg(feature = "cli")]
pub fn mixed(text: &str) -> Option<&str> {
    words(text).find(|word| mixes(word))
}

/// The words of a text in Latin, Greek and Cyrillic letters, with nothing between their letters.
#[cfg(feature = "cli")]
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !is_letter(it))
}

/// By ranges: the tables that know every letter are most of a kilobyte.
fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '\u{C0}'..'\u{250}' | '\u{370}'..'\u{530}')
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '\u{C0}'..'\u{250}')
}

/// Cyrillic letters, and the Greek ones that have a twin; others, as in TNFα, are read as what they are.
fn looks_latin(letter: char) -> bool {
    matches!(
        letter,
        '\u{400}'
            ..'\u{530}'
                | 'Α'
                | 'Β'
                | 'Ε'
                | 'Ζ'
                | 'Η'
                | 'Ι'
                | 'Κ'
                | 'Μ'
                | 'Ν'
                | 'Ο'
                | 'Ρ'
                | 'Τ'
                | 'Υ'
                | 'Χ'
                | 'ν'
                | 'ο'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_turns_a_text_around_is_found() {
        for letter in
            ['\u{202E}', '\u{200B}', '\u{2060}', '\u{FEFF}', '\u{E0041}', '\u{2066}', '\u{2069}', '\u{200D}']
        {
            assert_eq!(
                hidden(&format!("I do{letter} not agree")),
                Some(letter),
                "{}",
                letter.escape_unicode()
            );
        }
    }

    #[test]
    fn what_a_script_needs_is_not() {
        for text in
            ["می\u{200C}خواهم", "न्\u{200D}", "👩\u{200D}⚕️", "\u{2068}RF-1\u{2069} שלום\u{200F}", "x\u{AD}y"]
        {
            assert_eq!(hidden(text), None, "{text}");
        }
    }

    #[test]
    fn a_letter_of_another_script_in_a_word_is_found() {
        assert!(mixes("I do n\u{43E}t agree") && mixes("\u{39F}ne"));
        for text in ["IL-1β and TNFα", "5 μg/l", "Я согласен: Pfizer", "Οχι, Μαρία", "Dvořák"]
        {
            assert!(!mixes(text), "{text}");
        }
    }
}
