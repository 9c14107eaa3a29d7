//! The outbox: sealed referrals that wait on a device for a network.
//!
//! What waits is what was reviewed and sealed, with all that sending it needs; no answer stands in it in the clear. This
//! module says what is to become of each, and when. It knows neither where they are kept nor how they travel.

use serde::Serialize;
use serde_json::Value;

use super::body::{self, Body};
use super::delivery::{Delivery, Doubt, Hindrance};
use super::json;
use super::referral::Pairs;
use super::study::{BodyFormat, Endpoint};

/// Whole seconds since 1970.
pub type Seconds = u32;

/// The media types of sealed bodies.
const TYPES: [&str; 3] = [body::JOSE, body::JSON, body::FORM];

/// A sealed referral that waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The referral's id.
    pub id: String,
    /// The study's id.
    pub study_id: String,
    /// Where it goes; as far as a body that is ready needs it.
    pub endpoint: Endpoint,
    /// The bytes to send.
    pub body: Body,
    /// When it was put in (RFC 3339, UTC).
    pub at: String,
    /// From when on it is no longer sent by itself.
    pub until: Seconds,
    /// What is known of it.
    pub state: State,
    /// Whether some attempt may have arrived; sent again it arrives once where the endpoint deduplicates.
    pub is_doubtful: bool,
    /// Until when an attempt may be under way, in this tab or in another; 0 where none is.
    pub busy_until: Seconds,
}

/// What is known of a referral that waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It did not arrive, or the endpoint tells a repetition.
    Waits,
    /// It may have arrived, and sent again it could arrive twice.
    MayHaveArrived,
    /// The endpoint refused it.
    Refused,
}

/// What is to be done with a referral that waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// Send it.
    Send,
    /// Nothing: somebody is sending it.
    UnderWay,
    /// Let a person decide, since it is too old to be sent by itself.
    Expired,
    /// Let a person decide, since it may have arrived.
    MayHaveArrived,
    /// Let a person decide, since it was refused, and no attempt before may have arrived.
    Refused,
}

impl Due {
    /// Whether nobody has to decide on it.
    pub fn goes_by_itself(self) -> bool {
        match self {
            Due::Send | Due::UnderWay => true,
            Due::Expired | Due::MayHaveArrived | Due::Refused => false,
        }
    }
}

/// How long a referral that a person sends again is sent by itself, at least.
const AGAIN_SECONDS: Seconds = 60 * 60;

/// How much longer than its time-out an attempt may take until it is noted what came of it.
const NOTING_SECONDS: Seconds = 5;

/// How it stands on the device.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    id: &'a str,
    study: &'a str,
    url: &'a str,
    deduplicates: bool,
    idempotency_header: bool,
    timeout_seconds: u32,
    headers: Pairs<String>,
    #[serde(rename = "type")]
    content_type: &'a str,
    body: &'a str,
    at: &'a str,
    until: Seconds,
    state: &'a str,
    doubtful: bool,
    busy_until: Seconds,
}

impl Kept {
    /// The key under which it is kept: in the order of keys, the oldest comes first.
    pub fn key(&self) -> String {
        format!("{} {}", self.at, self.id)
    }

    /// What is to be done with it now.
    pub fn due(&self, now: Seconds) -> Due {
        // A clock that was set back makes nothing busy for longer than an attempt takes.
        if now < self.busy_until && self.busy_until - now <= self.patience() {
            return Due::UnderWay;
        }
        match self.state {
            State::MayHaveArrived => Due::MayHaveArrived,
            // The refusal says nothing of the attempt before it.
            State::Refused if self.is_doubtful => Due::MayHaveArrived,
            State::Refused => Due::Refused,
            // A clock that was set back makes nothing older.
            State::Waits if now >= self.until && self.is_doubtful => Due::MayHaveArrived,
            State::Waits if now >= self.until => Due::Expired,
            State::Waits => Due::Send,
        }
    }

    /// How it is kept while an attempt is under way, so that nobody else sends it meanwhile, and a device which stops then repeats
    /// nothing that could arrive twice.
    pub fn under_way(&self, now: Seconds) -> Kept {
        let busy_until = now.saturating_add(self.patience());
        Kept { state: self.in_doubt(), is_doubtful: true, busy_until, ..self.clone() }
    }

    fn patience(&self) -> Seconds {
        self.endpoint.timeout_seconds.saturating_add(NOTING_SECONDS)
    }

    /// How it is kept after an attempt; `None` where it arrived.
    pub fn after(&self, last: &Delivery) -> Option<Kept> {
        let (state, is_doubtful) = match last {
            Delivery::Sent(_) => return None,
            Delivery::Refused(_) | Delivery::RefusedAfterDoubt(_) => (State::Refused, self.is_doubtful),
            // No other attempt would fare any better.
            Delivery::NotSent(Hindrance::Impossible) => (State::Refused, self.is_doubtful),
            Delivery::NotSent(_) => (State::Waits, self.is_doubtful),
            Delivery::Unconfirmed(Doubt::Fault { .. } | Doubt::Page) => (self.in_doubt(), true),
            // No other attempt would be answered any better.
            Delivery::Unconfirmed(Doubt::Mute) => (State::MayHaveArrived, true),
        };
        Some(Kept { state, is_doubtful, busy_until: 0, ..self.clone() })
    }

    /// How it is kept once a person has decided to send it again.
    pub fn again(&self, now: Seconds) -> Kept {
        Kept {
            state: State::Waits,
            until: self.until.max(now + AGAIN_SECONDS),
            busy_until: 0,
            ..self.clone()
        }
    }

    fn in_doubt(&self) -> State {
        if self.endpoint.deduplicates { State::Waits } else { State::MayHaveArrived }
    }

    /// Writes it for the device.
    pub fn write(&self) -> String {
        let state = match self.state {
            State::Waits => "waits",
            State::MayHaveArrived => "may-have-arrived",
            State::Refused => "refused",
        };
        json::write(&Record {
            id: &self.id,
            study: &self.study_id,
            url: &self.endpoint.url,
            deduplicates: self.endpoint.deduplicates,
            idempotency_header: self.endpoint.idempotency_header,
            timeout_seconds: self.endpoint.timeout_seconds,
            headers: Pairs(self.endpoint.headers.clone()),
            content_type: self.body.content_type,
            body: &self.body.text,
            at: &self.at,
            until: self.until,
            state,
            doubtful: self.is_doubtful,
            busy_until: self.busy_until,
        })
    }

    /// Reads what was written; `None` where it is nothing of the sort.
    pub fn read(text: &str) -> Option<Kept> {
        let kept = json::value(text.as_bytes())?;
        let text = |key: &str| kept.get(key)?.as_str().map(str::to_owned);
        let number = |key: &str| kept.get(key)?.as_u64().and_then(|it| u32::try_from(it).ok());
        let is = |key: &str| kept.get(key).and_then(Value::as_bool);
        let headers = kept.get("headers")?.as_object()?.iter();
        let headers = headers.map(|(name, it)| Some((name.clone(), it.as_str()?.to_owned())));
        let state = match text("state")?.as_str() {
            "waits" => State::Waits,
            "may-have-arrived" => State::MayHaveArrived,
            "refused" => State::Refused,
            _ => return None,
        };
        Some(Kept {
            id: text("id")?,
            study_id: text("study")?,
            endpoint: Endpoint {
                url: text("url")?,
                format: if text("type")? == body::FORM { BodyFormat::Form } else { BodyFormat::Json },
                deduplicates: is("deduplicates")?,
                timeout_seconds: number("timeoutSeconds")?,
                wrap: None,
                headers: headers.collect::<Option<_>>()?,
                names: Vec::new(),
                idempotency_header: is("idempotencyHeader")?,
            },
            body: Body {
                content_type: TYPES.into_iter().find(|it| text("type").as_deref() == Some(it))?,
                text: text("body")?,
            },
            at: text("at")?,
            until: number("until")?,
            state,
            is_doubtful: is("doubtful")?,
            busy_until: number("busyUntil")?,
        })
    }
}
