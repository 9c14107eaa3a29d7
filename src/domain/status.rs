//! States: what an endpoint tells of a referral that it took, to whoever has the link of the receipt.
//!
//! Nothing personal is read: a code and a moment are all that counts of an answer. A link that is unknown, one that has expired and
//! an answer that makes no sense are the same, so that nobody learns which tokens exist.

use serde_json::Value;

use super::delivery::Reply;
use super::json;

/// Longest moment that is read, in characters: RFC 3339 with nanoseconds and an offset.
const MOMENT_MAX_CHARS: usize = 35;

/// What became of a referral, by the states of an eReferral.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It arrived; more is not told. So is a code that this version does not know.
    Received,
    /// It is at its end; more is not told.
    Closed,
    /// Nobody has looked at it yet.
    Created,
    /// The study team takes care of it.
    Accepted,
    /// The study team does not go on with it.
    Declined,
    /// There is an appointment.
    Scheduled,
    /// Nobody came to the appointment.
    NotAttended,
    /// Everything that it asked for was done.
    Completed,
    /// It was withdrawn.
    Cancelled,
}

/// What a status address told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// A state, and since when (RFC 3339) where that is told.
    State(State, Option<String>),
    /// Nothing is told under this link. Looking again changes nothing.
    Unknown,
    /// Nobody answered, or not now. Looking again may help.
    Silence,
}

/// Reads what came back from a status address.
pub fn read(reply: Reply) -> Told {
    match reply {
        Reply::Offline | Reply::Silence => Told::Silence,
        Reply::Redirect => Told::Unknown,
        Reply::Answer { status, body, .. } => match status {
            200..=299 => answer(&body).unwrap_or(Told::Unknown),
            408 | 429 | 500.. => Told::Silence,
            _ => Told::Unknown,
        },
    }
}

fn answer(body: &str) -> Option<Told> {
    let answer: Value = json::read(body.as_bytes()).ok()?;
    let state = state(answer.get("status")?.as_str()?);
    let changed_at = answer.get("changedAt").and_then(Value::as_str).filter(|it| is_moment(it));
    Some(Told::State(state, changed_at.map(str::to_owned)))
}

fn state(code: &str) -> State {
    match code {
        "closed" => State::Closed,
        "created" => State::Created,
        "accepted" => State::Accepted,
        "declined" => State::Declined,
        "scheduled" => State::Scheduled,
        "not-attended" => State::NotAttended,
        "completed" => State::Completed,
        "cancelled" => State::Cancelled,
        _ => State::Received,
    }
}

/// Tells whether a text has but the letters of a moment, so that none of a server's words are shown for one.
fn is_moment(text: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_digit() || b"-:.+TZ".contains(&it);
    text.len() <= MOMENT_MAX_CHARS && text.contains('T') && text.bytes().all(is_letter)
}
