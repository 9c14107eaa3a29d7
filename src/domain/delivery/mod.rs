//! Deliveries: what became of a send, and what to do next.
//!
//! What this module does not know is the network: it reads what came back, or that nothing did.

mod attempts;
mod pointed;
pub mod retry_after;

use serde_json::Value;

pub use attempts::{Attempts, Next};
pub use pointed::PointedProblem;

use super::study::{BodyFormat, Endpoint};

/// Longest text of a server that is shown, in characters.
pub const SERVER_TEXT_MAX_CHARS: usize = 200;

/// Longest status address that is kept, in characters: it has to fit on paper.
pub const STATUS_MAX_CHARS: usize = 1_000;

/// Largest answer of a server that is read, in bytes.
pub const REPLY_MAX_BYTES: usize = 64 * 1024;

/// What came back from an endpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// The browser is offline: nothing was handed to the network.
    Offline,
    /// The browser refuses to make such a request: nothing was handed to the network.
    Impossible,
    /// Nothing came back in time, or the connection failed, or the browser hides the answer.
    Silence,
    /// A redirect, which is never followed.
    Redirect,
    /// An answer.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The value of `Retry-After`.
        retry_after: Option<String>,
        /// The value of `Content-Type`; empty where there is none.
        content_type: String,
        /// The body, as far as it was read.
        body: String,
    },
}

/// What became of a send; each variant is one next step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Delivery {
    /// It arrived. Show the receipt.
    Sent(Receipt),
    /// It was read and refused. Retrying the same bytes is pointless; lead to the fields that are named.
    Refused(Refusal),
    /// It was refused, but an earlier attempt may have arrived. As `Refused`, without saying that nothing arrived.
    RefusedAfterDoubt(Refusal),
    /// It surely was not stored. Keep it, and try again.
    NotSent(Hindrance),
    /// It was handed over and nothing came back: it may have arrived.
    Unconfirmed(Doubt),
}

/// What a receiver said when it refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// What it said of the whole.
    pub message: Option<String>,
    /// What it said of single values.
    pub problems: Vec<PointedProblem>,
}

/// Why nothing was sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hindrance {
    /// The device is offline.
    Offline,
    /// The study file could not be read again, so nobody knows whether the study still takes referrals.
    StudyUnread,
    /// The browser refuses the address, or a header.
    Impossible,
    /// The person ended the wait before anything was handed over.
    Stopped,
    /// What seals it could not be fetched, and it does not leave in the clear.
    Unsealed,
    /// The receiver has too much to do.
    Busy {
        /// For how many seconds it asks to be left alone.
        wait_s: Option<u32>,
    },
}

/// Why it may have arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// The way there or back failed, or the receiver did.
    Fault {
        /// For how many seconds the receiver asks to be left alone.
        wait_s: Option<u32>,
    },
    /// A web page answered, as a network's log-in or a site that has moved does: it confirms nothing.
    Page,
    /// A form was posted, and no answer to it could be read: so it is with every form-encoded body where the receiver does not let
    /// pages read its answers.
    Mute,
}

impl Delivery {
    /// The kind of a failure, as the event tells it; `None` where it was sent.
    pub fn failure(&self) -> Option<&'static str> {
        match self {
            Delivery::Sent(_) => None,
            Delivery::Refused(_) => Some("refused"),
            Delivery::NotSent(_) => Some("not-sent"),
            Delivery::RefusedAfterDoubt(_) | Delivery::Unconfirmed(_) => Some("unconfirmed"),
        }
    }

    /// For how many seconds the receiver asks to be left alone.
    pub fn wait_s(&self) -> Option<u32> {
        match self {
            Delivery::NotSent(Hindrance::Busy { wait_s })
            | Delivery::Unconfirmed(Doubt::Fault { wait_s }) => *wait_s,
            Delivery::NotSent(
                Hindrance::Offline
                | Hindrance::StudyUnread
                | Hindrance::Unsealed
                | Hindrance::Impossible
                | Hindrance::Stopped,
            )
            | Delivery::Unconfirmed(Doubt::Mute | Doubt::Page)
            | Delivery::Sent(_)
            | Delivery::Refused(_)
            | Delivery::RefusedAfterDoubt(_) => None,
        }
    }

    /// What the receiver said of single values.
    pub fn problems(&self) -> &[PointedProblem] {
        match self {
            Delivery::Refused(refusal) | Delivery::RefusedAfterDoubt(refusal) => &refusal.problems,
            Delivery::Sent(_) | Delivery::NotSent(_) | Delivery::Unconfirmed(_) => &[],
        }
    }
}

/// What an endpoint said of a referral that it took.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Receipt {
    /// The name by which the receiver finds it.
    pub reference: Option<String>,
    /// Where its state is told.
    pub status: Option<String>,
    /// A sentence of the receiver.
    pub message: Option<String>,
}

/// Reads what came back, at a moment in seconds since 1970.
pub fn read(reply: Reply, endpoint: &Endpoint, now: u32) -> Delivery {
    let wait_s = |it: Option<String>| it.and_then(|it| retry_after::seconds(&it, now));
    match reply {
        Reply::Offline => Delivery::NotSent(Hindrance::Offline),
        Reply::Impossible => Delivery::NotSent(Hindrance::Impossible),
        Reply::Silence if matches!(endpoint.format, BodyFormat::Form) => Delivery::Unconfirmed(Doubt::Mute),
        Reply::Silence | Reply::Redirect => Delivery::Unconfirmed(Doubt::Fault { wait_s: None }),
        Reply::Answer { status, retry_after, content_type, body } => match status {
            200..=299 => taken(&content_type, &body, &endpoint.url),
            429 => Delivery::NotSent(Hindrance::Busy { wait_s: wait_s(retry_after) }),
            400..=499 if !matches!(status, 408 | 409) => {
                Delivery::Refused(refusal(&json(&body).unwrap_or_default()))
            }
            _ => Delivery::Unconfirmed(Doubt::Fault { wait_s: wait_s(retry_after) }),
        },
    }
}

/// Reads the answer of a server that took the request: it may say no all the same, or not be the receiver's at all.
fn taken(content_type: &str, body: &str, endpoint_url: &str) -> Delivery {
    match json(body) {
        Some(answer) if says_no(&answer) => Delivery::Refused(refusal(&answer)),
        Some(answer) => Delivery::Sent(receipt(&answer, endpoint_url)),
        None if is_page(content_type, body) => Delivery::Unconfirmed(Doubt::Page),
        // What was cut off may have gone on with a no.
        None if text(body).starts_with('{') => Delivery::Unconfirmed(Doubt::Fault { wait_s: None }),
        None => Delivery::Sent(Receipt::default()),
    }
}

/// A body without what surrounds it and means nothing.
fn text(body: &str) -> &str {
    body.trim_matches(|it: char| it.is_whitespace() || it == '\u{FEFF}')
}

/// The object or list that a body is, whatever its content type: PHP calls everything HTML.
fn json(body: &str) -> Option<Value> {
    let answer = super::json::value(text(body).as_bytes())?;
    (answer.is_object() || answer.is_array()).then_some(answer)
}

/// Whether an answer is a web page.
pub(super) fn is_page(content_type: &str, body: &str) -> bool {
    const HTML: &[u8] = b"html";
    let has_html = |it: &str| it.as_bytes().windows(HTML.len()).any(|it| it.eq_ignore_ascii_case(HTML));
    let body = text(body);
    !body.is_empty() && (has_html(content_type) || (body.starts_with('<') && has_html(body)))
}

/// Whether an answer with a status of success says no.
fn says_no(answer: &Value) -> bool {
    let is_no = |key: &str| {
        answer.get(key).is_some_and(|it| {
            it.as_bool() == Some(false) || it.as_i64() == Some(0) || it.as_str() == Some("false")
        })
    };
    let is_filled = |key: &str| match answer.get(key) {
        None | Some(Value::Null) => false,
        Some(Value::Bool(it)) => *it,
        Some(Value::Number(it)) => it.as_i64() != Some(0),
        Some(Value::String(it)) => !it.is_empty(),
        Some(Value::Array(it)) => !it.is_empty(),
        Some(Value::Object(it)) => !it.is_empty(),
    };
    let status = answer.get("status").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let is_failure = matches!(status.as_str(), "error" | "fail" | "failure") || status.ends_with("failed");
    is_no("success") || is_no("ok") || is_filled("error") || is_filled("errors") || is_failure
}

fn receipt(answer: &Value, endpoint_url: &str) -> Receipt {
    let text = |key: &str| answer.get(key).and_then(Value::as_str).and_then(shown);
    let origin = |url: &str| url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let on_origin = |url: &&str| url.len() <= STATUS_MAX_CHARS && origin(url) == origin(endpoint_url);
    Receipt {
        reference: text("reference"),
        status: answer.get("status").and_then(Value::as_str).filter(on_origin).map(str::to_owned),
        message: text("message"),
    }
}

/// Reads a problem document (RFC 9457 §3), or whatever else an answer gives as its reason.
fn refusal(answer: &Value) -> Refusal {
    let entries = answer.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let problems: Vec<PointedProblem> = entries.iter().filter_map(PointedProblem::read).collect();
    let of = |keys: &[&str]| keys.iter().filter_map(|it| answer.get(it)).find_map(reason);
    let message = of(&["detail", "title", "message", "error"]);
    let message = message.or_else(|| of(&["errors", "status"]).filter(|_| problems.is_empty()));
    Refusal { message, problems }
}

/// The first words in a value.
fn reason(value: &Value) -> Option<String> {
    match value {
        Value::String(words) => shown(words),
        Value::Array(list) => list.iter().find_map(reason),
        Value::Object(object) => {
            let known = ["message", "detail"].iter().filter_map(|it| object.get(*it)).find_map(reason);
            known.or_else(|| object.values().find_map(reason))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Cuts a server's text to what is shown; `None` where nothing is left.
fn shown(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(SERVER_TEXT_MAX_CHARS).collect())
}
