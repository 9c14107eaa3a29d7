//! Base64url: bytes as text in keys and sealed bodies.
//!
//! Strict: no padding, no line breaks, and one text only for the same bytes, so that nothing hides in bits that no
//! byte needs. Source: RFC 7515 §2, RFC 4648 §5.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes bytes in base64url, without padding.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut bits = [0; 4];
        bits[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(bits);
        for place in 0..=chunk.len() {
            let index = bits >> (18 - 6 * place) & 63;
            text.push(LETTERS[index as usize] as char);
        }
    }
    text
}

/// Reads base64url; `None` for anything that [`encode`] does not write.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut bits = 0;
        for place in 0..4 {
            let value = match chunk.get(place) {
                Some(letter) => LETTERS.iter().position(|it| it == letter)?,
                None => 0,
            };
            bits = bits << 6 | value as u32;
        }
        let four = bits.to_be_bytes();
        let (kept, rest) = four.split_at(chunk.len());
        if chunk.len() == 1 || rest.iter().any(|it| *it != 0) {
            return None;
        }
        bytes.extend_from_slice(&kept[1..]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    /// Source: RFC 4648 §10, without the padding; RFC 7515 appendix C.
    const PAIRS: [(&[u8], &str); 8] = [
        (b"", ""),
        (b"f", "Zg"),
        (b"fo", "Zm8"),
        (b"foo", "Zm9v"),
        (b"foob", "Zm9vYg"),
        (b"fooba", "Zm9vYmE"),
        (b"foobar", "Zm9vYmFy"),
        (&[3, 236, 255, 224, 193], "A-z_4ME"),
    ];

    #[test]
    fn bytes_come_back_as_they_went() {
        for (bytes, text) in PAIRS {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Some(bytes), "{text}");
        }
    }

    #[test]
    fn what_could_mean_the_same_is_refused() {
        for text in ["Z", "Zg==", "Zh", "Zm9", "Zm9vY", "A+z/4ME", "Zm 9v", "Zm9v\n", "Zmé"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
