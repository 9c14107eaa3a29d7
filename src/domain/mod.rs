//! The rules of a referral, in pure Rust.
//!
//! Study file → [`study`] → [`form`] → [`answer`]s → [`precheck`] → [`consent`]s → [`referral`] → [`body`] →
//! [`delivery`] → receipt. Each stage takes the earlier ones and returns the next; where the study has a key, a
//! [`seal`] is put on the body before it leaves. Nothing in here knows a browser, a clock, a locale or a network:
//! what a stage needs of them arrives as an argument.

pub mod answer;
pub mod base64url;
pub mod body;
pub mod calendar;
pub mod consent;
pub mod consent_receipt;
pub mod date;
pub mod decimal;
pub mod delivery;
#[cfg(feature = "cli")]
pub mod dry_run;
pub mod field;
pub mod form;
pub mod hours;
pub mod integrity;
pub mod json;
pub mod leaving;
pub mod letter;
pub mod minimise;
pub mod outbox;
pub mod pace;
pub mod precheck;
pub mod prefill;
pub mod referral;
pub mod review;
pub mod rule;
pub mod seal;
pub mod staff_code;
pub mod status;
pub mod study;
pub mod typing;
pub mod validate;
