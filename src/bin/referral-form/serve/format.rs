//! Formats of a body: JSON, JSON wrapped under a key, a form, and a sealed text in any of them.
//!
//! All become the JSON of a referral; only where no key for it is here, a sealed text stays as it is. It judges no referral (`shape` does). A body that does not say what it is, or says one thing twice, is not guessed at.

use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use referral_form::domain::json;
use serde_json::Value;

use super::shape::{self, Shape, ShapeProblem};
use super::studies::Studies;
use super::{form, sealed};
use crate::carrier;
use crate::keyring::Keyring;
use crate::locate::locate;

/// What a body says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `application/json`, wrapped or not.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/jose`: a sealed text alone.
    Jose,
}

/// A referral that was read and checked.
pub struct Incoming {
    /// As JSON: what stood in a JSON body, byte for byte, what was sealed, or what a form says. Where no key was here, the sealed text.
    pub text: String,
    /// Null where no key was here.
    pub referral: Value,
    pub shape: Shape,
}

/// Why there is no referral in a body.
pub enum Unread {
    NotJson,
    NotAForm,
    /// It is not sealed as the form does it, or does not open; for people, without anything that was sent.
    NotSealed(&'static str),
    Misshapen(Vec<ShapeProblem>),
}

/// Names that stand at the top of a referral, so that none of them is what it is wrapped under.
const MEMBERS: [&str; 11] = [
    "version",
    "id",
    "createdAt",
    "replaces",
    "study",
    "source",
    "request",
    "route",
    "precheck",
    "answers",
    "consents",
];

impl Format {
    /// What the headers say; nothing for another type, another charset than UTF-8, or compression.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let content_type = headers.get(CONTENT_TYPE).and_then(|it| HeaderValue::to_str(it).ok())?;
        let mut parts = content_type.split(';').map(str::trim);
        let format = match parts.next()?.to_ascii_lowercase().as_str() {
            "application/json" => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            "application/jose" => Self::Jose,
            _ => return None,
        };
        let is_utf8 = parts.filter_map(|it| it.split_once('=')).all(|(name, value)| {
            !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        });
        let is_plain =
            headers.get(CONTENT_ENCODING).is_none_or(|it| it.as_bytes().eq_ignore_ascii_case(b"identity"));
        (is_utf8 && is_plain).then_some(format)
    }

    /// Reads a body and checks the referral in it.
    ///
    /// # Errors
    /// It is not in this format, or what it holds is no referral; pointers lead into the referral itself.
    pub fn read(self, body: &[u8], studies: &Studies, keyring: &Keyring) -> Result<Incoming, Unread> {
        let text = std::str::from_utf8(body).ok();
        let sealed = text.and_then(|it| match self {
            Self::Json => carrier::under_one_key(it),
            Self::Form => carrier::in_a_form(it),
            Self::Jose => carrier::bare(it),
        });
        match (self, sealed) {
            (_, Some(sealed)) => sealed::read(sealed, keyring),
            (Self::Json, None) => read_json(text.ok_or(Unread::NotJson)?),
            (Self::Form, None) => read_form(body, studies),
            (Self::Jose, None) => Err(Unread::NotSealed("the body is not a compact JWE")),
        }
    }
}

fn read_json(text: &str) -> Result<Incoming, Unread> {
    let whole = json_of(text)?;
    let Some(key) = wrapper(&whole) else {
        return checked(text.to_owned(), whole);
    };
    let pointer = json::below("", key);
    let spot = locate(text, &pointer);
    if !spot.is_exact {
        return Err(Unread::NotJson);
    }
    let inner = &text[spot.value];
    checked(inner.to_owned(), json_of(inner)?)
}

/// Reads JSON in which no key stands twice: another reader would take the other value.
pub fn json_of(text: &str) -> Result<Value, Unread> {
    let told = json::told(text.as_bytes()).map_err(|_| Unread::NotJson)?;
    let problem = |at| ShapeProblem { pointer: at, detail: "stands twice" };
    let problems: Vec<ShapeProblem> = told.twice.into_iter().map(problem).collect();
    if problems.is_empty() { Ok(told.value) } else { Err(Unread::Misshapen(problems)) }
}

/// The key under which a referral is wrapped: the only one there is, and none that a referral has.
fn wrapper(whole: &Value) -> Option<&str> {
    let members = whole.as_object().filter(|it| it.len() == 1)?;
    let (key, inner) = members.iter().next()?;
    (inner.is_object() && !MEMBERS.contains(&key.as_str())).then_some(key)
}

/// Reads a form by the names of each study file here, and without any; the first that yields a referral counts.
fn read_form(body: &[u8], studies: &Studies) -> Result<Incoming, Unread> {
    let pairs = form::pairs(body).ok_or(Unread::NotAForm)?;
    let mut best = Unread::NotAForm;
    for names in studies.names(&pairs) {
        let Some(referral) = form::referral(&pairs, &names) else {
            continue;
        };
        match checked(referral.to_string(), referral) {
            Ok(incoming) if names.study_id.as_ref().is_none_or(|it| *it == incoming.shape.study_id) => {
                return Ok(incoming);
            }
            Ok(_) => {}
            Err(problems) => best = nearer(best, problems),
        }
    }
    Err(best)
}

/// Of two failures, the one with less to mend.
fn nearer(one: Unread, other: Unread) -> Unread {
    match (&one, &other) {
        (Unread::Misshapen(few), Unread::Misshapen(many)) if few.len() <= many.len() => one,
        _ => other,
    }
}

pub(super) fn checked(text: String, referral: Value) -> Result<Incoming, Unread> {
    match shape::check(&referral) {
        Ok(shape) => Ok(Incoming { text, referral, shape }),
        Err(problems) => Err(Unread::Misshapen(problems)),
    }
}
