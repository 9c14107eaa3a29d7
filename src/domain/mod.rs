//! The rules of a referral, in pure Rust.

pub mod date;
pub mod decimal;
pub mod validate;
