//! What a browser asks before it sends, and which answers it shows to a page.
//!
//! Pure: no connection. Source: Fetch Standard (whatwg.org), CORS protocol, CORS-preflight fetch, CORS check.

use crate::finding::foreign;
use crate::wire::{Headers, Heard};

/// Longest value with which a header needs no question, in bytes.
const SAFE_VALUE_MAX_BYTES: usize = 128;

/// The headers that a browser asks about before it sends them: in lower case, in order.
pub fn to_be_asked(headers: &Headers) -> Vec<&str> {
    let mut names: Vec<&str> = headers.iter().filter(|it| !is_safe(it)).map(|it| it.0.as_str()).collect();
    names.sort_unstable();
    names
}

/// Source: Fetch Standard, CORS-safelisted request-header.
fn is_safe((name, value): &(String, String)) -> bool {
    let is_plain = |it: u8| (it == b'\t' || it >= b' ') && !b"\"():<>?@[\\]{}\x7F".contains(&it);
    let is_language = |it: u8| it.is_ascii_alphanumeric() || b" *,-.;=".contains(&it);
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let forms = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    value.len() <= SAFE_VALUE_MAX_BYTES
        && match name.as_str() {
            "accept" => value.bytes().all(is_plain),
            "accept-language" | "content-language" => value.bytes().all(is_language),
            "content-type" => value.bytes().all(is_plain) && forms.contains(&essence.as_str()),
            _ => false,
        }
}

/// Tells whether a browser shows an answer to a page of `origin`, as browsers write it: `null` for a page without one.
///
/// # Errors
/// What stands in `Access-Control-Allow-Origin`, said as what is wrong with it.
pub fn is_shown(answer: &Heard, origin: &str) -> Result<(), String> {
    match answer.header("access-control-allow-origin") {
        None => Err("has no Access-Control-Allow-Origin".to_owned()),
        Some(it) if it == "*" || it == origin => Ok(()),
        Some(it) => Err(format!("has Access-Control-Allow-Origin: {}", foreign(&it))),
    }
}

/// What of a preflight's answer keeps a browser from sending `asked`; one setting each, as the words to put there.
pub fn missing(answer: &Heard, asked: &[&str]) -> Vec<String> {
    let mut missing = Vec::new();
    if tokens(answer, "access-control-allow-methods").is_none() {
        missing.push("write Access-Control-Allow-Methods as names with commas between: POST".to_owned());
    }
    match tokens(answer, "access-control-allow-headers") {
        None => missing.push("write Access-Control-Allow-Headers as names with commas between".to_owned()),
        Some(allowed) => {
            // The asterisk stands for every header but this one, as no credentials are sent.
            let is_allowed = |name: &str| {
                allowed
                    .iter()
                    .any(|it| it.eq_ignore_ascii_case(name) || (it == "*" && name != "authorization"))
            };
            let lacking: Vec<&str> = asked.iter().copied().filter(|it| !is_allowed(it)).collect();
            if !lacking.is_empty() {
                missing.push(format!("add to Access-Control-Allow-Headers: {}", lacking.join(", ")));
            }
        }
    }
    missing
}

/// Tells whether an answer names POST; a browser lets POST pass all the same.
pub fn names_post(answer: &Heard) -> bool {
    tokens(answer, "access-control-allow-methods")
        .is_some_and(|it| it.iter().any(|it| it == "POST" || it == "*"))
}

/// Tells whether a page gets to see a header of an answer.
pub fn exposes(answer: &Heard, name: &str) -> bool {
    let exposed = tokens(answer, "access-control-expose-headers").unwrap_or_default();
    exposed.iter().any(|it| it == "*" || it.eq_ignore_ascii_case(name))
}

/// A header's list of names; `None` where it is no such list. A header that is missing has none.
fn tokens(answer: &Heard, name: &str) -> Option<Vec<String>> {
    let value = answer.header(name).unwrap_or_default();
    let names = value.split(',').map(str::trim).filter(|it| !it.is_empty());
    let is_token =
        |it: &str| it.bytes().all(|it| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it));
    names.map(|it| is_token(it).then(|| it.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&str, &str)]) -> Vec<String> {
        let headers: Headers = headers.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        to_be_asked(&headers).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_form_without_headers_of_its_own_needs_no_question() {
        assert_eq!(asked(&[("content-type", "application/x-www-form-urlencoded")]), [""; 0]);
        assert_eq!(asked(&[("content-type", "application/json")]), ["content-type"]);
        assert_eq!(asked(&[("x-form", "1"), ("idempotency-key", "2")]), ["idempotency-key", "x-form"]);
        assert_eq!(asked(&[("accept-language", "de"), ("accept", "a{b}")]), ["accept"]);
    }
}
