//! Deliveries: what became of a send, and what to do next.
//!
//! What this module does not know is the network: it reads what came back, or that nothing did.

use serde_json::Value;

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
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the receiver said of the whole.
        message: Option<String>,
        /// What it said of single values.
        problems: Vec<PointedProblem>,
    },
    /// It surely was not stored. Keep it, offer to try again.
    NotSent {
        /// The value of `Retry-After`.
        retry_after: Option<String>,
    },
    /// It was handed over and nothing came back: it may have arrived.
    Unconfirmed,
}

impl Delivery {
    /// The kind of a failure, as the event tells it; `None` where it was sent.
    pub fn failure(&self) -> Option<&'static str> {
        match self {
            Delivery::Sent(_) => None,
            Delivery::Refused { .. } => Some("refused"),
            Delivery::NotSent { .. } => Some("not-sent"),
            Delivery::Unconfirmed => Some("unconfirmed"),
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

/// What an endpoint said of one value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PointedProblem {
    /// The id of the field, where the pointer leads to an answer.
    pub field: Option<String>,
    /// What is wrong, in the receiver's words.
    pub detail: String,
}

/// Reads what came back.
pub fn read(reply: Reply, endpoint_url: &str) -> Delivery {
    match reply {
        Reply::Offline => Delivery::NotSent { retry_after: None },
        Reply::Silence | Reply::Redirect => Delivery::Unconfirmed,
        Reply::Answer { status, retry_after, body } => match status {
            200..=299 => Delivery::Sent(receipt(&body, endpoint_url)),
            429 => Delivery::NotSent { retry_after },
            400..=499 if !matches!(status, 408 | 409) => refusal(status, &body),
            _ => Delivery::Unconfirmed,
        },
    }
}

fn receipt(body: &str, endpoint_url: &str) -> Receipt {
    let Ok(Value::Object(answer)) = serde_json::from_slice(body.as_bytes()) else {
        return Receipt::default();
    };
    let text = |key: &str| answer.get(key).and_then(Value::as_str).and_then(shown);
    let origin = |url: &str| url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let on_origin = |url: &&str| url.len() <= STATUS_MAX_CHARS && origin(url) == origin(endpoint_url);
    Receipt {
        reference: text("reference"),
        status: answer.get("status").and_then(Value::as_str).filter(on_origin).map(str::to_owned),
        message: text("message"),
    }
}

/// Reads a problem document. Source: RFC 9457 §3.
fn refusal(status: u16, body: &str) -> Delivery {
    let answer: Value = serde_json::from_slice(body.as_bytes()).unwrap_or_default();
    let text = |key: &str| answer.get(key).and_then(Value::as_str).and_then(shown);
    let entries = answer.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let problem = |entry: &Value| {
        let pointer = entry.get("pointer").and_then(Value::as_str).unwrap_or_default();
        let detail = entry.get("detail").and_then(Value::as_str).and_then(shown)?;
        Some(PointedProblem { field: field_of(pointer), detail })
    };
    Delivery::Refused {
        status,
        message: text("detail").or_else(|| text("title")),
        problems: entries.iter().filter_map(problem).collect(),
    }
}

/// Finds the field in a pointer such as `#/answers/candidate_phone`.
fn field_of(pointer: &str) -> Option<String> {
    let path = pointer.strip_prefix('#').unwrap_or(pointer);
    let rest = path.strip_prefix("/answers/")?;
    let id = rest.split('/').next().filter(|it| !it.is_empty())?;
    // Ids have no letters that a pointer would have to escape.
    Some(id.to_owned())
}

/// Cuts a server's text to what is shown; `None` where nothing is left.
fn shown(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(SERVER_TEXT_MAX_CHARS).collect())
}
