//! Output: what a command prints, to somebody who may stop listening, on a terminal that must not be played with.
//!
//! A reader that has gone (`… | head`) is no fault: nothing more is printed, and the command ends as it would have. Texts come from files
//! and servers of others, so what could move the cursor, colour the line or turn it around is shown as an escape.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

/// Prints one line.
///
/// # Errors
/// The output takes nothing more, as a full disk does.
pub fn line(text: impl Display) -> Result<(), String> {
    quietly(writeln!(io::stdout(), "{}", harmless(&text.to_string(), "\t")))
}

/// Prints what has lines of its own.
///
/// # Errors
/// As for [`line`].
pub fn lines(text: impl Display) -> Result<(), String> {
    quietly(writeln!(io::stdout(), "{}", harmless(&text.to_string(), "\t\n")))
}

/// Prints JSON; what is dangerous in its texts is escaped as JSON has it, so a reader gets the same.
///
/// # Errors
/// As for [`line`].
pub fn json(text: impl Display) -> Result<(), String> {
    quietly(writeln!(io::stdout(), "{}", harmless_json(&text.to_string())))
}

/// Tells something beside the output. A closed one stops nothing.
pub fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{}", harmless(&text.to_string(), "\t\n"));
}

/// Lets a closed output pass.
///
/// # Errors
/// Any other fault of the output.
pub fn quietly(written: io::Result<()>) -> Result<(), String> {
    match written {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(format!("the output failed: {cause}")),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A text with everything escaped that is dangerous on a terminal, but for the control characters in `kept`.
pub fn harmless(text: &str, kept: &str) -> String {
    escaped(text, kept, |letter, out| {
        let _ = write!(out, "{}", letter.escape_unicode());
    })
}

/// JSON with everything escaped in its texts that is dangerous on a terminal.
pub fn harmless_json(text: &str) -> String {
    escaped(text, "\t\n\r", |letter, out| {
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

fn escaped(text: &str, kept: &str, escape: impl Fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_dangerous(letter) && !kept.contains(letter) {
            escape(letter, &mut out);
        } else {
            out.push(letter);
        }
    }
    out
}

/// Control characters, what changes the direction of a line, and what nobody sees.
fn is_dangerous(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_plays_with_the_terminal() {
        assert_eq!(
            harmless("a\u{1b}]0;x\u{7}\u{9b}2J\u{202e}b\nc", ""),
            "a\\u{1b}]0;x\\u{7}\\u{9b}2J\\u{202e}b\\u{a}c"
        );
        assert_eq!(harmless("می\u{200C}خواهم 👩\u{200D}⚕️\t\n", "\t\n"), "می\u{200C}خواهم 👩\u{200D}⚕️\t\n");
    }

    #[test]
    fn json_says_the_same_afterwards() {
        let text = serde_json::to_string("\u{9b}\u{202e}\u{e0041}\u{7f}x\n").expect("a text is JSON");
        let shown = harmless_json(&text);
        assert!(shown.is_ascii() && !shown.contains('\u{7f}'), "{shown}");
        assert_eq!(serde_json::from_str::<String>(&shown).ok(), serde_json::from_str::<String>(&text).ok());
    }
}
