//! Bodies: the bytes of a referral as an endpoint wants them.
//!
//! A body is made once, when the review opens; it is shown, sent and sent again as it is.

use serde_json::Value;

use super::json;
use super::referral::Referral;
use super::study::{BodyFormat, Endpoint};

/// The bytes to send, and what they are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Body {
    /// The text, exactly as it is sent.
    pub text: String,
    /// The media type.
    pub content_type: &'static str,
}

/// The media type of JSON.
pub const JSON: &str = "application/json";

/// The media type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of a compact JWE. Source: RFC 7515 §9.2.1.
pub const JOSE: &str = "application/jose";

/// Writes a referral as JSON with nothing around it, padded with spaces: what is sealed, whatever format the endpoint has.
pub fn plain(referral: &Referral) -> Body {
    Body { text: super::seal::padded(&json::write(referral)), content_type: JSON }
}

/// Writes a referral in the format of an endpoint, in the clear.
pub fn write(referral: &Referral, endpoint: &Endpoint) -> Body {
    match endpoint.format {
        BodyFormat::Json => {
            let inner = json::write(referral);
            let text = match &endpoint.wrap {
                Some(key) => format!("{{{}:{inner}}}", quoted(key)),
                None => inner,
            };
            Body { text, content_type: JSON }
        }
        BodyFormat::Form => {
            let value = json::value(json::write(referral).as_bytes())
                .expect("what was written as JSON reads as JSON");
            let mut pairs = Vec::new();
            flatten(&value, &mut String::new(), &mut pairs);
            form(&pairs, &endpoint.names)
        }
    }
}

/// Writes pairs of a path and a text as a form, by the receiver's names where `names` has them.
pub(super) fn form(pairs: &[(String, String)], names: &[(String, String)]) -> Body {
    Body { text: encoded(pairs, names), content_type: FORM }
}

/// A text as JSON.
pub(super) fn quoted(text: &str) -> String {
    json::write(text)
}

/// Turns nested values into pairs of a dotted path and a text.
fn flatten(value: &Value, path: &mut String, pairs: &mut Vec<(String, String)>) {
    let mut below = |key: &str, value: &Value| {
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        path.push_str(key);
        flatten(value, path, pairs);
        path.truncate(length);
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| below(&index.to_string(), value));
        }
        Value::String(text) => pairs.push((path.clone(), text.clone())),
        Value::Bool(flag) => pairs.push((path.clone(), flag.to_string())),
        Value::Number(number) => {
            let digits = number.as_u64().map(|it| it.to_string()).unwrap_or_default();
            pairs.push((path.clone(), digits));
        }
        Value::Null => {}
    }
}

fn encoded(pairs: &[(String, String)], names: &[(String, String)]) -> String {
    let mut text = String::new();
    for (path, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        let name = names.iter().find(|it| it.0 == *path).map_or(path, |it| &it.1);
        encode(name, &mut text);
        text.push('=');
        encode(value, &mut text);
    }
    text
}

/// Percent-encodes as forms do. Source: URL Standard, application/x-www-form-urlencoded serializing.
fn encode(text: &str, into: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b' ' => into.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => into.push(byte as char),
            other => {
                into.push('%');
                into.push(HEX[usize::from(other >> 4)] as char);
                into.push(HEX[usize::from(other & 15)] as char);
            }
        }
    }
}
