//! Tests of everything that needs no browser: the rules, the study files and the native command.

mod check;
mod contract;
mod dates;
mod decimals;
mod dry_run;
mod email;
mod golden;
mod npi;
mod phone;
mod postal;
mod rules;
mod serve;
mod small_study;
mod text;
