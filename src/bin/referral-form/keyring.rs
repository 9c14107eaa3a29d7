//! Keyrings: a receiver's private keys, and the sealed referrals that they open.
//!
//! What the header says of a referral is held against the referral inside: whoever sorts sealed referrals by their headers
//! must not be led astray. What is told of a key file holds its name and no key material, and no error holds an answer.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use thiserror::Error;

use crate::jose::{Label, Message, OpenError, PrivateKey, Unsealed};
use crate::output::note;
use crate::store::Received;

/// The private keys that are at hand.
#[derive(Default)]
pub struct Keyring(Vec<PrivateKey>);

/// Why a referral stays closed. Reader: whoever wants to open it, in English.
#[derive(Debug, Error)]
pub enum Closed {
    #[error(transparent)]
    NotSealed(#[from] Unsealed),
    #[error(transparent)]
    NotOpened(#[from] OpenError),
    #[error("its header names another referral or study than the one inside, so the form did not seal it")]
    Mislabelled,
}

#[cfg(test)]
impl From<PrivateKey> for Keyring {
    fn from(key: PrivateKey) -> Keyring {
        Keyring(vec![key])
    }
}

impl Keyring {
    /// Reads the keys of these files.
    ///
    /// # Errors
    /// A file cannot be read, holds no private key, or holds another key under the same name.
    pub fn read(files: &[PathBuf]) -> Result<Keyring, String> {
        let mut keys: Vec<PrivateKey> = Vec::new();
        for file in files {
            let name = file.display();
            warn_if_readable(file);
            let jwk = fs::read(file).map_err(|cause| format!("{name} cannot be read: {cause}"))?;
            let key = PrivateKey::read(&jwk).map_err(|cause| format!("{name} {cause}"))?;
            if key.kid().is_some() && keys.iter().any(|it| it.kid() == key.kid()) {
                return Err(format!(
                    "{name} holds a key with the name of another one; leave one of the two out"
                ));
            }
            keys.push(key);
        }
        Ok(Keyring(keys))
    }

    /// Whether there is a key of this name.
    pub fn has(&self, kid: &str) -> bool {
        self.0.iter().any(|it| it.kid() == Some(kid))
    }

    /// Opens what was sealed, a referral or anything else; a referral without the spaces at its end that hide its length.
    ///
    /// # Errors
    /// No key opens it, or it is not what its header says.
    pub fn open(&self, message: &Message) -> Result<Vec<u8>, Closed> {
        let plaintext = message.open(&self.0)?;
        match message.label() {
            Some(label) if !is_of(&plaintext, &label) => Err(Closed::Mislabelled),
            Some(_) => Ok(plaintext.trim_ascii_end().to_vec()),
            None => Ok(plaintext),
        }
    }

    /// Puts the referral in the place of its sealed text, where a key is at hand; leaves it sealed otherwise.
    pub fn reveal(&self, row: &mut Received) {
        if !row.is_sealed() {
            return;
        }
        let opened = Message::read(&row.body).ok().and_then(|it| self.open(&it).ok());
        if let Some(text) = opened.and_then(|it| String::from_utf8(it).ok()) {
            row.body = text;
        }
    }
}

/// Names a key file that others of this computer can read, or change, and what to do about it.
pub fn warn_if_readable(file: &Path) {
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(file) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            let name = file.display();
            note(format_args!(
                "referral-form: warning: others on this computer can get at the private key in {name} (mode {mode:03o}); run: chmod 600 {name}"
            ));
        }
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// Tells whether a referral is the one that a header names.
fn is_of(plaintext: &[u8], label: &Label) -> bool {
    let referral: Value = serde_json::from_slice(plaintext).unwrap_or_default();
    let text = |pointer| referral.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    text("/id").eq_ignore_ascii_case(&label.referral)
        && text("/study/id") == label.study
        && text("/study/fileSha256") == label.study_hash
}
