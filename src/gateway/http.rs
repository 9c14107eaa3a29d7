//! HTTP: reading the study file and catalogues, posting a referral and asking for its state, by gloo-net.
//!
//! Credentials and referrer stay out of every request, and no redirect of the endpoint is followed.

use std::cell::RefCell;

use gloo_net::http::{Headers, Method, Request, RequestBuilder, Response};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode,
    RequestRedirect,
};

use crate::domain::body::Body;
use crate::domain::delivery::{REPLY_MAX_BYTES, Reply};
use crate::domain::study::Endpoint;

thread_local! {
    /// The answers to requests that were made already, by the URL that each asks and the digests that it asks for.
    static UNDER_WAY: RefCell<Vec<(String, Promise)>> = const { RefCell::new(Vec::new()) };
}

/// Notes that a URL was asked already, as [`read_file`] would (src/loader/study_file.js): whoever reads that file next takes this answer.
pub fn is_under_way(url: &str, integrity: Option<&str>, answer: Promise) {
    UNDER_WAY.with_borrow_mut(|all| all.push((asked(url, integrity), answer)));
}

/// What was asked for: a file that was held against no digest is no answer to whoever names one.
fn asked(url: &str, integrity: Option<&str>) -> String {
    format!("{url} {}", integrity.unwrap_or_default())
}

/// How long a file is waited for where nothing else is said, in milliseconds.
const FILE_MS: u32 = 30_000;

/// How a file is asked for.
#[derive(Clone, Copy, Default)]
pub struct Asking<'a> {
    /// How long to wait; [`FILE_MS`] where nothing is said.
    pub patience_ms: Option<u32>,
    /// Whether it is asked for anew, past every cache and past what was set on its way; elsewhere a cache may answer that asked again.
    ///
    /// The form's service worker leaves such a request to the network (src/loader/worker.js).
    pub is_anew: bool,
    /// Whether it has to lie where it is asked for, so that no redirect leads elsewhere.
    pub refuses_redirects: bool,
    /// Digests of which it has to have one, as in Subresource Integrity.
    pub integrity: Option<&'a str>,
}

/// Reads a file of at most `max_bytes`.
///
/// # Errors
/// What to tell the author: the status, or that nothing came.
pub async fn read_file(url: &str, max_bytes: usize, how: Asking<'_>) -> Result<Vec<u8>, String> {
    let patience = AbortSignal::timeout_with_u32(how.patience_ms.unwrap_or(FILE_MS));
    // A browser does not tell the page which of both it is.
    let changed = how.integrity.map_or("", |_| ", and that its digest is in study-integrity");
    let silence =
        || format!("{url} could not be fetched; see that it exists and that the page may read it{changed}");
    let under_way = UNDER_WAY.with_borrow_mut(|all| {
        let asked = asked(url, how.integrity);
        let at = all.iter().position(|it| it.0 == asked && !how.is_anew)?;
        Some(all.remove(at).1)
    });
    let answer = match under_way {
        Some(answer) => JsFuture::from(answer)
            .await
            .ok()
            .map(|it| Response::from(it.unchecked_into::<web_sys::Response>())),
        None => {
            let request = Request::get(url)
                .cache(if how.is_anew { RequestCache::NoStore } else { RequestCache::NoCache })
                .redirect(match how.refuses_redirects {
                    true => RequestRedirect::Error,
                    false => RequestRedirect::Follow,
                })
                .credentials(RequestCredentials::SameOrigin)
                .referrer_policy(ReferrerPolicy::NoReferrer)
                .integrity(how.integrity.unwrap_or_default())
                .abort_signal(Some(&patience));
            request.send().await.ok()
        }
    };
    let answer = answer.ok_or_else(silence)?;
    if !answer.ok() {
        return Err(format!("{url} answered {}", answer.status()));
    }
    // One byte more than allowed is enough to know that it is too much.
    limited(&answer, max_bytes + 1).await.map_err(|_| silence())
}

/// How long an endpoint has to show that there is a network, in milliseconds.
const NETWORK_MS: u32 = 5_000;

/// Posts a body, and waits for the answer as long as the endpoint is given.
///
/// What the browser believes of the network is a hint. Where it believes in none, a failed request has the endpoint asked
/// whether there is one; nothing was handed over where that fails too.
pub async fn post(endpoint: &Endpoint, body: &Body, id: &str) -> Reply {
    let was_online = is_online();
    let patience = AbortSignal::timeout_with_u32(endpoint.timeout_seconds * 1000);
    let reply = answered(request(endpoint, body, id, &patience)).await;
    let is_doubtful = reply == Reply::Silence && !was_online && !patience.aborted();
    if is_doubtful && has_no_network(&endpoint.url).await { Reply::Offline } else { reply }
}

/// Whether a request that carries nothing gets nowhere either.
async fn has_no_network(url: &str) -> bool {
    let patience = AbortSignal::timeout_with_u32(NETWORK_MS);
    let request = quiet(Request::get(url), &patience)
        .method(Method::HEAD)
        .mode(RequestMode::NoCors)
        // A request without CORS may not ask for another way with redirects.
        .redirect(RequestRedirect::Follow);
    request.send().await.is_err() && !patience.aborted()
}

/// Asks an address for the state of a referral, and waits for the answer as long as is given.
///
/// Nothing but the address is told: the path is the key. It sets off no preflight.
pub async fn ask(url: &str, timeout_seconds: u32) -> Reply {
    let patience = AbortSignal::timeout_with_u32(timeout_seconds * 1000);
    answered(quiet(Request::get(url), &patience).build().ok()).await
}

/// A request that carries neither credentials nor a referrer, follows no redirect and is kept by no cache.
fn quiet(builder: RequestBuilder, patience: &AbortSignal) -> RequestBuilder {
    builder
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Manual)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(patience))
}

/// Sends a request, and reads what comes back of it.
async fn answered(request: Option<Request>) -> Reply {
    let Some(request) = request else { return Reply::Impossible };
    let Ok(answer) = request.send().await else { return Reply::Silence };
    // With `redirect: manual` the browser hides a redirect behind status 0.
    if answer.status() == 0 {
        return Reply::Redirect;
    }
    let body = match limited(&answer, REPLY_MAX_BYTES).await {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        // What would have followed may have been a no.
        Err(_) if answer.ok() => return Reply::Silence,
        Err(_) => String::new(),
    };
    let header = |name| answer.headers().get(name);
    let content_type = header("content-type").unwrap_or_default();
    Reply::Answer { status: answer.status(), retry_after: header("retry-after"), content_type, body }
}

/// The request that carries a referral; `None` where the browser refuses to make it.
fn request(endpoint: &Endpoint, body: &Body, id: &str, patience: &AbortSignal) -> Option<Request> {
    let headers = headers(endpoint, body, id).ok()?;
    quiet(Request::post(&endpoint.url), patience).headers(headers).body(body.text.as_str()).ok()
}

/// The headers of a referral. What the browser refuses of them is told; gloo-net would panic.
fn headers(endpoint: &Endpoint, body: &Body, id: &str) -> Result<Headers, JsValue> {
    let headers = web_sys::Headers::new()?;
    headers.set("content-type", body.content_type)?;
    for (name, value) in &endpoint.headers {
        headers.set(name, value)?;
    }
    if endpoint.idempotency_header {
        headers.set("idempotency-key", id)?;
    }
    Ok(Headers::from_raw(headers))
}

/// Reads `max_bytes` of an answer at most, and lets go of the rest.
async fn limited(answer: &Response, max_bytes: usize) -> Result<Vec<u8>, JsValue> {
    let mut bytes = Vec::new();
    let Some(stream) = answer.body() else { return Ok(bytes) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
    while bytes.len() < max_bytes {
        let chunk = JsFuture::from(reader.read()).await?;
        if js_sys::Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(bytes);
        }
        let value = js_sys::Reflect::get(&chunk, &"value".into())?;
        bytes.extend(js_sys::Uint8Array::new(&value).to_vec());
    }
    bytes.truncate(max_bytes);
    // A browser that refuses to cancel only wastes its own time.
    let _ = reader.cancel();
    Ok(bytes)
}

/// Tells whether the browser believes that there is a network. Behind a VPN or a firewall it may be wrong.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|it| it.navigator().on_line())
}
