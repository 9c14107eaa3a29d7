//! Sealing and opening outside the browser: JWE with ECDH-ES over P-256 and A256GCM, and the keys for it.
//!
//! It seals as the form does, and opens what others seal by the same standard. Whatever it does not know, it refuses: another
//! algorithm, an extension, compression, a key that is on no curve. Nothing in here prints, and no error holds key material
//! or plaintext. Source: RFC 7516, RFC 7517, RFC 7518.

mod header;
mod key;
mod message;
mod open;
mod seal;

pub use key::PrivateKey;
pub use message::{Label, Message, Unsealed, is_compact};
pub use open::OpenError;
pub use seal::seal;

use sha2::{Digest, Sha256};

/// Derives 32 bytes from an agreed secret for one use, which `algorithm` names: a single round of the Concat KDF.
///
/// `apu` and `apv` are what the header says of the sender and the receiver; the form says nothing.
/// Source: RFC 7518 §4.6.2.
fn derive(secret: &[u8], algorithm: &str, apu: &[u8], apv: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(1_u32.to_be_bytes());
    digest.update(secret);
    for part in [algorithm.as_bytes(), apu, apv] {
        // A header is shorter than 4 GB by far.
        digest.update((part.len() as u32).to_be_bytes());
        digest.update(part);
    }
    digest.update(256_u32.to_be_bytes());
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use referral_form::domain::{base64url, seal};
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_form_and_the_command_derive_the_same_key() {
        let input = seal::kdf_input(&[9; 32]);
        assert_eq!(derive(&[9; 32], seal::ALG, b"", b""), <[u8; 32]>::from(Sha256::digest(input)));
    }

    /// Source: RFC 7520 §5.5, whose derived key has 256 bits too.
    #[test]
    fn the_example_of_the_standard_gives_its_key() {
        let file = include_str!(
            "../../../../tests/fixtures/data/jwe/rfc7520/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2.json"
        );
        let example: Value = serde_json::from_str(file).expect("the example is JSON");
        let key = PrivateKey::read(example["input"]["key"].to_string().as_bytes()).expect("a key of P-256");
        let epk = &example["encrypting_key"]["epk"];
        let coordinate = |name: &str| epk[name].as_str().expect("a coordinate");
        let epk = key::public(coordinate("x"), coordinate("y")).expect("a point of P-256");
        let derived = derive(key.agree(&epk).as_ref(), "A128CBC-HS256", b"", b"");
        assert_eq!(example["encrypting_key"]["cek"], base64url::encode(&derived));
    }
}
