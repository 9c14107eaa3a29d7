//! Digits as people type them: ASCII, full-width, Arabic-Indic and Persian.
//!
//! Keyboards for Arabic, Persian, Urdu and Japanese produce them by default. Other scripts' digits
//! are left as they are, so that whoever reads the number refuses it instead of guessing.

/// Returns the text with full-width, Arabic-Indic and Persian digits as ASCII ones.
///
/// Every other character stays as it is, so the result is no number by itself.
pub fn ascii(text: &str) -> String {
    text.chars().map(ascii_char).collect()
}

/// Returns the ASCII digit for a full-width, Arabic-Indic or Persian one, and any other as it is.
///
/// Source: Unicode blocks Halfwidth and Fullwidth Forms (U+FF10) and Arabic (U+0660, U+06F0).
pub fn ascii_char(c: char) -> char {
    let zero = match c {
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        _ => return c,
    };
    char::from(b'0' + (u32::from(c) - zero) as u8)
}
