//! Deliveries: what became of a send, and what to do next.
//!
//! What this module does not know is the network: it reads what came back, or that nothing did.

mod attempts;
mod pointed;
pub mod retry_after;

use serde_json::Value;

pub use attempts::{Attempts, Next};
pub use pointed::PointedProblem;

use super::json;
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
            Delivery::NotSent(Hindrance::Offline | Hindrance::StudyUnread | Hindrance::Unsealed)
            | Delivery::Unconfirmed(Doubt::Mute)
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
        Reply::Silence if matches!(endpoint.format, BodyFormat::Form) => Delivery::Unconfirmed(Doubt::Mute),
        Reply::Silence | Reply::Redirect => Delivery::Unconfirmed(Doubt::Fault { wait_s: None }),
        Reply::Answer { status, retry_after, body } => match status {
            200..=299 => Delivery::Sent(receipt(&body, &endpoint.url)),
            429 => Delivery::NotSent(Hindrance::Busy { wait_s: wait_s(retry_after) }),
            400..=499 if !matches!(status, 408 | 409) => Delivery::Refused(refusal(&body)),
            _ => Delivery::Unconfirmed(Doubt::Fault { wait_s: wait_s(retry_after) }),
        },
    }
}

fn receipt(body: &str, endpoint_url: &str) -> Receipt {
    let Ok(Value::Object(answer)) = json::read(body.as_bytes()) else {
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
fn refusal(body: &str) -> Refusal {
    let answer: Value = json::read(body.as_bytes()).unwrap_or_default();
    let text = |key: &str| answer.get(key).and_then(Value::as_str).and_then(shown);
    let entries = answer.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Refusal {
        message: text("detail").or_else(|| text("title")),
        problems: entries.iter().filter_map(PointedProblem::read).collect(),
    }
}

/// Cuts a server's text to what is shown; `None` where nothing is left.
fn shown(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(SERVER_TEXT_MAX_CHARS).collect())
}
