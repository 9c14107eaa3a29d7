//! Sealing as the form does it, for whoever tries a receiver.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use aes_kw::KwAes256;
use referral_form::domain::seal::{self, Envelope};
use referral_form::domain::study::SealKey;
use sha2::{Digest, Sha256};

use super::key::{agree, coordinates, public, random_secret};

/// Seals a referral's JSON to a key, in the compact form. Twice the same gives two texts.
///
/// # Errors
/// The operating system gave no random numbers.
pub fn seal(plaintext: &str, key: &SealKey, envelope: Envelope) -> Result<String, getrandom::Error> {
    let receiver = public(&key.x, &key.y).expect("the keys of a study were checked when its file was read");
    let ephemeral = random_secret()?;
    let (x, y) = coordinates(&ephemeral.public_key());
    let protected = seal::protected(key, &x, &y, envelope);

    let wrapping_key: [u8; 32] = Sha256::digest(seal::kdf_input(&agree(&ephemeral, &receiver))).into();
    let mut content_key = [0; 32];
    let mut iv = [0; 12];
    getrandom::fill(&mut content_key)?;
    getrandom::fill(&mut iv)?;
    let mut encrypted_key = [0; 40];
    KwAes256::new(&wrapping_key.into())
        .wrap_key(&content_key, &mut encrypted_key)
        .expect("a key of 32 bytes is wrapped in 40");

    let payload = Payload { msg: plaintext.as_bytes(), aad: protected.as_bytes() };
    let sealed = Aes256Gcm::new(&content_key.into())
        .encrypt(&Nonce::from(iv), payload)
        .expect("a referral is shorter than 64 GB");
    let (ciphertext, tag) = sealed.split_at(sealed.len() - 16);
    Ok(seal::compact(&protected, &encrypted_key, &iv, ciphertext, tag))
}
