//! The endpoint contract: what a request with a referral is answered.
//!
//! One function from the parts of a request to a response, with no socket in it. An answer of a person never
//! comes back in a response: problems are named by place.

use std::time::Duration;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use super::format::{Format, Unread};
use super::judge;
use super::shape::ShapeProblem;
use super::studies::Studies;
use crate::keyring::Keyring;
use crate::store::{Arrival, Kept, Store, StoreError};

/// Longest body that is read, in bytes.
pub const BODY_MAX_BYTES: usize = 64 * 1024;

/// Receives a referral: stores it once, and answers the first reference ever after.
///
/// Every status is one line of the contract's table: 201 stored, 202 stored in quarantine, 200 was stored before, 409 the id belongs to
/// other bytes, 400 not in the format that it says, 413 too long, 415 in none that is read here, 422 not a referral, or none that its
/// study file lets through. `takes_misfits` puts the latter into quarantine.
///
/// # Errors
/// The store failed; nothing is known to be stored.
pub fn receive(
    headers: &HeaderMap,
    body: Option<&[u8]>,
    studies: &Studies,
    keyring: &Keyring,
    store: &mut Store,
    takes_misfits: bool,
) -> Result<Response<String>, StoreError> {
    let Some(format) = Format::of(headers) else {
        return Ok(problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send the referral as application/json, application/jose or application/x-www-form-urlencoded, in UTF-8 and not compressed",
        ));
    };
    let Some(body) = body else {
        return Ok(problem(StatusCode::PAYLOAD_TOO_LARGE, "a referral may have 65536 bytes at most"));
    };
    let incoming = match format.read(body, studies, keyring) {
        Ok(incoming) => incoming,
        Err(Unread::NotJson) => return Ok(problem(StatusCode::BAD_REQUEST, "the body is not JSON in UTF-8")),
        Err(Unread::NotAForm) => {
            return Ok(problem(StatusCode::BAD_REQUEST, "the body is not a form, or says one thing twice"));
        }
        Err(Unread::NotSealed(detail)) => return Ok(problem(StatusCode::BAD_REQUEST, detail)),
        Err(Unread::Misshapen(problems)) => {
            return Ok(refusal("this is not a referral of version 1", &problems));
        }
    };
    let shape = &incoming.shape;
    if let Some(key) = headers.get("idempotency-key")
        && !key.as_bytes().trim_ascii().eq_ignore_ascii_case(shape.id.as_bytes())
    {
        return Ok(problem(StatusCode::BAD_REQUEST, "the Idempotency-Key is not the id in the body"));
    }
    // What was stored once was judged then, by the study file of that day.
    let faults = if store.holds(&shape.id, body)? { Vec::new() } else { judge::faults(&incoming, studies) };
    if !faults.is_empty() && !takes_misfits {
        return Ok(refusal("this referral does not fit its study file", &faults));
    }
    let quarantine = (!faults.is_empty()).then(|| reasons(&faults));
    let arrival = Arrival {
        id: &shape.id,
        study_id: &shape.study_id,
        replaces: shape.replaces.as_deref(),
        body: &incoming.text,
        received: body,
        tells_status: quarantine.is_none() && studies.tells_status(&incoming.referral),
        quarantine: quarantine.as_deref(),
    };
    Ok(match store.keep(&arrival)? {
        Kept::New { reference, token } => {
            let status = if quarantine.is_some() { StatusCode::ACCEPTED } else { StatusCode::CREATED };
            receipt(status, &reference, &status_url(headers, &token))
        }
        Kept::Again { reference, token } => receipt(StatusCode::OK, &reference, &status_url(headers, &token)),
        Kept::Changed => problem(
            StatusCode::CONFLICT,
            "another referral was received under this id; a changed referral needs a new id",
        ),
    })
}

/// The reasons of a quarantine, one a line, for whoever looks at it.
fn reasons(faults: &[ShapeProblem]) -> String {
    let lines: Vec<_> = faults.iter().map(|it| format!("{}: {}", it.pointer, it.detail)).collect();
    lines.join("\n")
}

/// What becomes of a referral, to whoever shows the token from its receipt.
///
/// An unknown token and an expired one get the same answer, byte for byte.
///
/// # Errors
/// The store failed.
pub fn status(token: &str, store: &Store) -> Result<Response<String>, StoreError> {
    Ok(match store.told(token)? {
        Some(told) => {
            let body = json!({ "status": told.status, "changedAt": told.changed_at });
            answer(StatusCode::OK, "application/json", &body)
        }
        None => problem(StatusCode::NOT_FOUND, "nothing is told at this address, or no longer"),
    })
}

/// An address on the origin that the referral was sent to. The host was checked by then.
fn status_url(headers: &HeaderMap, token: &str) -> String {
    let host = headers.get(HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    format!("http://{}/status/{token}", host.to_ascii_lowercase())
}

/// Refuses for now; the client may send the same bytes again after `wait`.
pub fn slow_down(wait: Duration) -> Response<String> {
    let mut response =
        problem(StatusCode::TOO_MANY_REQUESTS, "too many requests in a short time; try again later");
    // Rounded up, so that the next attempt is not too early again.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

/// A problem as RFC 9457 has it. `detail` is for people, and holds nothing that was sent.
pub fn problem(status: StatusCode, detail: &str) -> Response<String> {
    answer(status, "application/problem+json", &described(status, detail))
}

fn refusal(detail: &str, problems: &[ShapeProblem]) -> Response<String> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut body = described(status, detail);
    let entry = |it: &ShapeProblem| {
        let mut entry = json!({ "pointer": fragment(&it.pointer), "detail": it.detail });
        if let Some(code) = it.code() {
            entry["code"] = code.into();
        }
        entry
    };
    body["errors"] = problems.iter().map(entry).collect::<Vec<_>>().into();
    answer(status, "application/problem+json", &body)
}

fn described(status: StatusCode, detail: &str) -> Value {
    json!({ "type": "about:blank", "title": status.canonical_reason(), "status": status.as_u16(), "detail": detail })
}

fn receipt(status: StatusCode, reference: &str, status_url: &str) -> Response<String> {
    answer(status, "application/json", &json!({ "reference": reference, "status": status_url }))
}

fn answer(status: StatusCode, content_type: &'static str, body: &Value) -> Response<String> {
    let mut response = Response::new(body.to_string());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Writes a JSON Pointer as a URI fragment, the form of RFC 9457's own `errors` example (RFC 6901 §6).
fn fragment(pointer: &str) -> String {
    let mut fragment = String::from("#");
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            fragment.push(char::from(byte));
        } else {
            fragment.push_str(&format!("%{byte:02X}"));
        }
    }
    fragment
}
