//! Tests of the pure core, which need no browser.

mod dates;
mod decimals;
mod email;
mod npi;
mod phone;
mod postal;
mod text;
