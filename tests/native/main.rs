//! Tests of everything that needs no browser: the rules, the study files and the native command.

mod check;
mod contract;
mod dates;
mod decimals;
mod email;
mod npi;
mod phone;
mod postal;
mod schema;
mod serve;
mod text;
