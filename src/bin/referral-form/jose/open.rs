//! Opening: from a sealed message and private keys to what was sealed, or to one reason why not.
//!
//! Nothing of the plaintext is given out before its tag was found right.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use aes_kw::KwAes256;
use p256::PublicKey;
use referral_form::domain::{base64url, seal};
use thiserror::Error;

use super::derive;
use super::key::{PrivateKey, public};
use super::message::{Message, Recipient};

/// The algorithm without a wrapped key: what is agreed on encrypts.
const DIRECT: &str = "ECDH-ES";

/// Why a message stays closed, the nearest to opening last. Reader: whoever wants to open it, in English. Names come from
/// the message, so they stand in quotes with their control characters escaped.
#[derive(Debug, Error, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpenError {
    #[error("its header does not say how it is sealed (\"alg\", \"enc\")")]
    Nothing,
    #[error("it is sealed by {alg:?}; only ECDH-ES+A256KW and ECDH-ES are opened here")]
    OtherAlg { alg: String },
    #[error("it is encrypted by {enc:?}; only A256GCM is opened here")]
    OtherEnc { enc: String },
    #[error("it needs extensions (\"crit\") that are not known here")]
    Extensions,
    #[error("it is compressed (\"zip\"), and that is not opened here")]
    Compressed,
    #[error("the key that its sender made (\"epk\") is no point of P-256")]
    BadEpk,
    #[error("a part of it does not have the length that it must have")]
    BadLength,
    #[error("it is sealed to the key {kid:?}, and none of the given keys has that name")]
    NoKey { kid: String },
    #[error("it does not open: it was changed on the way, or is sealed to another key")]
    Changed,
}

/// What the header of one receiver comes to.
struct Terms {
    epk: PublicKey,
    is_direct: bool,
    apu: Vec<u8>,
    apv: Vec<u8>,
}

impl Message {
    /// Opens with the key that the message names; with any, where it or a key has no name.
    ///
    /// # Errors
    /// No key opens it, or it is sealed in a way that is not known here.
    pub fn open(&self, keys: &[PrivateKey]) -> Result<Vec<u8>, OpenError> {
        let mut nearest = OpenError::Nothing;
        for recipient in &self.recipients {
            match self.open_for(recipient, keys) {
                Ok(plaintext) => return Ok(plaintext),
                Err(error) => nearest = nearest.max(error),
            }
        }
        Err(nearest)
    }

    /// Tells whether a message is one that its owner can open, as far as can be told without the key.
    ///
    /// # Errors
    /// Nobody could open it here.
    pub fn check(&self) -> Result<(), OpenError> {
        self.recipients.iter().try_for_each(|it| self.terms(it).map(drop))
    }

    fn open_for(&self, recipient: &Recipient, keys: &[PrivateKey]) -> Result<Vec<u8>, OpenError> {
        let terms = self.terms(recipient)?;
        let wanted = recipient.header.kid.as_deref();
        let mut fitting = keys
            .iter()
            .filter(|key| wanted.is_none() || key.kid().is_none() || key.kid() == wanted)
            .peekable();
        if fitting.peek().is_none() {
            return Err(OpenError::NoKey { kid: wanted.unwrap_or_default().chars().take(100).collect() });
        }
        fitting.find_map(|key| self.open_with(key, recipient, &terms)).ok_or(OpenError::Changed)
    }

    /// Reads what has to be known before a key is tried.
    fn terms(&self, recipient: &Recipient) -> Result<Terms, OpenError> {
        let header = &recipient.header;
        if header.crit {
            return Err(OpenError::Extensions);
        }
        if header.zip {
            return Err(OpenError::Compressed);
        }
        let (Some(alg), Some(enc)) = (&header.alg, &header.enc) else {
            return Err(OpenError::Nothing);
        };
        let is_direct = alg == DIRECT;
        if !is_direct && alg != seal::ALG {
            return Err(OpenError::OtherAlg { alg: alg.chars().take(100).collect() });
        }
        if enc != seal::ENC {
            return Err(OpenError::OtherEnc { enc: enc.chars().take(100).collect() });
        }
        let epk = header.epk.as_ref().filter(|it| it.kty == "EC" && it.crv == "P-256");
        let epk = epk.and_then(|it| public(&it.x, &it.y)).ok_or(OpenError::BadEpk)?;
        let wrapped_length = if is_direct { 0 } else { 40 };
        let lengths = (recipient.encrypted_key.len(), self.iv.len(), self.tag.len());
        if lengths != (wrapped_length, 12, 16) {
            return Err(OpenError::BadLength);
        }
        let party = |text: &Option<String>| base64url::decode(text.as_deref().unwrap_or_default());
        let (Some(apu), Some(apv)) = (party(&header.apu), party(&header.apv)) else {
            return Err(OpenError::BadLength);
        };
        Ok(Terms { epk, is_direct, apu, apv })
    }

    fn open_with(&self, key: &PrivateKey, recipient: &Recipient, terms: &Terms) -> Option<Vec<u8>> {
        let algorithm = if terms.is_direct { seal::ENC } else { seal::ALG };
        let mut content_key = derive(&key.agree(&terms.epk), algorithm, &terms.apu, &terms.apv);
        if !terms.is_direct {
            let mut unwrapped = [0; 32];
            let wrapping = KwAes256::new(&content_key.into());
            wrapping.unwrap_key(&recipient.encrypted_key, &mut unwrapped).ok()?;
            content_key = unwrapped;
        }
        let mut covered = self.protected.clone();
        if let Some(aad) = &self.aad {
            covered.push('.');
            covered.push_str(aad);
        }
        let sealed = [self.ciphertext.as_slice(), &self.tag].concat();
        let payload = Payload { msg: &sealed, aad: covered.as_bytes() };
        let nonce = Nonce::try_from(self.iv.as_slice()).ok()?;
        Aes256Gcm::new(&content_key.into()).decrypt(&nonce, payload).ok()
    }
}
