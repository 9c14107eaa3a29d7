//! What a typed answer must be to count as an answer of its type.
//!
//! Each module reads what a person typed and returns the canonical form, or says no. None of them
//! guesses: a form that could be read in two ways is refused.
//!
//! Invariant: pure, and free of regular expressions, floats and locale.

pub mod check;
pub mod digits;
pub mod email;
pub mod npi;
pub mod phone;
mod phone_plan;
pub mod postal;
pub mod unseen;
