//! The endpoint contract: what a request with a referral is answered.
//!
//! One function from the parts of a request to a response, with no socket in it. An answer of a person never
//! comes back in a response: problems are named by place.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

use super::shape::{self, ShapeProblem};
use super::store::{Arrival, Kept, Store, StoreError};

/// Longest body that is read, in bytes.
pub const BODY_MAX_BYTES: usize = 64 * 1024;

/// Receives a referral: stores it once, and answers the first reference ever after.
///
/// Every status is one line of the contract's table: 201 stored, 200 was stored before, 409 the id belongs to other bytes,
/// 400 not JSON, 413 too long, 415 not said to be JSON, 422 not a referral.
///
/// # Errors
/// The store failed; nothing is known to be stored.
pub fn receive(
    headers: &HeaderMap,
    body: Option<&[u8]>,
    store: &mut Store,
) -> Result<Response<String>, StoreError> {
    if !is_json(headers) {
        return Ok(problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send the referral as application/json, in UTF-8 and not compressed",
        ));
    }
    let Some(body) = body else {
        return Ok(problem(StatusCode::PAYLOAD_TOO_LARGE, "a referral may have 65536 bytes at most"));
    };
    let parsed = std::str::from_utf8(body)
        .ok()
        .and_then(|text| Some((text, serde_json::from_str::<Value>(text).ok()?)));
    let Some((text, referral)) = parsed else {
        return Ok(problem(StatusCode::BAD_REQUEST, "the body is not JSON in UTF-8"));
    };
    let shape = match shape::check(&referral) {
        Ok(shape) => shape,
        Err(problems) => return Ok(refusal(&problems)),
    };
    if let Some(key) = headers.get("idempotency-key")
        && !key.as_bytes().trim_ascii().eq_ignore_ascii_case(shape.id.as_bytes())
    {
        return Ok(problem(StatusCode::BAD_REQUEST, "the Idempotency-Key is not the id in the body"));
    }
    let arrival =
        Arrival { id: &shape.id, study_id: &shape.study_id, replaces: shape.replaces.as_deref(), body: text };
    Ok(match store.keep(&arrival)? {
        Kept::New { reference } => receipt(StatusCode::CREATED, &reference),
        Kept::Again { reference } => receipt(StatusCode::OK, &reference),
        Kept::Changed => problem(
            StatusCode::CONFLICT,
            "another referral was received under this id; a changed referral needs a new id",
        ),
    })
}

/// Refuses for now; the client may send the same bytes again after `wait`.
pub fn slow_down(wait: Duration) -> Response<String> {
    let mut response = problem(
        StatusCode::TOO_MANY_REQUESTS,
        "too many referrals in a short time; send this one again later",
    );
    // Rounded up, so that the next attempt is not too early again.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

/// A problem as RFC 9457 has it. `detail` is for people, and holds nothing that was sent.
pub fn problem(status: StatusCode, detail: &str) -> Response<String> {
    answer(status, "application/problem+json", &described(status, detail))
}

fn refusal(problems: &[ShapeProblem]) -> Response<String> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut body = described(status, "this is not a referral of version 1");
    body["errors"] = problems
        .iter()
        .map(|it| json!({ "pointer": fragment(&it.pointer), "detail": it.detail }))
        .collect::<Vec<_>>()
        .into();
    answer(status, "application/problem+json", &body)
}

fn described(status: StatusCode, detail: &str) -> Value {
    json!({ "type": "about:blank", "title": status.canonical_reason(), "status": status.as_u16(), "detail": detail })
}

fn receipt(status: StatusCode, reference: &str) -> Response<String> {
    answer(status, "application/json", &json!({ "reference": reference }))
}

fn answer(status: StatusCode, content_type: &'static str, body: &Value) -> Response<String> {
    let mut response = Response::new(body.to_string());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// True for `application/json`, alone or with `charset=utf-8`, and no compression.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(content_type)) = headers.get(CONTENT_TYPE).map(HeaderValue::to_str) else {
        return false;
    };
    let mut parts = content_type.split(';').map(str::trim);
    let is_type = parts.next().is_some_and(|it| it.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts.filter_map(|it| it.split_once('=')).all(|(name, value)| {
        !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    is_type
        && is_utf8
        && headers.get("content-encoding").is_none_or(|it| it.as_bytes().eq_ignore_ascii_case(b"identity"))
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
