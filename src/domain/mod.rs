//! The rules of a referral, in pure Rust.
