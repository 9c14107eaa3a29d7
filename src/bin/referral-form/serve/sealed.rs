//! Sealed bodies on arrival: opened where the key is here, taken as they are where it is not.
//!
//! Without the key nobody can tell what is inside; what the header says is taken on trust until somebody opens it. So a
//! body is refused only where no owner of a key could open it, or where the key is here and it does not open.

use serde_json::Value;

use super::format::{Incoming, Unread, checked, json_of};
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
    let referral = json_of(&plaintext)?;
    checked(plaintext, referral)
}

#[cfg(test)]
mod tests {
    use referral_form::domain::seal::Envelope;
    use referral_form::domain::study::{Reading, Study};
    use serde_json::json;

    use super::*;
    use crate::jose::{PrivateKey, seal};

    const ID: &str = "0e6f7c1e-6c0b-4a4e-9d59-2f6f0c6f6c1a";
    const SHA256: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    /// Reads what somebody sealed who has the public key, and may write whatever they like.
    fn read_sealed(envelope: Envelope, plaintext: &str) -> Result<Incoming, Unread> {
        let key = PrivateKey::generate(Some("ours".to_owned())).expect("there are random numbers");
        let file = include_bytes!("../../../../examples/contract/study.json");
        let mut file: Value = serde_json::from_slice(file).expect("the example is JSON");
        file["seal"] = json!({ "keys": [key.public_jwk()] });
        let study = Study::read(file.to_string().as_bytes(), Reading::default());
        let study = study.unwrap_or_else(|problems| panic!("{problems:?}"));
        read(seal(plaintext, &study.seal[0], envelope).expect("there are random numbers"), &key.into())
    }

    fn envelope() -> Envelope<'static> {
        Envelope { study_id: "DEMO", study_hash: SHA256, referral: ID }
    }

    #[test]
    fn a_header_that_names_another_referral_or_study_is_refused() {
        let inside = json!({ "id": ID, "study": { "id": "DEMO", "fileSha256": SHA256 } }).to_string();
        let other_id = ID.replace("0e6f", "1e6f");
        let other_hash = SHA256.replace("9f86", "8f86");
        for envelope in [
            Envelope { referral: &other_id, ..envelope() },
            Envelope { study_id: "OTHER", ..envelope() },
            Envelope { study_hash: &other_hash, ..envelope() },
        ] {
            let Err(Unread::NotSealed(detail)) = read_sealed(envelope, &inside) else {
                panic!("the header is not believed")
            };
            assert!(detail.contains("names another referral or study"), "{detail}");
        }
    }

    #[test]
    fn a_header_without_a_proper_id_is_refused_before_it_is_opened() {
        for envelope in [
            Envelope { referral: "7", ..envelope() },
            Envelope { study_id: "", ..envelope() },
            Envelope { study_hash: "ab", ..envelope() },
        ] {
            let refused = read_sealed(envelope, "{}");
            assert!(
                matches!(refused, Err(Unread::NotSealed(detail)) if detail.contains("as the form does it"))
            );
        }
    }

    #[test]
    fn what_is_sealed_is_checked_as_if_it_were_not() {
        let inside = json!({ "version": 2, "id": ID, "study": { "id": "DEMO", "fileSha256": SHA256 } });
        let Err(Unread::Misshapen(problems)) = read_sealed(envelope(), &inside.to_string()) else {
            panic!("it is no referral of version 1")
        };
        assert!(problems.iter().any(|it| it.pointer == "/version"));
    }
}
