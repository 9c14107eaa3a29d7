//! The referral as it was received: any that has the shape of version 1, of whichever study.
//!
//! Answers keep the order in which they stand. What it refuses it names by place; it never repeats a value.

use std::fmt;
use std::marker::PhantomData;

use referral_form::domain::date::Date;
use referral_form::domain::json;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use crate::serve::shape;

/// A referral, version 1.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Received {
    pub id: String,
    pub created_at: String,
    pub replaces: Option<String>,
    pub study: StudyReference,
    pub source: Source,
    pub request: Option<String>,
    pub route: Option<String>,
    pub precheck: Option<Precheck>,
    pub answers: Ordered<Value>,
    pub consents: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StudyReference {
    pub id: String,
    pub file_sha256: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    #[serde(rename = "type")]
    pub kind: String,
    pub on_behalf_of: Option<String>,
    pub code: Option<String>,
    #[serde(default)]
    pub channel: Ordered<String>,
}

#[derive(Deserialize)]
pub struct Precheck {
    pub outcome: String,
    #[serde(default)]
    pub criteria: Ordered<Verdict>,
}

#[derive(Deserialize)]
pub struct Verdict {
    pub verdict: String,
    pub because: Option<String>,
}

/// What was done about one consent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    pub id: String,
    pub version: String,
    pub kind: String,
    pub given_by: String,
    pub given: bool,
    pub language: String,
    pub text_sha256: String,
    pub privacy_version: String,
    pub at: String,
}

/// An object whose members keep their order.
pub struct Ordered<T>(pub Vec<(String, T)>);

impl Received {
    /// Reads a referral.
    ///
    /// # Errors
    /// Every place that does not have the shape of a referral, one a line.
    pub fn read(bytes: &[u8]) -> Result<Received, String> {
        let bytes = json::without_mark(bytes);
        let value = json::unique(bytes).map_err(|it| match it {
            (Some((line, column)), _) => format!("the referral is no JSON from line {line}, column {column}"),
            (None, what) => format!("this is no referral:\n{what}"),
        })?;
        shape::check(&value).map_err(|problems| {
            let lines = problems.iter().map(|it| format!("{}: {}", it.pointer, it.detail));
            format!("this is no referral:\n{}", lines.collect::<Vec<_>>().join("\n"))
        })?;
        // The parser's own words could repeat an answer.
        let received: Received = serde_json::from_slice(bytes).map_err(|cause| {
            format!("this is no referral: see line {}, column {}", cause.line(), cause.column())
        })?;
        if !received.moments().all(|it| it.get(..10).and_then(Date::parse).is_some()) {
            return Err("this is no referral: one of its days does not exist".to_owned());
        }
        Ok(received)
    }

    fn moments(&self) -> impl Iterator<Item = &String> {
        self.consents.iter().map(|it| &it.at).chain([&self.created_at])
    }

    /// The answer to a field, where it is a text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.answers.0.iter().find(|it| it.0 == field).and_then(|it| it.1.as_str())
    }
}

impl<T> Default for Ordered<T> {
    fn default() -> Ordered<T> {
        Ordered(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Ordered<T>, D::Error> {
        deserializer.deserialize_map(Members(PhantomData))
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Ordered<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered<T>, A::Error> {
        let mut members: Vec<(String, T)> = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, T>()? {
            if name.trim().is_empty() {
                return Err(A::Error::custom("a member without a name"));
            }
            // Of a name that stands twice the last counts, as it does for other readers of JSON.
            members.retain(|it: &(String, T)| it.0 != name);
            members.push((name, value));
        }
        Ok(Ordered(members))
    }
}
