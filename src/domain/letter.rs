//! A letter to oneself: a `mailto` address that opens the person's own mail program with a text in it.
//!
//! It names no recipient, and knows nothing of the form: whoever writes the lines decides what they say.

use std::fmt::Write;

/// Longest address, in characters.
///
/// Windows hands programs at most 2,048 characters, and mail programs need some of them.
pub const ADDRESS_MAX_CHARS: usize = 1_800;

/// A line of a letter.
pub struct Line {
    /// The words.
    pub words: String,
    /// The place among all lines when not all of them fit; 0 comes first.
    pub rank: u8,
}

/// Writes the address. Lines stand in their own order; where they are too long together, those of the highest rank are left
/// out, whole, as well as any other that does not fit.
///
/// Source: RFC 6068 (`mailto`), RFC 3986 §2.3 (characters that need no encoding).
pub fn address(subject: &str, lines: &[Line]) -> String {
    let start = format!("mailto:?subject={}&body=", encoded(subject));
    let lines: Vec<(u8, String)> = lines.iter().map(|it| (it.rank, encoded(&it.words) + "%0D%0A")).collect();
    let mut room = ADDRESS_MAX_CHARS.saturating_sub(start.len());
    let mut fits = vec![false; lines.len()];
    for rank in 0..=lines.iter().map(|it| it.0).max().unwrap_or_default() {
        for (index, (_, line)) in lines.iter().enumerate().filter(|it| it.1.0 == rank) {
            if let Some(rest) = room.checked_sub(line.len()) {
                (room, fits[index]) = (rest, true);
            }
        }
    }
    let kept = lines.iter().zip(fits).filter(|it| it.1);
    kept.fold(start, |address, ((_, line), _)| address + line)
}

/// Percent-encodes everything but letters, digits and `-._~`.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a text takes more text");
        }
    }
    encoded
}
