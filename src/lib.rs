//! A referral form for clinical studies.
//!
//! Imports point down this list only:
//!
//! - `embed`: the element: attributes, events, mount and unmount
//! - `ui`: Leptos components, one control a file
//! - `gateway`: the browser's clock, ids, HTTP, cryptography, storage and stylesheets, behind small traits
//! - `i18n`: messages by language; numbers, dates and lists through the browser's Intl
//! - [`domain`]: pure Rust: study, field, validate, rule, precheck, consent, referral, body, delivery, form
//!
//! Data moves one way: study file → study → form → answers → precheck → consents → referral → body →
//! delivery → receipt. `domain` knows no browser, and builds with `--no-default-features`.

pub mod domain;
#[cfg(feature = "widget")]
pub mod embed;
#[cfg(feature = "widget")]
pub mod gateway;
pub mod i18n;
#[cfg(feature = "widget")]
pub mod ui;
