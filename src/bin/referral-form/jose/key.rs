//! Keys: the private half that opens, and what may be told of it.
//!
//! A private key has no `Debug`, and nothing here writes it but [`PrivateKey::to_jwk`].

use p256::ecdh::SharedSecret;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use referral_form::domain::base64url;
use serde_json::{Value, json};
use thiserror::Error;

/// Why a file holds no key that opens. Reader: whoever names the file, in English; never a member's value.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    #[error("is no key in JWK form")]
    NotAKey,
    #[error("is no key of P-256 (\"kty\": \"EC\", \"crv\": \"P-256\")")]
    OtherKind,
    #[error("holds the public half only, and what is sealed to it opens with the private one (\"d\")")]
    PublicOnly,
    #[error("says that its key is for something else than encryption (\"use\")")]
    OtherUse,
    #[error("is broken: its numbers do not belong together")]
    Broken,
}

/// A private key, by which what was sealed to its public half is opened.
pub struct PrivateKey {
    kid: Option<String>,
    secret: SecretKey,
}

impl PrivateKey {
    /// Makes a key.
    ///
    /// # Errors
    /// The operating system gave no random numbers.
    pub fn generate(kid: Option<String>) -> Result<PrivateKey, getrandom::Error> {
        Ok(PrivateKey { kid, secret: random_secret()? })
    }

    /// Reads a private key in JWK form. Members that are not needed are passed over.
    ///
    /// # Errors
    /// It is none, or one that opens nothing here.
    pub fn read(jwk: &[u8]) -> Result<PrivateKey, KeyError> {
        let jwk: Value = serde_json::from_slice(jwk).map_err(|_| KeyError::NotAKey)?;
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let kty = text("kty").ok_or(KeyError::NotAKey)?;
        if kty != "EC" || text("crv") != Some("P-256") {
            return Err(KeyError::OtherKind);
        }
        if text("use").is_some_and(|it| it != "enc") {
            return Err(KeyError::OtherUse);
        }
        let d = text("d").ok_or(KeyError::PublicOnly)?;
        let public = text("x").zip(text("y")).and_then(|(x, y)| public(x, y)).ok_or(KeyError::Broken)?;
        let d = base64url::decode(d).filter(|it| it.len() == 32).ok_or(KeyError::Broken)?;
        let secret = SecretKey::from_slice(&d).map_err(|_| KeyError::Broken)?;
        if secret.public_key() != public {
            return Err(KeyError::Broken);
        }
        Ok(PrivateKey { kid: text("kid").map(str::to_owned), secret })
    }

    /// The name by which a sealed referral asks for it.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The public half, as `seal.keys` of a study file has it.
    pub fn public_jwk(&self) -> Value {
        let (x, y) = coordinates(&self.secret.public_key());
        let mut jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
        if let Some(kid) = &self.kid {
            jwk["kid"] = kid.as_str().into();
        }
        jwk
    }

    /// The whole key. Whoever reads this opens everything that was ever sealed to it.
    pub fn to_jwk(&self) -> Value {
        let mut jwk = self.public_jwk();
        jwk["d"] = base64url::encode(&self.secret.to_bytes()).into();
        jwk
    }

    /// The secret that this key and another one's public half agree on.
    pub(super) fn agree(&self, other: &PublicKey) -> [u8; 32] {
        agree(&self.secret, other)
    }
}

/// Draws a secret: almost every 32 bytes are one.
pub(super) fn random_secret() -> Result<SecretKey, getrandom::Error> {
    loop {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        if let Ok(secret) = SecretKey::from_slice(&bytes) {
            return Ok(secret);
        }
    }
}

/// The shared x of two keys, 32 bytes.
pub(super) fn agree(secret: &SecretKey, other: &PublicKey) -> [u8; 32] {
    let shared: SharedSecret = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), other.as_affine());
    (*shared.raw_secret_bytes()).into()
}

/// Reads a public key from its coordinates in base64url; `None` where they are no point of P-256.
pub(super) fn public(x: &str, y: &str) -> Option<PublicKey> {
    let mut point = vec![4]; // uncompressed
    for text in [x, y] {
        point.extend(base64url::decode(text).filter(|it| it.len() == 32)?);
    }
    PublicKey::from_sec1_bytes(&point).ok()
}

/// The coordinates of a public key, in base64url.
pub(super) fn coordinates(key: &PublicKey) -> (String, String) {
    let point = key.to_sec1_point(false);
    let (x, y) = point.as_bytes()[1..].split_at(32);
    (base64url::encode(x), base64url::encode(y))
}
