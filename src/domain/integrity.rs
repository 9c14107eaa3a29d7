//! Integrity: what a page may write as the digest of its study file.
//!
//! The browser holds the file against it. A browser passes over what it cannot read as a digest, and would take any file then; so what is none
//! is found here first.

/// Algorithms with the letters of their digests in base64, and what fills these up. Source: Subresource Integrity (W3C); RFC 4648 §4.
const DIGESTS: [(&str, usize, &str); 3] = [("sha256-", 43, "="), ("sha384-", 64, ""), ("sha512-", 86, "==")];

/// Tells whether a text is nothing but digests, with spaces between them. The loader judges alike (src/loader/study_file.js).
pub fn is_integrity(text: &str) -> bool {
    text.split_ascii_whitespace().all(is_digest)
}

fn is_digest(text: &str) -> bool {
    DIGESTS.iter().any(|(name, letters, end)| {
        let digest = text.strip_prefix(name).and_then(|it| it.strip_suffix(end));
        digest.is_some_and(|it| {
            it.len() == *letters && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"+/".contains(&it))
        })
    })
}
