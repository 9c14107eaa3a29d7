//! Sealing: the parts of a sealed body that need no cryptography.
//!
//! A sealed body is a compact JWE that only the owner of the private key opens: ECDH-ES+A256KW with P-256, then A256GCM
//! over the referral's plain JSON. This module writes the texts and bytes around that; agreeing on a secret, digesting,
//! wrapping and encrypting is left to who has them (the browser's WebCrypto, the native command's crates).
//! Source: RFC 7516 §7.1, RFC 7518 §4.6.

use super::base64url;
use super::body::{self, Body};
use super::study::{BodyFormat, Endpoint, SealKey};

/// How the key that encrypts is agreed on and wrapped.
pub const ALG: &str = "ECDH-ES+A256KW";

/// How the referral is encrypted.
pub const ENC: &str = "A256GCM";

/// The name of the sealed body in a form, where the endpoint has no other in `names`.
pub const FORM_NAME: &str = "sealed";

/// Shortest plaintext that is sealed, in bytes; longer ones double up to [`BUCKET_DOUBLES_TO`], and then go on in steps of [`BUCKET_STEP`].
const BUCKET_MIN: usize = 2048;
const BUCKET_DOUBLES_TO: usize = 16_384;
const BUCKET_STEP: usize = 4096;

/// Pads JSON with spaces at its end to one of few lengths, so that the length of what is sealed tells no answer.
///
/// Every reader of JSON passes over them.
pub fn padded(json: &str) -> String {
    let bucket = match json.len() {
        length @ ..=BUCKET_DOUBLES_TO => length.next_power_of_two().max(BUCKET_MIN),
        length => length.next_multiple_of(BUCKET_STEP),
    };
    let mut padded = String::with_capacity(bucket);
    padded.push_str(json);
    padded.extend(std::iter::repeat_n(' ', bucket - json.len()));
    padded
}

/// What everybody on the way may read of a sealed referral; none of it comes from an answer.
#[derive(Clone, Copy)]
pub struct Envelope<'a> {
    /// The study's id.
    pub study_id: &'a str,
    /// SHA-256 of the study file, as the referral names it.
    pub study_hash: &'a str,
    /// The referral's id, by which a receiver knows a repeated send without opening it.
    pub referral: &'a str,
}

/// Writes the protected header for `key`, in base64url. Its members always stand in the same order.
///
/// `epk_x` and `epk_y` are the coordinates of the key pair made for this one sealing, in base64url.
/// These letters are also what the encryption authenticates (its additional data, in ASCII).
pub fn protected(key: &SealKey, epk_x: &str, epk_y: &str, envelope: Envelope) -> String {
    let header = format!(
        r#"{{"alg":"{ALG}","enc":"{ENC}","kid":{},"epk":{{"crv":"P-256","kty":"EC","x":{},"y":{}}},"cty":"json","study":{},"studyHash":{},"referral":{}}}"#,
        body::quoted(&key.kid),
        body::quoted(epk_x),
        body::quoted(epk_y),
        body::quoted(envelope.study_id),
        body::quoted(envelope.study_hash),
        body::quoted(envelope.referral),
    );
    base64url::encode(header.as_bytes())
}

/// The bytes whose SHA-256 is the key that wraps, from the agreed secret (32 bytes, the shared x).
///
/// One round of the Concat KDF, with nothing of either party. Source: RFC 7518 §4.6.2, NIST SP 800-56A §5.8.1.
pub fn kdf_input(secret: &[u8; 32]) -> Vec<u8> {
    let mut input = Vec::with_capacity(66);
    input.extend_from_slice(&1_u32.to_be_bytes());
    input.extend_from_slice(secret);
    input.extend_from_slice(&(ALG.len() as u32).to_be_bytes());
    input.extend_from_slice(ALG.as_bytes());
    input.extend_from_slice(&[0; 8]); // PartyUInfo and PartyVInfo, both empty
    input.extend_from_slice(&256_u32.to_be_bytes());
    input
}

/// Joins the five parts of a compact JWE; all but `protected` as bytes.
pub fn compact(protected: &str, encrypted_key: &[u8], iv: &[u8], ciphertext: &[u8], tag: &[u8]) -> String {
    let mut text = protected.to_owned();
    for part in [encrypted_key, iv, ciphertext, tag] {
        text.push('.');
        text.push_str(&base64url::encode(part));
    }
    text
}

/// Puts a sealed referral into the format of an endpoint: alone, under the key of `wrap`, or as the one value of a form.
pub fn carried(sealed: &str, endpoint: &Endpoint) -> Body {
    match (endpoint.format, &endpoint.wrap) {
        (BodyFormat::Form, _) => body::form(&[(FORM_NAME.to_owned(), sealed.to_owned())], &endpoint.names),
        (BodyFormat::Json, Some(key)) => Body {
            text: format!("{{{}:{}}}", body::quoted(key), body::quoted(sealed)),
            content_type: body::JSON,
        },
        (BodyFormat::Json, None) => Body { text: sealed.to_owned(), content_type: body::JOSE },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::study::{Reading, Study};

    fn full() -> Study {
        let file = include_bytes!("../../examples/full.json");
        Study::read(file, Reading::default()).unwrap_or_else(|problems| panic!("{problems:?}"))
    }

    #[test]
    fn the_header_says_how_and_for_what_it_was_sealed() {
        let study = full();
        let envelope = Envelope { study_id: "DEMO \"1\"", study_hash: "ab12", referral: "00-11" };
        let header = protected(&study.seal[0], "X1", "Y1", envelope);
        let header = String::from_utf8(base64url::decode(&header).expect("base64url")).expect("text");
        assert_eq!(
            header,
            r#"{"alg":"ECDH-ES+A256KW","enc":"A256GCM","kid":"throw-away-2026-11","epk":{"crv":"P-256","kty":"EC","x":"X1","y":"Y1"},"cty":"json","study":"DEMO \"1\"","studyHash":"ab12","referral":"00-11"}"#
        );
    }

    #[test]
    fn what_is_sealed_has_one_of_few_lengths() {
        for (length, expected) in
            [(0, 2048), (733, 2048), (2048, 2048), (2049, 4096), (16_384, 16_384), (16_385, 20_480)]
        {
            let json = "x".repeat(length);
            let padded = padded(&json);
            assert_eq!((padded.len(), padded.trim_end_matches(' ')), (expected, json.as_str()));
        }
    }

    #[test]
    fn the_input_of_the_derivation_is_laid_out_as_the_standard_says() {
        let input = kdf_input(&[7; 32]);
        let mut expected = vec![0, 0, 0, 1];
        expected.extend([7; 32]);
        expected.extend(b"\0\0\0\x0eECDH-ES+A256KW\0\0\0\0\0\0\0\0\0\0\x01\0");
        assert_eq!(input, expected);
    }

    #[test]
    fn a_sealed_body_travels_as_the_endpoint_takes_it() {
        let mut endpoint = full().endpoint;
        let sealed = compact("AB", &[1], &[2], &[3], &[4]);
        assert_eq!(sealed, "AB.AQ.Ag.Aw.BA");
        endpoint.wrap = None;
        let body = carried(&sealed, &endpoint);
        assert_eq!((body.text.as_str(), body.content_type), ("AB.AQ.Ag.Aw.BA", "application/jose"));
        endpoint.wrap = Some("data".to_owned());
        let body = carried(&sealed, &endpoint);
        assert_eq!(
            (body.text.as_str(), body.content_type),
            (r#"{"data":"AB.AQ.Ag.Aw.BA"}"#, "application/json")
        );
        endpoint.format = BodyFormat::Form;
        let body = carried(&sealed, &endpoint);
        assert_eq!(
            (body.text.as_str(), body.content_type),
            ("sealed=AB.AQ.Ag.Aw.BA", "application/x-www-form-urlencoded")
        );
        endpoint.names = vec![("sealed".to_owned(), "00N1 x".to_owned())];
        assert_eq!(carried(&sealed, &endpoint).text, "00N1+x=AB.AQ.Ag.Aw.BA");
    }
}
