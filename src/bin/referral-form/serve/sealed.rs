//! Sealed bodies on arrival: opened where the key is here, taken as they are where it is not.
//!
//! Without the key nobody can tell what is inside; what the header says is taken on trust until somebody opens it. So a
//! body is refused only where no owner of a key could open it, or where the key is here and it does not open.

use serde_json::Value;

use super::format::{Incoming, Unread, checked};
use super::shape::{Shape, is_name, is_sha256, is_uuid};
use crate::jose::Message;
use crate::keyring::{Closed, Keyring};

/// Reads a compact JWE.
///
/// # Errors
/// It is not one that the form makes, the key that it names does not open it, or there is no referral in it.
pub fn read(text: String, keyring: &Keyring) -> Result<Incoming, Unread> {
    const FOREIGN: Unread = Unread::NotSealed("the body is not sealed as the form does it");
    let message = Message::read(&text).map_err(|_| FOREIGN)?;
    message.check().map_err(|_| FOREIGN)?;
    let label = message.label().ok_or(FOREIGN)?;
    if !is_uuid(&label.referral) || !is_name(&label.study) || !is_sha256(&label.study_hash) {
        return Err(FOREIGN);
    }
    if !keyring.has(&label.kid) {
        let shape = Shape { id: label.referral.to_ascii_lowercase(), study_id: label.study, replaces: None };
        return Ok(Incoming { text, referral: Value::Null, shape });
    }
    let plaintext = keyring.open(&message).map_err(|closed| match closed {
        Closed::Mislabelled => Unread::NotSealed(
            "the header of the sealed body names another referral or study than the one inside",
        ),
        Closed::NotSealed(_) | Closed::NotOpened(_) => {
            Unread::NotSealed("the sealed body does not open with the key that it names")
        }
    })?;
    let plaintext = String::from_utf8(plaintext).map_err(|_| Unread::NotJson)?;
    let referral = serde_json::from_str(&plaintext).map_err(|_| Unread::NotJson)?;
    checked(plaintext, referral)
}
