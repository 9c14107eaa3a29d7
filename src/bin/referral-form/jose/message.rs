//! Sealed messages as they are written: compact, or as JSON for one receiver or several.
//!
//! Reading opens nothing, and needs no key.

use referral_form::domain::base64url;
use serde::Deserialize;
use thiserror::Error;

use super::header::Header;

/// Why something is no sealed message. Reader: whoever wants to open it, in English; never a part of it.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unsealed {
    #[error("this is nothing sealed: neither a compact JWE (five parts with dots between) nor one in JSON")]
    NotAMessage,
    #[error("the sealed text is broken: a part of it is not base64url")]
    NotBase64,
    #[error("the header of the sealed text cannot be read, or says one thing twice")]
    BadHeader,
}

/// A message that is sealed to one or more keys.
pub struct Message {
    /// The protected header as it came, in base64url: what its seal covers.
    pub(super) protected: String,
    pub(super) recipients: Vec<Recipient>,
    pub(super) iv: Vec<u8>,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
    /// Text that the seal covers beside the header; none in the compact form.
    pub(super) aad: Option<String>,
}

/// What one of the receivers needs.
pub(super) struct Recipient {
    /// All that the header says to this receiver.
    pub header: Header,
    pub encrypted_key: Vec<u8>,
}

/// The JSON forms: flattened (one receiver) and general. Source: RFC 7516 §7.2.
#[derive(Deserialize)]
struct Json {
    protected: Option<String>,
    unprotected: Option<Header>,
    header: Option<Header>,
    encrypted_key: Option<String>,
    recipients: Option<Vec<JsonRecipient>>,
    iv: String,
    ciphertext: String,
    tag: String,
    aad: Option<String>,
}

#[derive(Deserialize)]
struct JsonRecipient {
    header: Option<Header>,
    encrypted_key: Option<String>,
}

/// What everybody on the way may read of a sealed referral, as it says itself: only the seal's owner can tell whether it is true.
pub struct Label {
    /// The name of the key.
    pub kid: String,
    /// The study's id.
    pub study: String,
    /// SHA-256 of the study file.
    pub study_hash: String,
    /// The referral's id.
    pub referral: String,
}

impl Message {
    /// Reads a sealed message, compact or in JSON.
    ///
    /// # Errors
    /// It is none, or it is broken.
    pub fn read(text: &str) -> Result<Message, Unsealed> {
        let text = text.trim();
        if text.starts_with('{') { from_json(text) } else { from_compact(text) }
    }

    /// What the form says of the referral in a message; `None` where another program sealed it.
    pub fn label(&self) -> Option<Label> {
        let [Recipient { header, .. }] = &self.recipients[..] else { return None };
        Some(Label {
            kid: header.kid.clone()?,
            study: header.study.clone()?,
            study_hash: header.study_hash.clone()?,
            referral: header.referral.clone()?,
        })
    }
}

/// Tells whether a text looks like a compact JWE: five parts of the letters of base64url, with dots between.
pub fn is_compact(text: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
    text.split('.').count() == 5
        && text.starts_with("ey")
        && text.bytes().all(|it| it == b'.' || is_letter(it))
}

/// Source: RFC 7516 §7.1.
fn from_compact(text: &str) -> Result<Message, Unsealed> {
    let parts: Vec<&str> = text.split('.').collect();
    let [protected, encrypted_key, iv, ciphertext, tag] = parts[..] else {
        return Err(Unsealed::NotAMessage);
    };
    Ok(Message {
        protected: protected.to_owned(),
        recipients: vec![Recipient { header: header(protected)?, encrypted_key: bytes(encrypted_key)? }],
        iv: bytes(iv)?,
        ciphertext: bytes(ciphertext)?,
        tag: bytes(tag)?,
        aad: None,
    })
}

fn from_json(text: &str) -> Result<Message, Unsealed> {
    let json: Json = serde_json::from_str(text).map_err(|_| Unsealed::NotAMessage)?;
    let protected = json.protected.as_deref().map_or(Ok(Header::default()), header)?;
    let shared = protected.and(json.unprotected.unwrap_or_default()).ok_or(Unsealed::BadHeader)?;
    let recipients = match json.recipients {
        None => vec![JsonRecipient { header: json.header, encrypted_key: json.encrypted_key }],
        Some(recipients) if json.header.is_none() && json.encrypted_key.is_none() => recipients,
        Some(_) => return Err(Unsealed::NotAMessage),
    };
    let recipients = recipients.into_iter().map(|it| {
        Ok(Recipient {
            header: shared.clone().and(it.header.unwrap_or_default()).ok_or(Unsealed::BadHeader)?,
            encrypted_key: bytes(it.encrypted_key.as_deref().unwrap_or_default())?,
        })
    });
    Ok(Message {
        recipients: recipients.collect::<Result<_, _>>()?,
        protected: json.protected.unwrap_or_default(),
        iv: bytes(&json.iv)?,
        ciphertext: bytes(&json.ciphertext)?,
        tag: bytes(&json.tag)?,
        aad: json.aad,
    })
}

fn header(text: &str) -> Result<Header, Unsealed> {
    serde_json::from_slice(&bytes(text)?).map_err(|_| Unsealed::BadHeader)
}

fn bytes(text: &str) -> Result<Vec<u8>, Unsealed> {
    base64url::decode(text).ok_or(Unsealed::NotBase64)
}
