//! The header of a sealed message: how it was sealed, to which key, and what the form says of the referral in it.
//!
//! It may come in up to three parts. A member that stands twice is refused, in one part or in two: two readers could
//! take different ones.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The members that are understood here; others are passed over, as the standard has it.
#[derive(Deserialize, Default, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    pub alg: Option<String>,
    pub enc: Option<String>,
    pub kid: Option<String>,
    pub epk: Option<Epk>,
    pub apu: Option<String>,
    pub apv: Option<String>,
    pub study: Option<String>,
    pub study_hash: Option<String>,
    pub referral: Option<String>,
    #[serde(default, deserialize_with = "is_there")]
    pub crit: bool,
    #[serde(default, deserialize_with = "is_there")]
    pub zip: bool,
}

/// The key that was made for one sealing.
#[derive(Deserialize, Clone)]
pub struct Epk {
    pub kty: String,
    pub crv: String,
    pub x: String,
    pub y: String,
}

/// True where a member stands there, whatever its value.
fn is_there<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl Header {
    /// Joins two parts; `None` where a member stands in both.
    pub fn and(self, other: Header) -> Option<Header> {
        Some(Header {
            alg: one(self.alg, other.alg)?,
            enc: one(self.enc, other.enc)?,
            kid: one(self.kid, other.kid)?,
            epk: one(self.epk, other.epk)?,
            apu: one(self.apu, other.apu)?,
            apv: one(self.apv, other.apv)?,
            study: one(self.study, other.study)?,
            study_hash: one(self.study_hash, other.study_hash)?,
            referral: one(self.referral, other.referral)?,
            crit: self.crit || other.crit,
            zip: self.zip || other.zip,
        })
    }
}

fn one<T>(left: Option<T>, right: Option<T>) -> Option<Option<T>> {
    match (left, right) {
        (Some(_), Some(_)) => None,
        (left, right) => Some(left.or(right)),
    }
}
