//! The place on the device where sealed referrals wait: IndexedDB, for the whole origin of the page.
//!
//! What comes here is ciphertext already; this module looks into nothing. Only one tab at a time sends, by Web Locks.

use std::pin::Pin;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, Navigator, Window};

use super::promise;

// web-sys keeps these among what may still change.
#[wasm_bindgen]
extern "C" {
    type Database;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Database,
        store: &str,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;

    type Locking;

    #[wasm_bindgen(method, getter)]
    fn locks(this: &Locking) -> LockManager;

    type LockManager;

    #[wasm_bindgen(method)]
    fn request(this: &LockManager, name: &str, options: &Object, work: &JsValue) -> Promise;
}

/// The name of the database and of the lock.
const NAME: &str = "referral-form";

/// The name of the object store.
const STORE: &str = "outbox";

/// Puts a referral in, or in place of what has its key; it is on the disk when this returns.
///
/// # Errors
/// What the browser says: storage is forbidden or full.
pub async fn put(key: &str, text: &str) -> Result<(), JsValue> {
    let database = open().await?;
    let (transaction, store) = writing(&database)?;
    store.put_with_key(&text.into(), &key.into())?;
    finished(&transaction, database).await
}

/// Takes a referral out.
///
/// # Errors
/// What the browser says.
pub async fn take(key: &str) -> Result<(), JsValue> {
    let database = open().await?;
    let (transaction, store) = writing(&database)?;
    store.delete(&key.into())?;
    finished(&transaction, database).await
}

/// All that wait, in the order of their keys.
///
/// # Errors
/// What the browser says.
pub async fn all() -> Result<Vec<String>, JsValue> {
    let database = open().await?;
    let found = answered(&database.transaction_with_str(STORE)?.object_store(STORE)?.get_all()?).await;
    database.close();
    Ok(Array::from(&found?).iter().filter_map(|it| it.as_string()).collect())
}

/// Does something that no other tab does at the same time: once they are done, or not at all while one is at it.
///
/// # Errors
/// What the browser says.
pub async fn alone(waits: bool, work: Pin<Box<dyn Future<Output = ()>>>) -> Result<(), JsValue> {
    let mut work = Some(work);
    let held = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let Some(work) = work.take().filter(|_| !lock.is_null()) else { return JsValue::UNDEFINED };
        let work = async move {
            work.await;
            Ok(JsValue::UNDEFINED)
        };
        promise::of(work).into()
    });
    let navigator: Navigator = window().navigator();
    let options = object("ifAvailable", &(!waits).into())?;
    let locks = navigator.unchecked_ref::<Locking>().locks();
    JsFuture::from(locks.request(NAME, &options, &held)).await?;
    Ok(())
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = window().indexed_db()?.ok_or(JsValue::UNDEFINED)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(NAME, 1)?;
    let asked = request.clone();
    let create = Closure::once_into_js(move || {
        let database = asked.result().map(IdbDatabase::from);
        // A store that cannot be created makes the opening fail, which is told below.
        let _ = database.and_then(|it| it.create_object_store(STORE));
    });
    request.set_onupgradeneeded(Some(create.unchecked_ref()));
    answered(&request).await.map(IdbDatabase::from)
}

fn writing(database: &IdbDatabase) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
    // It must outlive a tablet whose battery goes.
    let options = object("durability", &"strict".into())?;
    let transaction = database.unchecked_ref::<Database>().transaction(STORE, "readwrite", &options)?;
    let store = transaction.object_store(STORE)?;
    Ok((transaction, store))
}

async fn answered(request: &IdbRequest) -> Result<JsValue, JsValue> {
    settled(|done, failed| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    })
    .await?;
    request.result()
}

async fn finished(transaction: &IdbTransaction, database: IdbDatabase) -> Result<(), JsValue> {
    let outcome = settled(|done, failed| {
        transaction.set_oncomplete(Some(&done));
        transaction.set_onabort(Some(&failed));
    })
    .await;
    database.close();
    outcome
}

async fn settled(mut listen: impl FnMut(Function, Function)) -> Result<(), JsValue> {
    JsFuture::from(Promise::new(&mut listen)).await?;
    Ok(())
}

fn object(name: &str, value: &JsValue) -> Result<Object, JsValue> {
    let object = Object::new();
    Reflect::set(&object, &name.into(), value)?;
    Ok(object)
}

fn window() -> Window {
    web_sys::window().expect("the widget runs in a page")
}
