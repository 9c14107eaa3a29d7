//! Sealing by the browser's WebCrypto: a referral becomes a compact JWE that only the owner of the private key opens.
//!
//! Every secret is made for one sealing and stays inside WebCrypto, but for the agreed one, which is digested at once.

use std::pin::Pin;
use std::sync::Arc;

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

use super::crypto::crypto;
use crate::domain::seal::{self, Envelope};
use crate::domain::study::Study;

/// Length of the initialisation vector of AES-GCM, in bytes. Source: RFC 7518 §5.3.
const IV_BYTES: usize = 12;

/// Length of the authentication tag of AES-GCM, in bytes. Source: RFC 7518 §5.3.
const TAG_BYTES: usize = 16;

/// What is sealed, for whom, and what everybody on the way may read.
pub struct Letter {
    /// The study, which names the receiver's keys.
    pub study: Arc<Study>,
    /// SHA-256 of the study file.
    pub study_hash: String,
    /// The referral's id.
    pub referral: String,
    /// The referral's plain JSON.
    pub text: String,
}

/// A sealing under way: a compact JWE, or what WebCrypto refused.
pub type Sealing = Pin<Box<dyn Future<Output = Result<String, JsValue>>>>;

/// Seals a letter. Each call gives other bytes: what was sealed once is sent again as it is.
pub fn seal(letter: Letter) -> Sealing {
    Box::pin(async move {
        let subtle = crypto().subtle();
        let key = letter.study.seal.first().ok_or(JsValue::UNDEFINED)?;
        let p256 = object(&[("name", &"ECDH".into()), ("namedCurve", &"P-256".into())])?;
        let aes_gcm = object(&[("name", &"AES-GCM".into()), ("length", &256.into())])?;

        let pair = JsFuture::from(subtle.generate_key_with_object(&p256, true, &uses("deriveBits"))?).await?;
        let mine = |half: &str| Reflect::get(&pair, &half.into()).map(CryptoKey::from);
        let public = JsFuture::from(subtle.export_key("jwk", &mine("publicKey")?)?).await?;
        let coordinate =
            |name: &str| Reflect::get(&public, &name.into())?.as_string().ok_or(JsValue::UNDEFINED);
        let envelope = Envelope {
            study_id: &letter.study.cover.head.id.0,
            study_hash: &letter.study_hash,
            referral: &letter.referral,
        };
        let protected = seal::protected(key, &coordinate("x")?, &coordinate("y")?, envelope);

        let theirs = object(&[
            ("kty", &"EC".into()),
            ("crv", &"P-256".into()),
            ("x", &key.x.as_str().into()),
            ("y", &key.y.as_str().into()),
        ])?;
        let theirs = subtle.import_key_with_object("jwk", &theirs, &p256, false, &Array::new())?;
        let agreement = object(&[("name", &"ECDH".into()), ("public", &JsFuture::from(theirs).await?)])?;
        let secret = subtle.derive_bits_with_object(&agreement, &mine("privateKey")?, 256)?;
        let secret = bytes(JsFuture::from(secret).await?);
        let secret = <[u8; 32]>::try_from(secret).map_err(|_| JsValue::UNDEFINED)?;
        let input = Uint8Array::from(seal::kdf_input(&secret).as_slice());
        let digest = JsFuture::from(subtle.digest_with_str_and_buffer_source("SHA-256", &input)?).await?;
        let wraps = object(&[("name", &"AES-KW".into())])?;
        let wrapping =
            subtle.import_key_with_object("raw", digest.unchecked_ref(), &wraps, false, &uses("wrapKey"))?;
        let wrapping = CryptoKey::from(JsFuture::from(wrapping).await?);

        let encrypting = subtle.generate_key_with_object(&aes_gcm, true, &uses("encrypt"))?;
        let encrypting = CryptoKey::from(JsFuture::from(encrypting).await?);
        let wrapped = subtle.wrap_key_with_object("raw", &encrypting, &wrapping, &wraps)?;
        let wrapped = bytes(JsFuture::from(wrapped).await?);

        let iv = Uint8Array::new_with_length(IV_BYTES as u32);
        crypto().get_random_values_with_array_buffer_view(&iv)?;
        let aad = Uint8Array::from(protected.as_bytes());
        let encryption = object(&[("name", &"AES-GCM".into()), ("iv", &iv), ("additionalData", &aad)])?;
        let plain = Uint8Array::from(letter.text.as_bytes());
        let sealed = subtle.encrypt_with_object_and_buffer_source(&encryption, &encrypting, &plain)?;
        let sealed = bytes(JsFuture::from(sealed).await?);
        let (ciphertext, tag) = sealed.split_at(sealed.len() - TAG_BYTES);
        Ok(seal::compact(&protected, &wrapped, &iv.to_vec(), ciphertext, tag))
    })
}

fn object(members: &[(&str, &JsValue)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

fn uses(one: &str) -> Array {
    Array::of1(&one.into())
}

fn bytes(buffer: JsValue) -> Vec<u8> {
    Uint8Array::new(&buffer.unchecked_into::<ArrayBuffer>()).to_vec()
}
