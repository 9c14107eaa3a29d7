//! The test referral: invented answers on the way that every referral goes, marked as a test, sealed where the file has a key.

use std::fmt::Display;
use std::time::{SystemTime, UNIX_EPOCH};

use referral_form::domain::body::{self, Body};
use referral_form::domain::date::Date;
use referral_form::domain::dry_run::Occasion;
use referral_form::domain::dry_run::invented::{self, CODE, MARK, Wish};
use referral_form::domain::seal::{Envelope, carried};
use referral_form::domain::study::{BodyFormat, Endpoint, Study};
use serde_json::{Map, Value};

use super::Args;
use crate::dry_run::{current_day, sha256};
use crate::jose::seal;

/// The first digits of the id of every test referral, as near to "TEST" as hexadecimal digits come.
const TEST_DIGITS: [u8; 2] = [0x7e, 0x57];

const SECONDS_A_DAY: u64 = 86_400;

/// A test referral, ready to be sent.
pub struct Made {
    id: String,
    pub body: Body,
    is_marked: bool,
    has_code: bool,
}

impl Made {
    /// By what to know it where it arrives.
    pub fn how_to_find(&self, reference: Option<&str>) -> String {
        let mut how = format!("id {}", self.id);
        if let Some(reference) = reference {
            how.push_str(&format!(", reference {reference}"));
        }
        if self.is_marked {
            how.push_str(&format!(", its texts say \"{MARK}\""));
        }
        if self.has_code {
            how.push_str(&format!(", code {CODE}"));
        }
        how
    }
}

/// Draws the id of a test referral: a random UUID (version 4) but for its first four digits.
///
/// # Errors
/// The operating system gives no random numbers.
pub fn id_of_test() -> Result<String, String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(no_random)?;
    bytes[..2].copy_from_slice(&TEST_DIGITS);
    bytes[6] = 0x40 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    let digits: String = bytes.iter().map(|it| format!("{it:02x}")).collect();
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    Ok(parts.join("-"))
}

fn no_random(cause: impl Display) -> String {
    format!("the operating system gave no random numbers: {cause}")
}

/// The media type with which a referral goes to an endpoint.
pub fn content_type(study: &Study, endpoint: &Endpoint) -> &'static str {
    match (study.seal.is_empty(), endpoint.format) {
        (false, _) => carried("", endpoint).content_type,
        (true, BodyFormat::Json) => "application/json",
        (true, BodyFormat::Form) => "application/x-www-form-urlencoded",
    }
}

/// Makes a test referral that goes to one of these endpoints.
///
/// # Errors
/// Why none can be made, one line each.
pub fn make(
    study: &Study,
    args: &Args,
    file: &[u8],
    fixed: &Map<String, Value>,
    endpoints: &[&Endpoint],
    id: &str,
) -> Result<Made, Vec<String>> {
    let (now, file_sha256) = (now(), sha256(file));
    let wish = Wish {
        source: args.source.as_deref(),
        request: args.request.as_deref(),
        answers: fixed,
        endpoints,
        today: current_day(),
        file_sha256: &file_sha256,
        sha256,
        occasion: Occasion { id, now: &now },
    };
    let referral = invented::referral(study, &wish)?;
    let (endpoint, plain) = (referral.endpoint(study), body::plain(&referral).text);
    let body = match study.seal.first() {
        None => body::write(&referral, endpoint),
        Some(key) => {
            let envelope =
                Envelope { study_id: &study.cover.head.id.0, study_hash: &file_sha256, referral: id };
            carried(&seal(&plain, key, envelope).map_err(|cause| vec![no_random(cause)])?, endpoint)
        }
    };
    let has_code = referral.code_and_channel().0.is_some();
    Ok(Made { id: id.to_owned(), body, is_marked: plain.contains(MARK), has_code })
}

/// The moment, as RFC 3339 has it, in UTC.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    let days = i32::try_from(seconds / SECONDS_A_DAY).ok().and_then(Date::from_days);
    let day = days.expect("the clock stands within the years that a date can have");
    let (hours, rest) = (seconds % SECONDS_A_DAY / 3600, seconds % 3600);
    format!("{day}T{hours:02}:{:02}:{:02}Z", rest / 60, rest % 60)
}
