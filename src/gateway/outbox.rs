//! The place on the device where sealed referrals wait (outbox.js): IndexedDB, for the whole origin of the page.
//!
//! What comes here is ciphertext already; this module looks into nothing. Only one tab at a time sends, by Web Locks.

use std::pin::Pin;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::promise;

#[wasm_bindgen(module = "/src/gateway/outbox.js")]
extern "C" {
    /// Puts a referral in, or in place of what has its key; it is on the disk when this returns.
    ///
    /// # Errors
    /// What the browser says: storage is forbidden or full.
    #[wasm_bindgen(catch)]
    pub async fn put(key: &str, text: &str) -> Result<(), JsValue>;

    /// Takes a referral out.
    ///
    /// # Errors
    /// What the browser says.
    #[wasm_bindgen(catch)]
    pub async fn take(key: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_name = all)]
    async fn read() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = alone)]
    async fn locked(waits: bool, work: &JsValue) -> Result<(), JsValue>;
}

/// All that wait, in the order of their keys.
///
/// # Errors
/// What the browser says.
pub async fn all() -> Result<Vec<String>, JsValue> {
    Ok(Array::from(&read().await?).iter().filter_map(|it| it.as_string()).collect())
}

/// Does something that no other tab does at the same time: once they are done, or not at all while one is at it.
///
/// # Errors
/// What the browser says.
pub async fn alone(waits: bool, work: Pin<Box<dyn Future<Output = ()>>>) -> Result<(), JsValue> {
    let held = Closure::once_into_js(move || -> JsValue {
        let work = async move {
            work.await;
            Ok(JsValue::UNDEFINED)
        };
        promise::of(work).into()
    });
    locked(waits, &held).await
}
