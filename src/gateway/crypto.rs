//! Ids and digests, by the browser's WebCrypto; and chance where no secret hangs on it.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, SubtleCrypto};

/// A random UUID (version 4).
pub fn uuid() -> String {
    crypto().random_uuid()
}

/// A number by chance, which may be guessed.
pub fn chance() -> u16 {
    (js_sys::Math::random() * 65_536.0) as u16
}

/// SHA-256 in hexadecimal, 64 lower-case letters.
///
/// # Errors
/// Where the browser refuses: not in a secure context.
pub async fn sha256_hex(bytes: &[u8]) -> Result<String, JsValue> {
    let subtle: SubtleCrypto = crypto().subtle();
    let data = Uint8Array::from(bytes);
    let promise = subtle.digest_with_str_and_buffer_source("SHA-256", &data)?;
    let digest: ArrayBuffer = JsFuture::from(promise).await?.dyn_into()?;
    let mut hex = String::with_capacity(64);
    for byte in Uint8Array::new(&digest).to_vec() {
        for nibble in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    Ok(hex)
}

pub(super) fn crypto() -> Crypto {
    web_sys::window().and_then(|it| it.crypto().ok()).expect("every browser with WebAssembly has crypto")
}
